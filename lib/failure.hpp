/// Failures that f has not thrown itself.
#pragma once

#include <exception>
#include <stdexcept>

#include "text.hpp"

namespace taskquad::detail {

/// For failure_policy::non_finite.
inline std::exception_ptr non_finite_failure(double x, double value) {
    return std::make_exception_ptr(std::range_error("taskquad: f(x) at x = " + text(x) + " is " + text(value)));
}

}  // namespace taskquad::detail
