/// Which kind of region a domain is divided into.
#pragma once

#include <cstdint>
#include <memory>

#include <taskquad/box.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>

#include "regions/region.hpp"

namespace taskquad::regions {

/// In one dimension: segments.
std::unique_ptr<kind> regions_of(const domain& where, const options& o, const form_of_f& f = {});
/// In several: what `options::cubature` says, which must have been checked. Over a single axis: segments.
std::unique_ptr<kind> regions_of(const box& where, const options& o, const form_of_f& f = {});
/// Of several axes: the least number of evaluations with which an integration can begin.
std::uint64_t evaluations_of_first_estimates(const box& where, const options& o);

/// Throws std::invalid_argument where `options::cubature` is not for this box.
void check_cubature(const box& where, const options& o);

}  // namespace taskquad::regions
