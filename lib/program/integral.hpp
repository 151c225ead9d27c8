/// The integral: from what the user asks for to what has come of it.
#pragma once

#include <taskquad/command.hpp>

#include "program/finding.hpp"
#include "program/request.hpp"

namespace taskquad::program {

/// Throws what the library throws: the program that is f is not there, a journal is of another problem.
[[nodiscard]] finding integrate(const request& r);

/// Prints what would be run first.
void show_first_runs(const request& r);

[[nodiscard]] command_options command_options_of(const runs& f, seconds grace);

}  // namespace taskquad::program
