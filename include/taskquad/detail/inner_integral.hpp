/// An integral as the value of an integrand, as over the slices of a plane: with its own error, and the evaluations that it took.
#pragma once

#include <cstdint>
#include <span>

#include <taskquad/detail/value_kinds.hpp>

namespace taskquad {

namespace detail {

/// Taken apart into three components. Of the integral of such values the first component is the integral, the second that of the
/// errors, which are part of its error, and the third that of the magnitudes of the values.
struct inner_integral {
    double value = 0;  ///< NaN where there is none
    double error = 0;  ///< finite, >= 0
    std::uint64_t evaluations = 0;

    /// Of a value that has been taken apart.
    static std::uint64_t evaluations_of(std::span<const double> components) {
        return static_cast<std::uint64_t>(components.back());
    }
};

}  // namespace detail

template <>
struct value_traits<detail::inner_integral> {
    using element = double;
    static constexpr bool fixed = true;
    static value_shape shape() { return {3, 1}; }
    static value_shape shape_of(const detail::inner_integral& /*v*/) { return shape(); }
    static void write(const detail::inner_integral& v, double* to) {
        to[0] = v.value;
        to[1] = v.error;
        to[2] = static_cast<double>(v.evaluations);
    }
    static detail::inner_integral read(const double* from, const value_shape& /*s*/) { return {from[0], from[1], 0}; }
};

}  // namespace taskquad
