/// What is said of a run that has given no value.
#pragma once

#include <exception>
#include <string>

#include "command/process.hpp"
#include "command/settings.hpp"
#include "command/tail.hpp"

namespace taskquad::commands {

/// "exit status 3", "killed by SIGSEGV (Segmentation fault)".
std::string in_words(const ending& how);

/// A command_failure at x, for that reason. `error` is what was printed there, if anything was started.
std::exception_ptr failure(const settings& s, const point& x, const std::string& why, const ending& how = {},
                           bool timed_out = false, tail* error = nullptr) noexcept;

}  // namespace taskquad::commands
