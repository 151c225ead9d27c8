/// The result, for people and for programs.
#pragma once

#include <string>

#include "program/finding.hpp"
#include "program/request.hpp"

namespace taskquad::program {

/// Of `--output text`: value and error, with --quiet that alone; what it took; how it ended.
[[nodiscard]] std::string text_of(const finding& f, const request& r);
/// Of `--output json`: all that is known. Numbers that JSON has not are strings: "inf", "-inf", "nan".
[[nodiscard]] std::string json_of(const finding& f, const request& r);
/// How to go on, where there is an end to come; empty: it is there.
[[nodiscard]] std::string advice(const finding& f, const request& r);
/// The final subdivision as CSV.
void write_partition(const finding& f, const std::string& file);

}  // namespace taskquad::program
