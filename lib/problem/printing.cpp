#include <taskquad/printing.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "problem/messages.hpp"

namespace taskquad::detail {

namespace {

/// An error is worth two digits.
std::string rough(double x) { return problem::text(x, std::chars_format::scientific, 1); }

/// Complex numbers as streams print them: (re,im).
std::string number(std::span<const double> parts) {
    return parts.size() == 1 ? problem::text(parts[0]) : "(" + problem::text(parts[0]) + "," + problem::text(parts[1]) + ")";
}

std::string list_of(std::span<const double> components, std::size_t each) {
    constexpr std::size_t most = 8;
    const std::size_t numbers = components.size() / each;
    std::string text;
    for (std::size_t i = 0; i < std::min(numbers, most); ++i)
        text += (i == 0 ? "" : ", ") + number(components.subspan(i * each, each));
    if (numbers > most) text += ", ... of " + std::to_string(numbers);
    return "(" + text + ")";
}

/// Value, error, evaluations, in several dimensions what it rests on, and status.
std::string answer(const account& a, const std::string& value) {
    const std::string foundation = a.cubature == foundation::segments ? "" : " on " + std::string(to_string(a.cubature));
    return value + " +- " + rough(a.error) + " from " + std::to_string(a.evaluations) + " evaluations" + foundation + ", " +
           std::string(to_string(a.status));
}

std::string values_there(const account& a) {
    return "values_there are " + problem::text(a.values_there[0]) + " and " + problem::text(a.values_there[1]);
}

}  // namespace

std::string text_of(const account& a, std::span<const double> components, bool is_list, bool complex) {
    std::string text = answer(a, is_list ? list_of(components, complex ? 2 : 1) : number(components));
    if (a.status == status::non_finite) text += " (non_finite_at is " + problem::text(a.non_finite_at) + ")";
    if (a.status == status::failed) text += " (failed_at is " + problem::text(a.failed_at) + ")";
    if (a.status == status::not_reproducible) {
        text += " (not_reproducible_at is " + problem::text(a.not_reproducible_at) + ", " + values_there(a) + ")";
    }
    return text;
}

std::string text_of(const nested_result& r) {
    std::string text = answer(r, problem::text(r.value));
    if (r.place.empty()) return text;
    constexpr std::array names{"x", "y", "z"};
    const bool is_f_there = r.status == status::failed || r.status == status::non_finite || r.status == status::not_reproducible;
    text += is_f_there ? " (at " : " (the end came at ";
    for (std::size_t i = 0; i < std::min(r.place.size(), names.size()); ++i) {
        text += (i == 0 ? "" : ", ") + std::string(names[i]) + " = " + problem::text(r.place[i]);
    }
    return text + (r.status == status::not_reproducible ? ", " + values_there(r) : "") + ")";
}

}  // namespace taskquad::detail
