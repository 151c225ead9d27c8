/// The command line: what the user asks for, or what is wrong with it, in words, before any work.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <taskquad/domain.hpp>

#include "program/request.hpp"

namespace taskquad::program {

/// The user has asked for something that is not there; what() is the whole message.
class wrong_usage : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

/// Arguments before and after the first --: those of this program, and those of f.
struct command_line {
    explicit command_line(std::span<const std::string> arguments);
    std::vector<std::string> own, command;
};

/// An integral. Throws wrong_usage.
[[nodiscard]] request read_request(const command_line& line);
/// Options of runs alone, and N of -n, and one file: `taskquad journal verify FILE [-n N] -- COMMAND...`.
struct verification_request {
    std::string file;
    request how;
    std::size_t values = 3;
};
[[nodiscard]] verification_request read_verification(const command_line& line);

/// Where f is integrated. Throws wrong_usage.
[[nodiscard]] domain domain_of(const request& r);

}  // namespace taskquad::program
