/// A narrow valley along a parabola, and its integral.
#pragma once

#include <cmath>
#include <numbers>
#include <taskquad/taskquad.hpp>

/// exp(-1.15 (x^2 + (y - x^2)^2)), a narrow valley along a parabola; its integral over [-4, 4] x [-2, 14], of which the part over y
/// is a difference of error functions.
inline double valley(double x, double y) { return std::exp(-1.15 * (x * x + (y - x * x) * (y - x * x))); }
inline const taskquad::domain across{-4.0, 4.0};
inline taskquad::domain along(double /*x*/) { return {-2.0, 14.0}; }
inline double exact_valley() {
    const double root = std::sqrt(1.15);
    const auto slice = [root](double x) {
        return std::exp(-1.15 * x * x) * std::sqrt(std::numbers::pi) / (2 * root) *
               (std::erf(root * (14 - x * x)) - std::erf(root * (-2 - x * x)));
    };
    return taskquad::integrate(slice, across, {.relative_tolerance = 1e-14}).value;
}
