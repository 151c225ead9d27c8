/// The value of f in what a program has printed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "command/tail.hpp"

namespace taskquad::commands {

/// Where a value stands, and which are values.
struct form_of_answer {
    std::size_t components;
    std::string json;   ///< a JSON pointer; empty: the value is numbers in a text
    std::string after;  ///< the text behind which they stand; empty: they are the last ones
    bool allow_non_finite;

    /// Of what is printed, as much is looked at.
    [[nodiscard]] std::size_t limit() const;
};

/// A value, or what is wrong, in words.
struct answer {
    std::vector<double> components = {};
    std::string fault = {};
};

/// A JSON pointer (RFC 6901) of "values.0"; what begins with a slash is one. Throws std::invalid_argument where it is none.
std::string json_pointer(const std::string& path);

answer answer_in_output(tail& output, const form_of_answer& form);
/// The line consists of the value.
answer answer_in_line(std::string_view line, const form_of_answer& form);

/// In a document of JSON, or in its last line that is not blank.
answer answer_in_json(std::string_view text, const form_of_answer& form);

}  // namespace taskquad::commands
