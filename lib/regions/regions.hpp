/// Which kind of region a domain is divided into.
#pragma once

#include <memory>

#include <taskquad/box.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>

#include "regions/region.hpp"

namespace taskquad::regions {

/// In one dimension: segments.
std::unique_ptr<kind> regions_of(const domain& where, const options& o, const form_of_f& f = {});
/// In several: boxes. Over a single axis: segments.
std::unique_ptr<kind> regions_of(const box& where, const options& o, const form_of_f& f = {});

}  // namespace taskquad::regions
