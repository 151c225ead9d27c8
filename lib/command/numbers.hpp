/// Numbers in what a program prints, whatever the locale.
///
/// A number is decimal (1.5, -2e-3, .5, 1.5D+03 as Fortran has it), hexadecimal (0x1.8p+3), nan or inf. It ends where it ends: a
/// unit may follow at once ("1.5e3J"). Digits within a word ("m2", "run_7") are none, nor are those behind ^ ("J/m^2"), nor those
/// of a terminal's escape sequences, such as colours. Where Fortran has no room for the letter of an exponent of three digits, it
/// leaves out the letter: "0.123-100".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace taskquad::commands {

/// The first n numbers in the text; fewer, if there are no more.
std::vector<double> first_numbers(std::string_view text, std::size_t n);
/// The last n of them.
std::vector<double> last_numbers(std::string_view text, std::size_t n);

/// The numbers of a line that has nothing else but blanks, commas and semicolons; nothing, where it has.
std::optional<std::vector<double>> only_numbers(std::string_view line);

}  // namespace taskquad::commands
