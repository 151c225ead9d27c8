/// Failures that f has not thrown itself.
#pragma once

#include <exception>
#include <span>
#include <stdexcept>
#include <string>

#include <taskquad/detail/point_view.hpp>

#include "problem/messages.hpp"

namespace taskquad::problem {

/// Of what f is given, the coordinates that say where: x alone, where distances come after it.
inline std::span<const double> place_in(const detail::point_view& at, bool with_distances) {
    return {at.coordinates, with_distances ? 1 : at.count};
}

/// The failure of a value that is not finite, for failure_policy::non_finite.
inline std::exception_ptr non_finite_failure(std::span<const double> x, double value) {
    return std::make_exception_ptr(std::range_error("taskquad: f(x) at x = " + text_of_point(x) + " is " + text(value)));
}

/// The failure of an f that gives up though nobody has asked it to.
inline std::exception_ptr no_value_failure(std::span<const double> x) {
    return std::make_exception_ptr(std::runtime_error("taskquad: f(x) at x = " + text_of_point(x) +
                                                      " has given up, and returned nothing, though no stop was requested"));
}

/// What an exception says of itself.
inline std::string in_words(const std::exception_ptr& e) {
    try {
        std::rethrow_exception(e);
    } catch (const std::exception& said) {
        return said.what();
    } catch (...) {
        return "f has thrown something that is no std::exception";
    }
}

/// The failure of an f(x) that needs f(x), because it integrates f itself. It would fail each time, so it is not retried.
class circle : public std::logic_error {
public:
    explicit circle(std::span<const double> x)
        : std::logic_error("taskquad: f(x) at x = " + text_of_point(x) +
                           " integrates f, on the same integrator, over a domain that needs f at this x") {}
};

inline bool is_circle(const std::exception_ptr& e) {
    try {
        std::rethrow_exception(e);
    } catch (const circle&) {
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace taskquad::problem
