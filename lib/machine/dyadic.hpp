/// Doubles that come of repeated halving.
#pragma once

#include <cmath>
#include <limits>
#include <numeric>

namespace taskquad::machine {

/// Whether t is a multiple of 1/1024, a number that ten halvings of [-1, 1] or fewer arrive at.
inline bool is_dyadic(double t) { return t * 1024 == std::trunc(t * 1024); }

/// The value of std::midpoint(a, b); takes a few instructions, unless a + b overflows.
inline double middle(double a, double b) {
    const double sum = a + b;
    return std::abs(sum) <= std::numeric_limits<double>::max() ? sum / 2 : std::midpoint(a, b);
}

/// -0.0 and 0.0 are one point: 0.0 for both, any other x as it is.
inline double without_signed_zero(double x) { return x + 0.0; }

}  // namespace taskquad::machine
