/// Scaling by powers of two, which is exact: squares of scaled values neither overflow nor vanish, and an estimate of 2^k f has the
/// bits of 2^k times that of f.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace taskquad::detail {

/// The power of two, as an exponent, that brings the largest magnitude to [1/2, 1). 0 where all values are 0.
inline int exponent_of(std::span<const double> values) {
    double most = 0;
    for (const double y : values) most = std::max(most, std::abs(y));
    int e = 0;
    std::frexp(most, &e);
    return e;
}

}  // namespace taskquad::detail
