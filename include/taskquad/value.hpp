/// Values: what f may return, taken apart into real components, and put together again.
///
/// Real and complex numbers, std::array and std::vector of them, Eigen's vectors, matrices and arrays, of fixed and of dynamic
/// size; and a user's own type, by a specialisation of value_traits. The engine, which is compiled once, sees components only;
/// estimates are made for each. All values of one f must have the same size.
#pragma once

#include <concepts>

#include <taskquad/detail/value_kinds.hpp>

namespace taskquad {

/// How a type V of values is taken apart. A specialisation for a user's own type has these members:
///     using element                               a real number, or std::complex of one
///     static constexpr bool fixed                 whether all values have the same shape
///     static value_shape shape()                  that shape: {rows, columns}, where `fixed` is true
///     static value_shape shape_of(const V& v)     {rows, 1} of a value that is no matrix
///     static void write(const V& v, double* to)   as many doubles as the shape says; of std::complex twice as many, real and
///                                                 imaginary parts in turn
///     static V read(const double* from, const value_shape& s)
template <class V>
struct value_traits;

/// A type of values.
template <class V>
concept value = requires(const V& v, double* to, const double* from, const value_shape& s) {
    typename value_traits<V>::element;
    { value_traits<V>::fixed } -> std::convertible_to<bool>;
    { value_traits<V>::shape_of(v) } -> std::same_as<value_shape>;
    value_traits<V>::write(v, to);
    { value_traits<V>::read(from, s) } -> std::same_as<V>;
};

}  // namespace taskquad
