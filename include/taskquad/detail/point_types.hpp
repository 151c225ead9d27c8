/// The types in which a point of several coordinates is said: to f, in a cache, and to a session.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include <taskquad/detail/value_kinds.hpp>

namespace taskquad::detail {

/// Of a type P of points: `dimension`, 0 where any number of coordinates will do, and `from`, which makes a point of coordinates,
/// as many as that.
template <class P>
struct point_type {};

template <std::size_t N>
struct point_type<std::span<const double, N>> {
    static constexpr std::size_t dimension = N == std::dynamic_extent ? 0 : N;
    static std::span<const double, N> from(std::span<const double> x) { return std::span<const double, N>(x.data(), x.size()); }
};

template <std::size_t N>
struct point_type<std::array<double, N>> {
    static constexpr std::size_t dimension = N;
    static std::array<double, N> from(std::span<const double> x) {
        std::array<double, N> p;
        std::ranges::copy(x, p.begin());
        return p;
    }
};

template <>
struct point_type<std::vector<double>> {
    static constexpr std::size_t dimension = 0;
    static std::vector<double> from(std::span<const double> x) { return {x.begin(), x.end()}; }
};

/// Eigen's vectors of double, and what refers to one: its PlainObject is made, a vector that stores its coordinates.
template <dense P>
requires std::same_as<typename P::Scalar, double> &&(P::IsVectorAtCompileTime != 0) struct point_type<P> {
    static constexpr std::size_t dimension = P::SizeAtCompileTime > 0 ? static_cast<std::size_t>(P::SizeAtCompileTime) : 0;
    static auto from(std::span<const double> x) {
        typename P::PlainObject p;
        p.resize(static_cast<decltype(p.size())>(x.size()));
        std::ranges::copy(x, p.data());
        return p;
    }
};

template <class P>
concept is_point = requires {
    point_type<P>::dimension;
};

/// What owns its coordinates, any number of them or always the same number, so that a cache and a session may give it away.
template <class P>
inline constexpr bool owns_coordinates = false;
template <>
inline constexpr bool owns_coordinates<std::vector<double>> = true;
template <std::size_t N>
inline constexpr bool owns_coordinates<std::array<double, N>> = true;

}  // namespace taskquad::detail
