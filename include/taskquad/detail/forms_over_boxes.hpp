/// How f takes a point of several coordinates: in one argument, of a type that f names, or a number for each. What f does not name,
/// as where its parameters are of any type, is a std::span.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <taskquad/detail/point_types.hpp>
#include <taskquad/detail/signature.hpp>

namespace taskquad::detail {

/// The most coordinates that f may take as numbers, one by one.
inline constexpr std::size_t most_numbers = 6;

/// In one argument.
template <class P>
struct in_one {
    static constexpr std::size_t dimension = point_type<P>::dimension;
    template <class F, class... Others>
    static constexpr bool suits = std::invocable<F&, decltype(point_type<P>::from({}))&, Others...>;
    /// By value: what f returns by reference may be in the point.
    template <class F, class... Others>
    static auto call(F& f, std::span<const double> x, Others&&... others) {
        auto p = point_type<P>::from(x);
        return std::invoke(f, p, std::forward<Others>(others)...);
    }
};

/// In N numbers.
template <std::size_t N>
struct in_numbers {
    static constexpr std::size_t dimension = N;
    template <class F, class... Others>
    static constexpr bool suits = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::invocable<F&, decltype((static_cast<void>(I), 0.0))..., Others...>;
    }
    (std::make_index_sequence<N>());
    template <class F, class... Others>
    static auto call(F& f, std::span<const double> x, Others&&... others) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return std::invoke(f, double{x[I]}..., std::forward<Others>(others)...);
        }
        (std::make_index_sequence<N>());
    }
};

/// In none of these ways.
struct in_no_way {
    static constexpr std::size_t dimension = 0;
    template <class F, class... Others>
    static constexpr bool suits = false;
};

/// How many of the first parameters are real numbers.
template <class... X>
constexpr std::size_t leading_numbers() {
    std::size_t n = 0;
    bool all = true;
    ((all = all && std::floating_point<std::remove_cvref_t<X>>, n += all ? 1 : 0), ...);
    return n;
}

// clang-tidy does not look at the arguments, in which both sides differ.
template <class F, class Way, class... Others>  // NOLINTNEXTLINE(misc-redundant-expression)
concept suits_somehow = Way::template suits<F, Others...> || Way::template suits<F, Others..., std::stop_token>;

/// Where f names its parameters. `Others`: those that come after the point, before a stop token.
template <class Signature>
struct named_way {
    static constexpr bool is_named = false;
    using type = in_no_way;
};
template <class R, class First, class... X>
struct named_way<std::function<R(First, X...)>> {
    static constexpr bool is_named = true;
    static auto deduce() {
        constexpr std::size_t n = leading_numbers<First, X...>();
        if constexpr (n > 1 && n <= most_numbers) {
            return in_numbers<n>{};
        } else if constexpr (is_point<std::remove_cvref_t<First>>) {
            return in_one<std::remove_cvref_t<First>>{};
        } else {
            return in_no_way{};
        }
    }
    using type = decltype(deduce());
};

/// The least number of numbers that f can be called with, from N on.
template <class F, std::size_t N, class... Others>
auto least_numbers() {
    if constexpr (N > most_numbers) {
        return in_no_way{};
    } else if constexpr (in_numbers<N>::template suits<F, Others...>) {
        return in_numbers<N>{};
    } else {
        return least_numbers<F, N + 1, Others...>();
    }
}

template <class F, class... Others>
auto way_of_point() {
    using named = named_way<typename decltype(signature_of<F>())::type>;
    using by_span = in_one<std::span<const double>>;
    if constexpr (named::is_named) {
        return std::conditional_t<suits_somehow<F, typename named::type, Others...>, typename named::type, in_no_way>{};
    } else if constexpr (by_span::suits<F, Others...>) {
        return by_span{};
    } else {
        // Not all at once: a function of two parameters of any type would be tried with a point and a stop token.
        using numbers = decltype(least_numbers<F, 2, Others...>());
        if constexpr (!std::same_as<numbers, in_no_way>) {
            return numbers{};
        } else {
            return std::conditional_t<by_span::suits<F, Others..., std::stop_token>, by_span, in_no_way>{};
        }
    }
}

/// How f takes a point that the others come after: in_one, in_numbers, or in_no_way.
template <class F, class... Others>
using way_of = decltype(way_of_point<F, Others...>());

/// Whether f takes a stop token after all that. (What std::bind makes ignores arguments that nobody asked for.)
template <class F, class... Others>
inline constexpr bool takes_stop_token_after_point =
    way_of<F, Others...>::template suits<F, Others..., std::stop_token> &&
    !(std::is_bind_expression_v<F> && way_of<F, Others...>::template suits<F, Others...>);

template <class F, class... Others>
concept takes_point = !std::same_as<way_of<F, Others...>, in_no_way>;

/// What f returns for a point.
template <class F>
auto result_at_point() {
    using way = way_of<F>;
    if constexpr (takes_stop_token_after_point<F>) {
        return std::type_identity<decltype(way::call(std::declval<F&>(), std::declval<std::span<const double>>(),
                                                     std::declval<const std::stop_token&>()))>{};
    } else if constexpr (takes_point<F>) {
        return std::type_identity<decltype(way::call(std::declval<F&>(), std::declval<std::span<const double>>()))>{};
    } else {
        return std::type_identity<void>{};
    }
}
template <class F>
using result_at = typename decltype(result_at_point<F>())::type;

}  // namespace taskquad::detail
