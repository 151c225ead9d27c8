/// Spherical Bessel functions of the first kind.
#pragma once

#include <span>

namespace taskquad::rules {

/// Writes j_0(x) ... j_{n-1}(x), n >= 2, x > 0, to a few ulp of the largest one. By the recurrence j_{k+1} = (2k + 1) / x j_k -
/// j_{k-1}: upwards where x exceeds all orders, else downwards from an order at which j is negligible (J. C. P. Miller; NIST
/// Digital Library of Mathematical Functions, sections 10.51 and 3.6).
void spherical_bessel(double x, std::span<double> j);

}  // namespace taskquad::rules
