/// Scaling by powers of two, which is exact: squares of scaled values neither overflow nor vanish, and an estimate of 2^k f has the
/// bits of 2^k times that of f.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "machine/simd.hpp"

namespace taskquad::machine {

/// The largest magnitude, of numbers. Two at a time, as every processor can: code for wider registers would have to ask first
/// whether there are any, which costs more than it saves.
inline double largest_magnitude(std::span<const double> values) {
    using simd::couple;
    const auto take = [](couple& most, const double* at) {
        couple y;
        simd::load(at, y);
        simd::magnitudes(y, y);
        simd::keep_larger(most, y);
    };
    couple most{}, others{};
    std::size_t i = 0;
    for (; i + 4 <= values.size(); i += 4) {
        take(most, values.data() + i);
        take(others, values.data() + i + 2);
    }
    simd::keep_larger(most, others);
    double of_all = std::max(most[0], most[1]);
    for (; i < values.size(); ++i) of_all = std::max(of_all, std::abs(values[i]));
    return of_all;
}

/// Multiplies by 2^e, |e| <= 1100, as std::ldexp does, but computed once for many numbers.
class power_of_two {
public:
    /// Beyond 2^1000 there are two factors; a number that the first one rounds is made 0 by the second.
    explicit power_of_two(int e) : power_of_two(std::abs(e) <= 1000 ? e : e / 2, e) {}
    [[nodiscard]] double operator()(double y) const { return y * first_ * second_; }

private:
    power_of_two(int of_first, int e) : first_(std::ldexp(1.0, of_first)), second_(std::ldexp(1.0, e - of_first)) {}
    double first_, second_;
};

/// The power of two, as an exponent, that brings the largest magnitude to [1/2, 1). 0 where all values are 0.
inline int exponent_of(std::span<const double> values) {
    int e = 0;
    std::frexp(largest_magnitude(values), &e);
    return e;
}

}  // namespace taskquad::machine
