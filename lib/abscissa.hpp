/// Where a rule's abscissa t in [-1, 1] lies on a segment.
#pragma once

namespace taskquad::detail {

/// Whether t is one of the dyadic points down to 1/1024.
bool is_dyadic(double t);

/// x for t on [a, b]. The ends, the midpoint and the dyadic points down to 1/1024 come from repeated halving, as the ends
/// of later halves do, so that what segments share has the same bits on every path.
double abscissa(double a, double b, double t);

/// -0.0 and 0.0 are one point.
inline double without_signed_zero(double x) { return x + 0.0; }

}  // namespace taskquad::detail
