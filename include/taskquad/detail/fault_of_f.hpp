/// What is wrong with an f that is no integrand, in words: for static_assert.
#pragma once

#include <concepts>
#include <functional>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <taskquad/argument.hpp>
#include <taskquad/async.hpp>
#include <taskquad/batch.hpp>
#include <taskquad/detail/forms_over_boxes.hpp>
#include <taskquad/detail/signature.hpp>
#include <taskquad/detail/values.hpp>
#include <taskquad/distances.hpp>
#include <taskquad/domain.hpp>

namespace taskquad::detail {

template <class F>
struct function_behind<told_distances<F>> : function_behind<F> {};
template <class F, class V>
struct function_behind<asynchronous<F, V>> : function_behind<F> {};
template <class F, class V>
struct function_behind<batched<F, V>> : function_behind<F> {};

template <class Signature>
inline constexpr bool begins_with_integer = false;
template <class R, class X, class... Others>
inline constexpr bool begins_with_integer<std::function<R(X, Others...)>> = std::integral<std::remove_cvref_t<X>>;
template <class Signature>
inline constexpr bool has_integer = false;
template <class R, class... X>
inline constexpr bool has_integer<std::function<R(X...)>> = (std::integral<std::remove_cvref_t<X>> || ...);

/// Whether f's first parameter is an integer, or bool, as far as f says.
template <class F>
constexpr bool takes_integer() {
    return begins_with_integer<typename decltype(signature_of<F>())::type>;
}

/// Whether f can be called with three doubles, not since it ignores them, as std::bind does.
template <class F>
inline constexpr bool takes_three_doubles =
    std::invocable<F&, double, double, double> && !std::is_bind_expression_v<std::remove_cv_t<F>>;

/// Limits that depend on outer coordinates.
template <class Limits, class... Coordinates>
concept makes_domain =
    std::invocable<Limits&, Coordinates...> && std::convertible_to<std::invoke_result_t<Limits&, Coordinates...>, domain>;

struct not_callable {};

/// What f returns, in whichever form it is called.
template <class F>
auto result_of_f() {
    if constexpr (std::invocable<F&, double>) {
        return std::type_identity<std::invoke_result_t<F&, double>>{};
    } else if constexpr (std::invocable<F&, double, std::stop_token>) {
        return std::type_identity<std::invoke_result_t<F&, double, std::stop_token>>{};
    } else if constexpr (std::invocable<F&, argument>) {
        return std::type_identity<std::invoke_result_t<F&, argument>>{};
    } else {
        return std::type_identity<not_callable>{};
    }
}

/// The sentences, one of which applies where f is no integrand.
template <class F>
constexpr void explain() {
    constexpr bool of_integer = takes_integer<F>(), of_three = !of_integer && takes_three_doubles<F>;
    static_assert(!of_integer,
                  "taskquad: f takes an integer, so that x would lose what is behind the point: f must take a double.");
    static_assert(!of_three,
                  "taskquad: f can be called with three doubles. If these are x and its distances from the ends, say "
                  "taskquad::with_distances(f); if the others are parameters, say [&](double x) { return f(x); }.");
    using R = std::remove_cvref_t<typename decltype(result_of_f<F>())::type>;
    constexpr bool is_called = !of_integer && !of_three, has_form = !std::same_as<R, not_callable>;
    static_assert(!is_called || has_form,
                  "taskquad: f cannot be called with a double. It must be V f(double x), V f(double x, std::stop_token), V "
                  "f(taskquad::argument), or made by with_distances, batch, async, vectorized, serial or per_worker.");
    static_assert(!is_called || !std::is_void_v<R>, "taskquad: f returns nothing: it must return its value.");
    static_assert(
        !is_called || !is_expression<R>,
        "taskquad: f returns an expression of Eigen's, which refers to what is gone when f has returned: let f return the "
        "matrix itself, as by [](double x) -> Eigen::VectorXd { ... }.");
    static_assert(!is_called || !has_form || std::is_void_v<R> || is_expression<R> || !std::is_void_v<value_of<R>>,
                  "taskquad: what f returns is no value: it must be a real or complex number, a std::array or std::vector of them, "
                  "a vector or matrix of Eigen's, or of a type for which taskquad::value_traits is specialised.");
}

/// Of an f that must be real, and take x alone.
template <class F>
constexpr void explain_real() {
    using G = std::remove_reference_t<F>;
    explain<G>();
    if constexpr (!takes_integer<G>() && !takes_three_doubles<G>) {
        static_assert(
            requires(G & f) {
                { std::invoke(f, 1.0) } -> std::convertible_to<double>;
            },
            "taskquad: f must be a real number for each double x.");
    }
}

/// Of an f of several coordinates, which must be real.
template <class F, class... Coordinates>
constexpr void explain_real_of() {
    using R = std::remove_cvref_t<std::invoke_result_t<F&, Coordinates...>>;
    static_assert(!std::is_void_v<R>, "taskquad: f returns nothing: it must return its value.");
    static_assert(std::is_void_v<R> || std::is_convertible_v<R, double>,
                  "taskquad: f must be a real number at each place: integrate the real and the imaginary part, or each component, "
                  "by itself.");
}

/// Of an f, or limits, that are none of what a nested integral takes.
template <class F, class YRange>
constexpr void explain_nested() {
    constexpr bool of_two = std::invocable<F&, double, double>, of_three = std::invocable<F&, double, double, double>;
    static_assert(of_two || of_three,
                  "taskquad: f cannot be called with two or three doubles: it must be double f(double x, double y), or double "
                  "f(double x, double y, double z).");
    static_assert(!of_two || makes_domain<YRange, double>,
                  "taskquad: the range of y must be a domain, {0.0, 1.0}, or a function of x that returns one: [](double x) { "
                  "return taskquad::domain{0.0, 1 - x}; }.");
    static_assert(of_two || !of_three,
                  "taskquad: f takes three doubles: after the range of x must come that of y, {0.0, 1.0} or a function of x, and "
                  "that of z, {0.0, 1.0} or a function of x and y; a function must return a taskquad::domain.");
}

/// Of functions of several coordinates: f, and the limits that depend on the outer ones.
template <class F>
constexpr void explain_coordinates() {
    static_assert(!has_integer<typename decltype(signature_of<std::remove_reference_t<F>>())::type>,
                  "taskquad: f, or limits, take an integer, so that a coordinate would lose what is behind the point: they must "
                  "take doubles.");
}

/// Of an f that is no integrand over a box.
template <class F>
constexpr void explain_over_box() {
    constexpr bool of_integer = has_integer<typename decltype(signature_of<F>())::type>, has_form = takes_point<F>;
    static_assert(!of_integer,
                  "taskquad: f takes an integer, so that a coordinate would lose what is behind the point: f must take doubles.");
    static_assert(
        of_integer || has_form,
        "taskquad: over a box f must be V f(std::span<const double>), or take a std::array<double, d>, a "
        "std::vector<double>, a vector of Eigen's, or 2 to 6 doubles; after that perhaps a std::stop_token; or be made by "
        "batch of taskquad::points, or by async. V is a value: a real or complex number, or several.");
    using R = result_at<F>;
    static_assert(of_integer || !has_form || !std::is_void_v<R>, "taskquad: f returns nothing: it must return its value.");
    static_assert(
        !is_expression<R>,
        "taskquad: f returns an expression of Eigen's, which refers to what is gone when f has returned: let f return the "
        "matrix itself, as by [](const Eigen::VectorXd& x) -> Eigen::VectorXd { ... }.");
    static_assert(of_integer || !has_form || std::is_void_v<R> || is_expression<R>,
                  "taskquad: what f returns is no value: it must be a real or complex number, a std::array or std::vector of them, "
                  "a vector or matrix of Eigen's, or of a type for which taskquad::value_traits is specialised.");
}

}  // namespace taskquad::detail
