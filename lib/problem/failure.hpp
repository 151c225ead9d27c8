/// Failures that f has not thrown itself.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

#include "problem/messages.hpp"

namespace taskquad::problem {

/// The failure of a value that is not finite, for failure_policy::non_finite.
inline std::exception_ptr non_finite_failure(double x, double value) {
    return std::make_exception_ptr(std::range_error("taskquad: f(x) at x = " + text(x) + " is " + text(value)));
}

/// The failure of an f that gives up though nobody has asked it to.
inline std::exception_ptr no_value_failure(double x) {
    return std::make_exception_ptr(std::runtime_error("taskquad: f(x) at x = " + text(x) +
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
    explicit circle(double x)
        : std::logic_error("taskquad: f(x) at x = " + text(x) +
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
