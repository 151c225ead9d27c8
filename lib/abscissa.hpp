/// Where a rule's abscissa t in [-1, 1] lies on a segment.
#pragma once

#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include <taskquad/rule.hpp>

namespace taskquad::detail {

/// Whether t is one of the dyadic points down to 1/1024.
bool is_dyadic(double t);

/// std::midpoint, in a few instructions unless the sum overflows.
inline double middle(double a, double b) {
    const double sum = a + b;
    return std::abs(sum) <= std::numeric_limits<double>::max() ? sum / 2 : std::midpoint(a, b);
}

/// x for t on [a, b]. The ends, the midpoint and the dyadic points down to 1/1024 come from repeated halving, as the ends
/// of later halves do, so that what segments share has the same bits on every path.
double abscissa(double a, double b, double t);

/// The same for many t, none of which is dyadic but 0 nor so near an end that rounding could reach it; -0.0 is 0.0.
void abscissae(double a, double b, std::span<const double> t, std::span<double> x);
/// The same on [a, b], and then on [c, d].
void abscissae(double a, double b, double c, double d, std::span<const double> t, std::span<double> x);

/// Those of the first level of a rule of one level.
void place(const rule& r, double a, double b, std::span<double> x);

/// -0.0 and 0.0 are one point.
inline double without_signed_zero(double x) { return x + 0.0; }

}  // namespace taskquad::detail
