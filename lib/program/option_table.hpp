/// All options of the program: name, argument, what it is for, what it changes. The command line is read by this table, and
/// --help-all prints it; the manual page has the same sentences, which a test compares.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "program/request.hpp"

namespace taskquad::program {

struct option {
    /// Where it stands in the help; those of `runs` are for `taskquad journal verify`, too.
    enum class group { integral, runs, kept, shown };

    std::string_view name;      ///< "--rtol"
    std::string_view argument;  ///< "TOLERANCE"; empty: none
    group in;
    std::string_view text;
    /// Throws std::invalid_argument, saying what is wrong with the argument.
    void (*apply)(request& r, const std::string& argument);
};

[[nodiscard]] std::span<const option> option_table();

}  // namespace taskquad::program
