/// Between words and what they mean: numbers, durations, command lines.
///
/// What cannot be read is a std::invalid_argument that says what it was taken for: the user sees it before any work.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace taskquad::program {

using seconds = std::chrono::duration<double>;

/// "1e-6", "-3", "inf", "-inf". Nothing may stand before or behind it; not NaN.
[[nodiscard]] double number(std::string_view text);
/// "3"; from `least` to `most`.
[[nodiscard]] std::uint64_t whole_number(std::string_view text, std::uint64_t least = 0,
                                         std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
/// "3s", "200ms", "5min", "2h", "1.5d", "inf"; a number alone is of seconds; >= 0.
[[nodiscard]] seconds duration(std::string_view text);
/// "0,1.5,inf".
[[nodiscard]] std::vector<double> numbers(std::string_view text);

/// With 17 digits.
[[nodiscard]] std::string text_of(double x);
/// The shortest text that reads back to the same bits.
[[nodiscard]] std::string short_text_of(double x);
/// "3 s", "1:05 min".
[[nodiscard]] std::string text_of(seconds t);
/// "1 value", "2 values".
[[nodiscard]] std::string counted(std::uint64_t n, std::string_view what);

/// A command line as a shell would read it.
[[nodiscard]] std::string quoted(const std::vector<std::string>& arguments);

}  // namespace taskquad::program
