/// When an integral is good enough: the one convergence test of the library.
#pragma once

#include <algorithm>
#include <cmath>

namespace taskquad {

/// Accepts an integral whose estimated error is at most max(absolute, relative * |integral|).
struct tolerance {
    double absolute = 0;     ///< in the unit of the integral; finite, >= 0
    double relative = 1e-8;  ///< relative to the integral; finite, >= 0; one of the two must be positive

    /// The largest error to be accepted for an integral.
    [[nodiscard]] double target(double integral) const noexcept { return std::max(absolute, relative * std::abs(integral)); }

    /// Whether an integral with this estimated error is accepted. An infinite error never is, nor is a NaN.
    [[nodiscard]] bool accepts(double integral, double error) const noexcept {
        return std::isfinite(error) && error <= target(integral);
    }
};

}  // namespace taskquad
