/// The forms of f (integrand.hpp), each as a concept, and the type of f's values. None is told by the number of parameters alone.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <taskquad/argument.hpp>
#include <taskquad/async.hpp>
#include <taskquad/batch.hpp>
#include <taskquad/detail/fault_of_f.hpp>
#include <taskquad/detail/forms_over_boxes.hpp>
#include <taskquad/detail/values.hpp>
#include <taskquad/points.hpp>

namespace taskquad::detail {

template <class F, class... Arguments>
concept makes_value = std::invocable<F&, Arguments...> && !std::is_void_v<value_of<std::invoke_result_t<F&, Arguments...>>>;

template <class F>
concept takes_x = makes_value<F, double>;

/// May be given many abscissae at a time: vectorized.hpp.
template <class F>
concept takes_many = takes_x<F> && std::is_invocable_v < F&,
        std::span<const double>,
double* > ;

template <class R>
inline constexpr bool is_optional = false;
template <class V>
inline constexpr bool is_optional<std::optional<V>> = true;
/// The type of the value that f returns, or, of a std::optional, that this may contain.
template <class R>
struct contained_value {
    using type = value_of<R>;
};
template <class R>
requires is_optional<std::remove_cvref_t<R>>
struct contained_value<R> {
    using type = value_of<typename std::remove_cvref_t<R>::value_type>;
};
template <class R>
using contained_value_t = typename contained_value<R>::type;

/// A long evaluation may end early when the integration has ended. (What std::bind makes ignores arguments that nobody asked for.)
template <class F>
concept takes_stop_token = std::invocable<F&, double, std::stop_token> &&
                           !std::is_void_v<contained_value_t<std::invoke_result_t<F&, double, std::stop_token>>> &&
                           !(std::is_bind_expression_v<F> && takes_x<F>);

/// Says of each value that it is whole, by returning one and not nothing.
template <class F>
concept may_give_up = takes_stop_token<F> && is_optional<std::remove_cvref_t<std::invoke_result_t<F&, double, std::stop_token>>>;

/// A template of any parameter is given x alone.
template <class F>
concept takes_distances = !std::invocable<F&, double> && makes_value<F, argument>;

template <class F>
concept takes_batch = requires(F& f, std::span<const double> x, std::span<typename F::value_type> y, const std::stop_token& stop) {
    { f.max_batch() } -> std::convertible_to<std::size_t>;
    f(x, y, stop);
};

template <class F>
concept takes_completion = requires(F& f, double x, completion<typename F::value_type> done, const std::stop_token& stop) {
    { f.max_in_flight() } -> std::convertible_to<std::size_t>;
    f(x, std::move(done), stop);
};

/// Is called once more where a value does not come.
template <class F>
concept may_be_overdue = takes_completion<F> && requires(const F& f) {
    { f.overdue() } -> std::convertible_to<std::chrono::duration<double>>;
    { f.tries() } -> std::convertible_to<int>;
};

template <class F>
concept integrand_object = !takes_integer<F>() && !takes_three_doubles<F> &&
                           (takes_x<F> || takes_stop_token<F> || takes_distances<F> || takes_batch<F> || takes_completion<F>);

template <class F>
auto integrand_value() {
    if constexpr (takes_batch<F> || takes_completion<F>) {
        return std::type_identity<typename F::value_type>{};
    } else if constexpr (takes_distances<F>) {
        return std::type_identity<value_of<std::invoke_result_t<F&, argument>>>{};
    } else if constexpr (takes_stop_token<F>) {
        return std::type_identity<contained_value_t<std::invoke_result_t<F&, double, std::stop_token>>>{};
    } else {
        return std::type_identity<value_of<std::invoke_result_t<F&, double>>>{};
    }
}

// Over a box:

template <class F>
concept takes_points = requires(F& f, points x, std::span<typename F::value_type> y, const std::stop_token& stop) {
    { f.max_batch() } -> std::convertible_to<std::size_t>;
    f(x, y, stop);
};

template <class F>
concept takes_completion_at_point = requires(F& f, std::span<const double> x, completion<typename F::value_type> done,
                                             const std::stop_token& stop) {
    { f.max_in_flight() } -> std::convertible_to<std::size_t>;
    f(x, std::move(done), stop);
};

template <class F>
auto value_over_box() {
    if constexpr (takes_points<F> || takes_completion_at_point<F>) {
        return std::type_identity<typename F::value_type>{};
    } else if constexpr (!takes_point<F>) {
        return std::type_identity<void>{};
    } else if constexpr (takes_stop_token_after_point<F>) {
        return std::type_identity<contained_value_t<result_at<F>>>{};
    } else {
        return std::type_identity<value_of<result_at<F>>>{};
    }
}

template <class F>
concept object_over_box =
    !has_integer<typename decltype(signature_of<F>())::type> && !std::is_void_v<typename decltype(value_over_box<F>())::type>;

}  // namespace taskquad::detail
