/// Integrands that are given their distances from the ends.
///
///     auto f = taskquad::with_distances([](double, double from_a, double to_b) { return 1 / std::sqrt(from_a * to_b); });
///     auto r = taskquad::integrate(f, {-1.0, 1.0});
///
/// The distances are asked for by name, and not guessed from the number of parameters: the others of an f(x, a, b) may as well be
/// parameters with default values. A function of one `taskquad::argument` needs no wrapper.
#pragma once

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

#include <taskquad/argument.hpp>
#include <taskquad/detail/null_function.hpp>
#include <taskquad/detail/serialized.hpp>

namespace taskquad {

/// An f(x, from_a, to_b).
template <class F, class Real = double>
concept function_of_distances = std::invocable<F&, const Real&, const Real&, const Real&>;

/// What `with_distances` makes.
template <class F>
class told_distances {
public:
    explicit told_distances(F f) : f_(std::move(f)) { detail::refuse_null(f_); }
    /// Whether no two calls may overlap.
    static constexpr bool one_at_a_time = detail::is_one_at_a_time<F>();

    decltype(auto) operator()(const argument& at) const requires function_of_distances<F> {
        return std::invoke(f_, at.x, at.from_a, at.to_b);
    }

    /// The same in the arithmetic of another type: integrate_as.hpp.
    template <class Real>
    requires function_of_distances<F, Real>
    decltype(auto) at(const Real& x, const Real& from_a, const Real& to_b) const { return std::invoke(f_, x, from_a, to_b); }

private:
    mutable F f_;
};

/// Makes an integrand of a function f(x, from_a, to_b): x, and its exact distances, >= 0, from the limits or breakpoints on both
/// sides; see argument. Throws std::invalid_argument where f is a null pointer or an empty function object.
template <class F>
told_distances<std::decay_t<F>> with_distances(F&& f) {
    return told_distances<std::decay_t<F>>(std::forward<F>(f));
}

}  // namespace taskquad
