/// Pieces of a domain that are too narrow to be integrated.
#pragma once

#include <taskquad/domain.hpp>

namespace taskquad::regions {

/// Without breakpoints that are next to another point, as x is in {0.0, x, 1.0} for an x next to 1: between them there are no
/// doubles at which f could be evaluated, but those where it may be singular.
domain without_slivers(const domain& where);

}  // namespace taskquad::regions
