/// Where the distribution functions of the densities of coordinates have a given value.
#pragma once

#include "rules/orthonormal.hpp"

namespace taskquad::rules {

/// x such that a coordinate is below x with probability u, 0 < u < 1; accurate to some roundings of u and 1 - u.
[[nodiscard]] double quantile(density d, double u);

}  // namespace taskquad::rules
