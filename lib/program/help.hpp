/// What the program says of itself.
#pragma once

#include <string>

namespace taskquad::program {

/// On a screen of 80 columns and 24 lines.
[[nodiscard]] std::string short_help();
/// All options, from the table, 80 columns wide.
[[nodiscard]] std::string long_help();
[[nodiscard]] std::string version();

}  // namespace taskquad::program
