// How evaluations begin.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

#include "command/failure.hpp"
#include "command/foreman.hpp"
#include "problem/messages.hpp"

namespace taskquad::commands {

namespace {

/// What the system's word for it does not say to everybody.
std::string why_not_started(const std::system_error& e) {
    std::string text = e.what();
    if (e.code().value() == ENOEXEC) text += " (a script must begin with a line that names its interpreter: #!/bin/sh)";
    if (e.code().value() == ENOENT) text += " (or its first line, #!, names an interpreter that is not there)";
    return text;
}

}  // namespace

/// Some, so that what runs is not left alone for long.
void foreman::start_what_can_be() {
    constexpr int at_once = 8;
    has_more_to_start_ = false;
    for (int n = 0; !waiting_.empty(); ++n) {
        const auto now = clock::now();
        const auto next = std::find_if(waiting_.begin(), waiting_.end(), [now](const auto& e) { return e.not_before <= now; });
        if (next == waiting_.end()) return;
        if (n == at_once) {
            has_more_to_start_ = true;
            return;
        }
        std::list<evaluation> one;
        one.splice(one.begin(), waiting_, next);
        if (!place(one)) {
            waiting_.splice(waiting_.begin(), one);
            return;
        }
    }
}

/// With a process that waits for an x, or a new one. Returns whether there was room. An x at which a process has died gets a new
/// one, since one that rests may be about to die, too.
bool foreman::place(std::list<evaluation>& one) {
    worker* const idle = resting();
    if (idle != nullptr && !one.front().has_died_once) {
        ask(*idle, one);
        return true;
    }
    if (workers_.size() < settings_.jobs && clock::now() >= short_until_) return start_worker(one);
    if (idle != nullptr) idle->dismiss(clock::now());
    return false;
}

/// What it has said unasked, by now, would be taken for the answer to what it is asked next.
worker* foreman::resting() {
    if (!settings_.options.serve) return nullptr;
    for (auto& [id, w] : workers_) {
        if (w.rests()) look_at({id, stream::output});
        if (w.rests() && !w.program.has_ended()) return &w;
    }
    return nullptr;
}

/// Where the system is short of something: as long as other runs are in progress, an x waits until one has ended; or a second,
/// since others may have what is missing. A run by itself has the patience for what the host may be holding for a moment.
bool foreman::may_wait_for_more() {
    constexpr auto between_attempts = std::chrono::milliseconds(10), patience = std::chrono::milliseconds(200);
    const auto now = clock::now();
    if (!workers_.empty()) {
        short_until_ = now + std::chrono::seconds(1);
        return true;
    }
    short_since_ = std::min(short_since_, now);
    short_until_ = now + between_attempts;
    return now - short_since_ < patience;
}

/// Returns whether the x has got a process, or has failed; else it waits.
bool foreman::start_worker(std::list<evaluation>& one) {
    const point x = one.front().x;
    const std::uint64_t id = next_id_++;
    try {
        const auto made = workers_.try_emplace(id, settings_, x).first;
        worker& w = made->second;
        try {
            lookout_.add(w.program.output(), {id, stream::output});
            lookout_.add(w.program.error(), {id, stream::error});
            if (w.program.itself().is_open()) lookout_.add(w.program.itself(), {id, stream::itself});
        } catch (...) {
            drop(made);
            throw;
        }
        short_since_ = clock::time_point::max();
        ask(w, one);
        if (!w.program.itself().is_open()) finish(made);
    } catch (const std::system_error& e) {
        if (is_shortage(e.code().value()) && may_wait_for_more()) return false;
        fail(one, failure(settings_, x, why_not_started(e)));
        fail_later(x);
    } catch (...) {
        fail(one, std::current_exception());
    }
    return true;
}

void foreman::ask(worker& w, std::list<evaluation>& one) {
    w.take(one, clock::now());
    if (!settings_.options.serve) return;
    // Where nobody reads, it has died, or is about to be ended, and the x is asked once more.
    const bool is_written = w.program.write(command_line::line_for(w.has.front().x) + "\n");
    if (!is_written) w.terminate(worker::reason::none, clock::now());
}

}  // namespace taskquad::commands
