/// taskquad journal info|list|failures|csv|merge|verify: what one does with a journal besides going on from it.
#pragma once

#include <span>
#include <string>

namespace taskquad::program {

/// The arguments behind `journal`. Returns the exit status. Throws wrong_usage, and what the journal throws.
int run_journal_command(std::span<const std::string> arguments);

}  // namespace taskquad::program
