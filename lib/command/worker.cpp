#include "command/worker.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

namespace taskquad::commands {

namespace {

constexpr std::size_t limit_of_error = 4096;

process started(const settings& s, const point& x) {
    const auto argv = s.line.at(x);
    return process({s.line.program(), argv, s.options.folder, s.options.niceness, s.options.serve});
}

}  // namespace

worker::worker(const settings& s, const point& x)
    : program(started(s, x)), output(s.form.limit()), error(limit_of_error), options_(s.options) {}

void worker::take(std::list<evaluation>& one, clock::time_point now) {
    has.splice(has.begin(), one);
    phase_ = phase::works;
    timeout_ = due_ = later(now, options_.timeout);
    end_of_grace_ = clock::time_point::max();
}

void worker::rest() noexcept {
    phase_ = phase::rests;
    due_ = clock::time_point::max();
}

void worker::dismiss(clock::time_point now) noexcept {
    program.close_input();
    phase_ = phase::is_dismissed;
    due_ = later(now, options_.kill_after);
}

void worker::terminate(reason why, clock::time_point now) noexcept {
    if (is_being_ended()) return;
    why_ = why;
    const bool at_once = options_.kill_after.count() == 0;
    phase_ = at_once ? phase::is_killed : phase::is_terminated;
    program.signal(at_once ? SIGKILL : SIGTERM);
    program.signal(SIGCONT);  // one that is stopped could not obey
    due_ = at_once ? clock::time_point::max() : later(now, options_.kill_after);
}

void worker::terminate(std::string fault, clock::time_point now) noexcept {
    if (is_being_ended()) return;
    fault_ = std::move(fault);
    terminate(reason::fault, now);
}

void worker::is_awaited_no_more(clock::time_point now) noexcept {
    if (phase_ != phase::works || !is_awaited()) return;
    end_of_grace_ = later(now, options_.grace);
    due_ = std::min(timeout_, end_of_grace_);
}

void worker::look_at_clock(clock::time_point now) noexcept {
    if (now < due_) return;
    if (phase_ == phase::works) {
        terminate(now < timeout_ ? reason::not_awaited : reason::timed_out, now);
    } else if (phase_ == phase::is_dismissed) {
        terminate(reason::none, now);
    } else if (phase_ == phase::is_terminated) {
        phase_ = phase::is_killed;
        program.signal(SIGKILL);
        due_ = clock::time_point::max();
    }
}

}  // namespace taskquad::commands
