/// Values: what f may return, taken apart into real components, and put together again.
///
/// Real and complex numbers, std::array and std::vector of them, Eigen's vectors, matrices and arrays, of fixed and of dynamic
/// size. The engine, which is compiled once, sees components only; estimates are made for each. All values of one f must have the
/// same size.
#pragma once

#include <array>
#include <complex>
#include <concepts>
#include <cstddef>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <taskquad/export.hpp>

namespace taskquad {

namespace detail {

/// Rows and columns; of what is no matrix, one column.
struct shape {
    std::size_t rows = 0, columns = 1;
    friend bool operator==(const shape&, const shape&) = default;
    [[nodiscard]] std::size_t size() const noexcept { return rows * columns; }
};

template <class T>
struct number;

template <class T>
requires std::is_arithmetic_v<T>
struct number<T> {
    static constexpr std::size_t components = 1;
    static void write(const T& y, double* to) { *to = static_cast<double>(y); }
    static T read(const double* from) { return static_cast<T>(*from); }
};

template <std::floating_point T>
struct number<std::complex<T>> {
    static constexpr std::size_t components = 2;
    static void write(const std::complex<T>& y, double* to) {
        to[0] = static_cast<double>(y.real());
        to[1] = static_cast<double>(y.imag());
    }
    static std::complex<T> read(const double* from) { return {static_cast<T>(from[0]), static_cast<T>(from[1])}; }
};

template <class T>
concept numeric = requires {
    number<T>::components;
};

/// What Eigen's matrices and arrays, and what they are computed from, have in common; no header of Eigen is needed here.
template <class V>
concept dense = requires(const V& v) {
    typename V::Scalar;
    typename V::PlainObject;
    { V::SizeAtCompileTime } -> std::convertible_to<int>;
    v.rows();
    v.cols();
};

}  // namespace detail

/// How a type of values is taken apart; may be specialised for a user's own type with the same members.
template <class V>
struct value_traits;

template <detail::numeric V>
struct value_traits<V> {
    using element = V;
    static constexpr bool fixed = true;  ///< whether the size is a constant: `shape()` then gives it
    static detail::shape shape() { return {1, 1}; }
    static detail::shape shape_of(const V& /*v*/) { return {1, 1}; }
    static void write(const V& v, double* to) { detail::number<V>::write(v, to); }
    static V read(const double* from, const detail::shape& /*s*/) { return detail::number<V>::read(from); }
};

template <detail::numeric T, std::size_t N>
struct value_traits<std::array<T, N>> {
    using element = T;
    static constexpr bool fixed = true;
    static detail::shape shape() { return {N, 1}; }
    static detail::shape shape_of(const std::array<T, N>& /*v*/) { return {N, 1}; }
    static void write(const std::array<T, N>& v, double* to) {
        for (std::size_t i = 0; i < N; ++i) detail::number<T>::write(v[i], to + i * detail::number<T>::components);
    }
    static std::array<T, N> read(const double* from, const detail::shape& /*s*/) {
        std::array<T, N> v;
        for (std::size_t i = 0; i < N; ++i) v[i] = detail::number<T>::read(from + i * detail::number<T>::components);
        return v;
    }
};

template <detail::numeric T>
struct value_traits<std::vector<T>> {
    using element = T;
    static constexpr bool fixed = false;
    static detail::shape shape() { return {}; }
    static detail::shape shape_of(const std::vector<T>& v) { return {v.size(), 1}; }
    static void write(const std::vector<T>& v, double* to) {
        for (std::size_t i = 0; i < v.size(); ++i) detail::number<T>::write(v[i], to + i * detail::number<T>::components);
    }
    static std::vector<T> read(const double* from, const detail::shape& s) {
        std::vector<T> v;
        for (std::size_t i = 0; i < s.rows; ++i) v.push_back(detail::number<T>::read(from + i * detail::number<T>::components));
        return v;
    }
};

template <detail::dense V>
struct value_traits<V> {
    using element = typename V::Scalar;
    static constexpr bool fixed = static_cast<int>(V::SizeAtCompileTime) >= 0;
    static detail::shape shape() { return fixed ? shape_of(V()) : detail::shape{}; }
    static detail::shape shape_of(const V& v) { return {static_cast<std::size_t>(v.rows()), static_cast<std::size_t>(v.cols())}; }
    /// Column by column.
    static void write(const V& v, double* to) {
        for (auto j = v.cols() - v.cols(); j < v.cols(); ++j) {
            for (auto i = v.rows() - v.rows(); i < v.rows(); ++i, to += detail::number<element>::components) {
                detail::number<element>::write(v(i, j), to);
            }
        }
    }
    static V read(const double* from, const detail::shape& s) {
        V v;
        if constexpr (!fixed) v.resize(static_cast<decltype(v.rows())>(s.rows), static_cast<decltype(v.cols())>(s.columns));
        for (auto j = v.cols() - v.cols(); j < v.cols(); ++j) {
            for (auto i = v.rows() - v.rows(); i < v.rows(); ++i, from += detail::number<element>::components) {
                v(i, j) = detail::number<element>::read(from);
            }
        }
        return v;
    }
};

/// A type of values.
template <class V>
concept value = requires(const V& v, double* to, const double* from, const detail::shape& s) {
    { value_traits<V>::fixed } -> std::convertible_to<bool>;
    { value_traits<V>::shape_of(v) } -> std::same_as<detail::shape>;
    value_traits<V>::write(v, to);
    { value_traits<V>::read(from, s) } -> std::same_as<V>;
    detail::number<typename value_traits<V>::element>::components;
};

namespace detail {

template <class V>
inline constexpr std::size_t components_of_element = number<typename value_traits<V>::element>::components;
template <class V>
inline constexpr bool is_complex = components_of_element<V> == 2;

/// The type of values that f's results are: all real numbers are double; what Eigen has yet to compute is what it will be.
template <class R>
struct value_of_result {
    static auto deduce() {
        if constexpr (std::is_arithmetic_v<R>) {
            return std::type_identity<double>{};
        } else if constexpr (dense<R>) {
            return std::type_identity<typename R::PlainObject>{};
        } else if constexpr (value<R>) {
            return std::type_identity<R>{};
        } else if constexpr (std::convertible_to<R, double>) {
            return std::type_identity<double>{};
        } else {
            return std::type_identity<void>{};
        }
    }
    using type = typename decltype(deduce())::type;
};

template <class R>
using value_of = typename value_of_result<std::remove_cvref_t<R>>::type;

/// The shape that all values of one integrand have; of dynamic ones, that of the first.
class common_shape {
public:
    /// Throws std::invalid_argument, naming x, where s is not the shape of the values before.
    TASKQUAD_EXPORT void agree(const shape& s, double x);
    [[nodiscard]] TASKQUAD_EXPORT shape get() const;

private:
    mutable std::mutex mutex_;
    std::optional<shape> shape_;
};

}  // namespace detail
}  // namespace taskquad
