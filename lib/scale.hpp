/// Scaling by powers of two, which is exact: squares of scaled values neither overflow nor vanish, and an estimate of 2^k f has the
/// bits of 2^k times that of f.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace taskquad::detail {

/// The largest magnitude; four at a time, since each comparison would wait for the one before.
inline double largest_magnitude(std::span<const double> values) {
    std::array<double, 4> most{};
    const auto take = [&](std::size_t lane, double y) { most[lane] = most[lane] < std::abs(y) ? std::abs(y) : most[lane]; };
    std::size_t i = 0;
    for (; i + 4 <= values.size(); i += 4) {
        for (std::size_t lane = 0; lane < 4; ++lane) take(lane, values[i + lane]);
    }
    for (; i < values.size(); ++i) take(0, values[i]);
    return std::max(std::max(most[0], most[1]), std::max(most[2], most[3]));
}

/// The power of two, as an exponent, that brings the largest magnitude to [1/2, 1). 0 where all values are 0.
inline int exponent_of(std::span<const double> values) {
    int e = 0;
    std::frexp(largest_magnitude(values), &e);
    return e;
}

}  // namespace taskquad::detail
