#include "program/observers.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "problem/failure.hpp"

namespace taskquad::program {

void say(const std::string& line) {
    static const bool is_terminal = isatty(STDERR_FILENO) != 0;
    std::fprintf(stderr, "%s%s\n", is_terminal ? "\r\033[K" : "", line.c_str());
}

// --- live_progress

live_progress::live_progress(std::function<std::size_t()> in_flight)
    : in_flight_(std::move(in_flight)), thread_([this](const std::stop_token& end) { tick(end); }) {}

void live_progress::show(const progress& p) {
    const std::lock_guard lock(mutex_);
    last_ = p;
    at_ = std::chrono::steady_clock::now();
    line_.on_progress(p);
}

void live_progress::end(const result<>& r) {
    const std::lock_guard lock(mutex_);
    last_.reset();
    line_.on_end(r);
}

void live_progress::tick(const std::stop_token& end) {
    constexpr auto interval = std::chrono::milliseconds(100);
    std::unique_lock lock(mutex_);
    while (!end.stop_requested()) {
        never_.wait_for(lock, end, interval, [] { return false; });
        if (last_) line_.on_progress(now());
    }
}

progress live_progress::now() const {
    progress p = *last_;
    const seconds since = std::chrono::steady_clock::now() - at_;
    p.elapsed += since;
    p.remaining = std::max(p.remaining - since, seconds(0));
    p.in_flight = in_flight_();
    return p;
}

// --- onlookers

onlookers::onlookers(const request& r, const circumstances& c)
    : at_end_(c.at_end), quiet_(r.quiet), traces_(!r.trace.empty()), journal_(r.journal) {
    if (!quiet_) progress_.emplace(c.in_flight);
}

std::chrono::milliseconds onlookers::progress_interval() const {
    return has_progressed_ ? observer::progress_interval() : std::chrono::milliseconds(0);
}

verdict onlookers::on_evaluation(const evaluation& e) {
    if (traces_) trace_.on_evaluation(e);
    if (e.failure) {
        ++failures_;
        if (!quiet_) say_failure(e);
    }
    if (!e.failure && !has_shown_a_value_) say_first(e);
    ++seen_;
    return verdict::proceed;
}

/// So that nobody integrates for hours what is no value, the time that a run took, for instance.
void onlookers::say_first(const evaluation& e) {
    has_shown_a_value_ = true;
    if (!quiet_ && std::isfinite(e.value))
        say("taskquad: the first value: f(" + short_text_of(e.x) + ") = " + short_text_of(e.value));
}

void onlookers::say_failure(const evaluation& e) const {
    if (failures_ <= most_said) say(problem::in_words(e.failure));
    if (failures_ != most_said) return;
    say("taskquad: further failures are not shown" + (journal_.empty() ? "" : ": see taskquad journal failures " + journal_));
}

verdict onlookers::on_split(const segment<>& left, const segment<>& right) {
    if (traces_) trace_.on_split(left, right);
    return verdict::proceed;
}

verdict onlookers::on_progress(const progress& p) {
    has_progressed_ = true;
    if (traces_) trace_.on_progress(p);
    if (progress_) progress_->show(p);
    return verdict::proceed;
}

void onlookers::on_end(const result<>& r) {
    if (!progress_) return;
    result<> so_far = r;
    so_far.status = at_end_(r.status);
    progress_->end(so_far);
}

}  // namespace taskquad::program
