/// What the user has said of a command, checked.
#pragma once

#include <taskquad/command.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "command/answer.hpp"
#include "command/command_line.hpp"

namespace taskquad::commands {

using clock = std::chrono::steady_clock;

/// So long after that; never, where the clock does not go so far.
clock::time_point later(clock::time_point from, std::chrono::duration<double> by);

struct settings {
    /// `components`: what the type of values says; 0: nothing. Throws as `taskquad::command` says.
    settings(std::vector<std::string> argv, const command_options& o, std::size_t components);

    command_options options;
    form_of_answer form;
    command_line line;
    std::size_t jobs;
};

}  // namespace taskquad::commands
