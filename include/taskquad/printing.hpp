/// Statuses and results as text: on streams, and by std::format where there is <format>.
///
///     std::cout << taskquad::integrate([](double x) { return std::exp(-x * x); }, {0.0, 1.0}) << '\n';
///
/// prints `0.7468241328124271 +- 8.3e-16 from 21 evaluations, converged: the estimated error is within the tolerance`.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#if __has_include(<format>)
#include <format>
#endif

#include <taskquad/detail/values.hpp>
#include <taskquad/export.hpp>
#include <taskquad/result.hpp>
#include <taskquad/status.hpp>
#include <taskquad/value.hpp>

namespace taskquad {

namespace detail {

/// A result whose value is taken apart; `is_list`: into a list of numbers, be they one.
TASKQUAD_EXPORT std::string text_of(const account& a, std::span<const double> components, bool is_list, bool complex);
TASKQUAD_EXPORT std::string text_of(const nested_result& r);

}  // namespace detail

/// A line: value, error, evaluations, and the status in words, with the place where there is one. The value has the digits that
/// read back to it; of a list of more than 8 numbers the first ones are shown.
template <value V>
std::string to_string(const result<V>& r) {
    constexpr bool is_list = !std::is_same_v<typename value_traits<V>::element, V>;
    return detail::text_of(r, detail::components_of_value(r.value).list, is_list, detail::is_complex<V>);
}

/// As above; a place has all its coordinates: `(at x = 0.5, y = 0.25)`.
inline std::string to_string(const nested_result& r) { return detail::text_of(r); }

inline std::ostream& operator<<(std::ostream& out, status s) { return out << to_string(s); }

template <value V>
std::ostream& operator<<(std::ostream& out, const result<V>& r) {
    return out << to_string(r);
}
inline std::ostream& operator<<(std::ostream& out, const nested_result& r) { return out << to_string(r); }

}  // namespace taskquad

#ifdef __cpp_lib_format

template <>
struct std::formatter<taskquad::status> : std::formatter<std::string_view> {
    auto format(taskquad::status s, auto& context) const {
        return std::formatter<std::string_view>::format(taskquad::to_string(s), context);
    }
};

template <taskquad::value V>
struct std::formatter<taskquad::result<V>> : std::formatter<std::string_view> {
    auto format(const taskquad::result<V>& r, auto& context) const {
        return std::formatter<std::string_view>::format(taskquad::to_string(r), context);
    }
};

template <>
struct std::formatter<taskquad::nested_result> : std::formatter<std::string_view> {
    auto format(const taskquad::nested_result& r, auto& context) const {
        return std::formatter<std::string_view>::format(taskquad::to_string(r), context);
    }
};

#endif
