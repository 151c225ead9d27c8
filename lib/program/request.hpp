/// What the user asks for, in one place: the command line as values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <taskquad/options.hpp>
#include <taskquad/rules.hpp>

#include "program/words.hpp"

namespace taskquad::program {

/// How the program that is f is run.
struct runs {
    std::vector<std::string> command = {};
    std::size_t jobs = 0;  ///< at a time; 0: as many as there are cores
    std::size_t components = 1;
    /// Where the value stands in what the program prints: in its JSON, or behind a text. Empty: at the end.
    std::string json = {}, after = {};
    bool serve = false, allow_non_finite = false;
    int niceness = 0;
    seconds timeout = seconds(std::numeric_limits<double>::infinity());
    seconds kill_after = std::chrono::seconds(5);  ///< from TERM to KILL
    seconds retry_delay = seconds(0);
    int retries = 0;
};

enum class output { text, json };

/// An integral, and what is to become of it.
struct request {
    runs f = {};
    std::optional<double> from = {}, to = {};
    std::vector<double> domain = {};
    options how = {};
    std::string rule = "gauss_kronrod";  ///< as the user said it
    seconds grace = std::chrono::seconds(10);
    int verify = 0;

    std::string journal = {}, problem = {}, trace = {}, partition = {}, plot = {};  ///< empty: none
    program::output output = program::output::text;
    bool quiet = false, dry_run = false, on_network = false;

    enum class help { none, short_text, long_text, version };
    help asks_for = help::none;  ///< instead of an integral
};

/// What a value depends on, in words: the text that a journal is kept under, unless the user says another.
[[nodiscard]] inline std::string problem_of(const request& r) {
    if (!r.problem.empty()) return r.problem;
    const std::string& place = r.f.json.empty() ? r.f.after : r.f.json;
    return quoted(r.f.command) + (place.empty() ? "" : " | " + place);
}

/// How the program ends.
namespace exit_status {
inline constexpr int converged = 0, wrong_usage = 1, not_converged = 2, f_failed = 3, interrupted = 130;
}

}  // namespace taskquad::program
