/// The types of values that come with the library: value_traits of numbers, lists of numbers, and Eigen's matrices.
#pragma once

#include <array>
#include <complex>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace taskquad {

template <class V>
struct value_traits;

/// Rows and columns; of a value that is no matrix, one column.
struct value_shape {
    std::size_t rows = 0, columns = 1;
    [[nodiscard]] std::size_t size() const noexcept { return rows * columns; }
    friend bool operator==(const value_shape&, const value_shape&) = default;
};

namespace detail {

template <class T>
inline constexpr std::size_t components_of_number = std::is_arithmetic_v<T> ? 1 : 0;
template <std::floating_point T>
inline constexpr std::size_t components_of_number<std::complex<T>> = 2;

template <class T>
concept numeric = components_of_number<T>
!= 0;

/// What Eigen's matrices and arrays, and the expressions that make them, have in common; no header of Eigen is needed here.
template <class V>
concept dense = requires(const V& v) {
    typename V::Scalar;
    typename V::PlainObject;
    { V::SizeAtCompileTime } -> std::convertible_to<int>;
    v.rows();
    v.cols();
};

/// Whether R is an expression, or another view of numbers elsewhere, and not the matrix that it would make.
template <class R>
inline constexpr bool is_expression = false;
template <dense R>
inline constexpr bool is_expression<R> = !std::is_same_v<R, typename R::PlainObject>;

template <class T, class Numbers>
void write_all(const Numbers& list, double* to) {
    for (const T& y : list) {
        value_traits<T>::write(y, to);
        to += components_of_number<T>;
    }
}

template <class T, class Numbers>
void read_all(Numbers&& list, const double* from) {
    for (auto&& y : list) {
        y = value_traits<T>::read(from);
        from += components_of_number<T>;
    }
}

}  // namespace detail

template <detail::numeric V>
struct value_traits<V> {
    using element = V;
    static constexpr bool fixed = true;
    static value_shape shape() { return {1, 1}; }
    static value_shape shape_of(const V& /*v*/) { return {1, 1}; }
    static void write(const V& v, double* to) {
        if constexpr (std::is_arithmetic_v<V>) {
            *to = static_cast<double>(v);
        } else {
            to[0] = static_cast<double>(v.real());
            to[1] = static_cast<double>(v.imag());
        }
    }
    static V read(const double* from, const value_shape& /*s*/ = {}) {
        if constexpr (std::is_arithmetic_v<V>) {
            return static_cast<V>(*from);
        } else {
            using real = typename V::value_type;
            return {static_cast<real>(from[0]), static_cast<real>(from[1])};
        }
    }
};

template <detail::numeric T, std::size_t N>
struct value_traits<std::array<T, N>> {
    using element = T;
    static constexpr bool fixed = true;
    static value_shape shape() { return {N, 1}; }
    static value_shape shape_of(const std::array<T, N>& /*v*/) { return {N, 1}; }
    static void write(const std::array<T, N>& v, double* to) { detail::write_all<T>(v, to); }
    static std::array<T, N> read(const double* from, const value_shape& /*s*/) {
        std::array<T, N> v;
        detail::read_all<T>(v, from);
        return v;
    }
};

template <detail::numeric T>
struct value_traits<std::vector<T>> {
    using element = T;
    static constexpr bool fixed = false;
    static value_shape shape_of(const std::vector<T>& v) { return {v.size(), 1}; }
    static void write(const std::vector<T>& v, double* to) { detail::write_all<T>(v, to); }
    static std::vector<T> read(const double* from, const value_shape& s) {
        std::vector<T> v(s.rows);
        detail::read_all<T>(v, from);
        return v;
    }
};

/// Column by column.
template <detail::dense V>
struct value_traits<V> {
    using element = typename V::Scalar;
    static constexpr bool fixed = static_cast<int>(V::SizeAtCompileTime) >= 0;
    static value_shape shape() { return shape_of(V()); }
    static value_shape shape_of(const V& v) { return {static_cast<std::size_t>(v.rows()), static_cast<std::size_t>(v.cols())}; }
    static void write(const V& v, double* to) { detail::write_all<element>(v.reshaped(), to); }
    static V read(const double* from, const value_shape& s) {
        V v;
        if constexpr (!fixed) v.resize(static_cast<decltype(v.rows())>(s.rows), static_cast<decltype(v.cols())>(s.columns));
        detail::read_all<element>(v.reshaped(), from);
        return v;
    }
};

}  // namespace taskquad
