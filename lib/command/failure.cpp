#include "command/failure.hpp"

#include <cstring>
#include <utility>

#include "problem/messages.hpp"

namespace taskquad {

command_failure::command_failure(const std::string& what, circumstances c)
    : std::runtime_error(what), found_(std::make_shared<const circumstances>(std::move(c))) {}
command_failure::~command_failure() = default;

namespace commands {

std::string in_words(const ending& how) {
    if (!how.is_known) return "somebody else has asked for its exit status";
    if (how.signal == 0) return "exit status " + std::to_string(how.exit_status);
    const char* const name = sigabbrev_np(how.signal);
    const char* const description = sigdescr_np(how.signal);
    if (name == nullptr || description == nullptr) return "killed by signal " + std::to_string(how.signal);
    return std::string("killed by SIG") + name + " (" + description + ")";
}

std::exception_ptr failure(const settings& s, const point& x, const std::string& why, const ending& how, bool timed_out,
                           tail* error) noexcept {
    try {
        std::string lines;
        if (error != nullptr) {
            const auto text = error->text();
            lines = last_lines(text, error->is_cut());
        }
        std::string what = "taskquad: " + s.line.text(x) + ": f(x) at x = " + problem::text_of_point(x) + " has failed: " + why;
        if (!lines.empty()) what += "; its standard error ends:\n" + lines;
        return std::make_exception_ptr(command_failure(
            what, {x.front(), how.exit_status, how.signal, timed_out, std::move(lines), x.size() > 1 ? x : point()}));
    } catch (...) {
        return std::current_exception();
    }
}

}  // namespace commands

}  // namespace taskquad
