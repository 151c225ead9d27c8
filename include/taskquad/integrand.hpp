/// The integrand: the user's f, in any of its forms.
#pragma once

#include <type_traits>

#include <taskquad/detail/forms_of_f.hpp>

namespace taskquad {

/// A function of one real variable, in one of these forms:
///   V f(double x)                                called from several threads at a time, unless options::concurrency is 1
///   V f(taskquad::argument at)                   the same, with the exact distances of x from the limits or breakpoints on both
///   with_distances(f)                            sides: argument.hpp; of an f(x, from_a, to_b): distances.hpp
///   V f(double x, std::stop_token stop)          the same; f may end early once the token is stopped, because the integration has
///                                                ended. Whatever f returns or throws after that is not used
///   std::optional<V> f(double x, std::stop_token stop)    the same; each value is whole, and kept although it comes after that;
///                                                nothing says that f has given up, which it may only where it was asked to
///   batch(f, {.max_batch = n})                   many abscissae in one call: batch.hpp
///   async(f, {.max_in_flight = n})               completes later: async.hpp
///   vectorized(f)                                an array of abscissae at a time, with SIMD: vectorized.hpp
///   serial(f), per_worker(make)                  f that is not thread-safe: not_thread_safe.hpp
/// V is a real or complex number, an array or a vector of them, or a vector or matrix of Eigen's: value.hpp. Values of float are
/// taken to be accurate to half an ulp of float, as by options::f_relative_accuracy. f may throw, may use oneTBB, and may itself
/// integrate.
///
/// No integrand is what takes an integer, which would cut off x; what can be called with three doubles, since distances are asked
/// for and not guessed from the number of parameters; and what returns an expression of Eigen's, which refers to what is gone by
/// then. `integrate` and `integrator` say which it is, where they refuse to be compiled.
template <class F>
concept integrand = detail::integrand_object<std::remove_reference_t<F>>;

/// What an integrand's values are.
template <integrand F>
using integrand_value_t = typename decltype(detail::integrand_value<std::remove_reference_t<F>>())::type;

/// A function of several real variables, which is integrated over a box (box.hpp), in one of these forms:
///   V f(std::span<const double> x)               of as many coordinates as the box has axes; also std::span<const double, d>
///   V f(std::array<double, d> x)                 also std::vector<double>, and Eigen's vectors of double, of fixed or dynamic size
///   V f(double x, double y)                      and so on, to 6 of them
/// each of them also with a std::stop_token behind that, and then as std::optional<V>; as above in all else;
///   serial(f), per_worker(make)                  of these
///   batch(f, {.max_batch = n})                   of taskquad::points: batch.hpp
///   async(f, {.max_in_flight = n})               of a point in one of these ways, and a completion: async.hpp
/// What does not say of what type its parameter is, as a lambda of const auto&, is given a std::span. Where f says how many
/// coordinates it takes, and the box has another number of axes, std::invalid_argument says so before any call of f.
template <class F>
concept integrand_over_box = detail::object_over_box<std::remove_reference_t<F>>;

/// What its values are.
template <integrand_over_box F>
using value_over_box_t = typename decltype(detail::value_over_box<std::remove_reference_t<F>>())::type;

}  // namespace taskquad
