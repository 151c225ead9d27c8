#include "command/settings.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <thread>
#include <utility>

#include "problem/messages.hpp"

namespace taskquad::commands {

namespace {

[[noreturn]] void refuse(const std::string& what) { throw std::invalid_argument("taskquad: command: " + what); }

void check(std::chrono::duration<double> d, const char* name, bool may_be_infinite) {
    const bool is_right = d.count() >= 0 && (may_be_infinite || std::isfinite(d.count()));
    if (is_right) return;
    refuse(std::string(name) + " is " + problem::text(d.count()) + " s, must be " + (may_be_infinite ? "" : "finite, ") + ">= 0");
}

void check(const command_options& o) {
    constexpr int nicest = 19;
    if (!(o.timeout.count() > 0)) refuse("timeout is " + problem::text(o.timeout.count()) + " s, must be > 0");
    check(o.kill_after, "kill_after", true);
    check(o.retry_delay, "retry_delay", false);
    check(o.grace, "grace", true);
    if (o.niceness < 0 || o.niceness > nicest) refuse("niceness is " + std::to_string(o.niceness) + ", must be 0 to 19");
    if (!o.json.empty() && !o.after.empty()) refuse("json and after both say where the value stands; one of them can");
    if (o.folder.find('\0') != std::string::npos) refuse("the name of the folder contains a zero byte");
}

std::size_t agreed(std::size_t said, std::size_t by_type) {
    if (said == 0 && by_type == 0) refuse("components is 0, but the type of values does not say how many there are");
    if (said == 0 || said == by_type) return by_type;
    if (by_type == 0) return said;
    refuse("components is " + std::to_string(said) + ", but the type of values has " + std::to_string(by_type));
}

}  // namespace

clock::time_point later(clock::time_point from, std::chrono::duration<double> by) {
    constexpr std::chrono::duration<double> longest = std::chrono::hours(24 * 365 * 100);
    if (!(by < longest)) return clock::time_point::max();
    return from + std::chrono::duration_cast<clock::duration>(by);
}

settings::settings(std::vector<std::string> argv, const command_options& o, std::size_t components)
    : options((check(o), o)),
      form{agreed(o.components, components), o.json.empty() ? "" : json_pointer(o.json), o.after, o.allow_non_finite},
      line(std::move(argv), o.folder, o.serve),
      jobs(o.jobs != 0 ? o.jobs : std::max(1U, std::thread::hardware_concurrency())) {}

}  // namespace taskquad::commands
