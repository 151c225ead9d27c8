/// Numbers in messages.
#pragma once

#include <array>
#include <charconv>
#include <span>
#include <string>

namespace taskquad::problem {

/// The shortest text that reads back to the same double.
inline std::string text(double x) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x).ptr;
    return {buffer.data(), end};
}

/// Of a point: in one dimension its x, else all coordinates.
inline std::string text_of_point(std::span<const double> x) {
    if (x.size() == 1) return text(x.front());
    std::string all;
    for (const double c : x) all += (all.empty() ? "(" : ", ") + text(c);
    return all + ")";
}

/// As printf has it, with so many digits.
inline std::string text(double x, std::chars_format how, int digits) {
    std::array<char, 400> buffer{};  // 1e308 without an exponent
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, how, digits).ptr;
    return {buffer.data(), end};
}

/// All 17 digits: two neighbouring doubles side by side differ in the same place.
inline std::string text_of_17_digits(double x) { return text(x, std::chars_format::general, 17); }

}  // namespace taskquad::problem
