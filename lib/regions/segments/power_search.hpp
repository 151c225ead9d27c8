/// Where between the samples of a segment f has a power or a logarithm, if the samples say that it has one.
///
/// Which gaps between samples come into question, the samples say that are farthest from the cubic through their neighbours; place
/// and order are searched for from several starts. It costs no evaluation. The search is ours.
#pragma once

#include <optional>
#include <span>

#include "regions/segments/power_model.hpp"

namespace taskquad::regions::segments {

struct located_power {
    power_model model;
    double gap;  ///< between the samples on both sides of the place
};

/// Of samples in ascending order; the place lies inside (a, b). Nothing where a polynomial with as many coefficients does nearly as
/// well, or the place is not certain to a third of the gap.
std::optional<located_power> find_power(std::span<const sample> samples, double a, double b);

/// The model of another component, with samples at the same x, about the place that was found, or near it: of an order of its own.
/// Nothing where that does not explain the samples, as above, if it must.
std::optional<power_model> find_order(std::span<const sample> samples, const located_power& at, bool must_be_explained);
/// The same of a component that has a kink or a jump there.
std::optional<power_model> seam_model(std::span<const sample> samples, const located_power& at);
/// The same of a component that is smooth there.
power_model smooth_model(std::span<const sample> samples, const located_power& at);

}  // namespace taskquad::regions::segments
