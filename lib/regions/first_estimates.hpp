/// What the first estimates take: every integration begins with them, so that a budget has to allow for them.
#pragma once

#include <cstdint>
#include <vector>

#include <taskquad/box.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>

#include "regions/region.hpp"

namespace taskquad::regions {

/// The distinct abscissae of the initial regions, increasing; none where the domain is a single point.
std::vector<double> points_of_first_estimates(const domain& where, const options& o, const form_of_f& f = {});
/// The number of distinct points of the initial regions; 0 where the domain is a single point.
std::uint64_t evaluations_of_first_estimates(const domain& where, const options& o, const form_of_f& f = {});

/// Throws std::invalid_argument, naming both numbers, where a budget is less than that.
void check_budget(std::uint64_t max_evaluations, std::uint64_t first_estimates);
/// As above, of the options of one integration. An ordinary budget costs no more than a few multiplications.
void check_budget(const domain& where, const options& o, const form_of_f& f = {});
/// The same over a box, of which no axis is without width; also where `options::cubature` is not for this box.
void check_budget(const box& where, const options& o);

}  // namespace taskquad::regions
