#include "tasks/job_line.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <thread>
#include <utility>

#include "machine/stopwatch.hpp"
#include "tasks/nested_call.hpp"

namespace taskquad::tasks {

namespace {

/// Of the lead: what it throws comes after what any job throws.
constexpr std::size_t last = std::numeric_limits<std::size_t>::max();

/// Whether `come` has become true within 50 us. A thread that sleeps takes as long to be there again, which is more than a job
/// takes: so it looks first, and lets other threads have the processor meanwhile, should there be any.
template <class Come>
bool looks_for_a_while(Come come) {
    using clock = std::chrono::steady_clock;
    constexpr auto as_long_as_waking_up = std::chrono::microseconds(50);
    constexpr int readings_between = 64;
    const auto begin = clock::now();
    do {
        for (int i = 0; i < readings_between; ++i) {
            if (come()) return true;
            std::this_thread::yield();
        }
    } while (clock::now() - begin < as_long_as_waking_up);
    return false;
}

}  // namespace

job_line::job_line(int concurrency, std::function<void(std::size_t)> job)
    : crew_(concurrency), job_(std::move(job)), took_(std::bit_ceil(std::size_t{64} * static_cast<std::size_t>(crew_.slots()))) {}

bool job_line::run(const std::function<void()>& lead) {
    added_ = next_ = known_ = 0;
    stopped_ = cancelled_ = false;
    awake_ = 0;
    ends_ = 0;
    worked_ = effort::seconds(0);
    force_ = workforce(slots());
    thrown_ = nullptr;
    thrower_ = last;
    crew_.enter([&] {
        try {
            lead();
        } catch (...) {
            stop_for(std::current_exception(), last);
        }
        stop();
        if (slots() > 1 && !crew_.wait()) cancelled_ = true;
    });
    if (thrown_) std::rethrow_exception(thrown_);
    return !cancelled_;
}

void job_line::add(const effort& takes) {
    took_[added() % capacity()].store(-1, std::memory_order_relaxed);
    // No wake-up is lost: a worker counts itself out of awake_ before its last look at added_, which has been raised before awake_
    // is read here.
    ++added_;
    const int awake = awake_;
    const std::uint32_t ended = ends_;
    const std::size_t begun = next_, known = std::min(done(), begun);
    // A job that is known to be done may not have been counted as ended yet.
    const std::size_t in_jobs = std::min<std::size_t>(static_cast<std::uint32_t>(begun) - ended, begun - known);
    const int idle = std::max(0, awake - static_cast<int>(in_jobs));
    if (!force_.wakes_another({added() - begun, awake, idle, worked_}, takes)) return;
    ++awake_;
    try {
        crew_.send(*this);
    } catch (...) {
        --awake_;
        throw;
    }
}

void job_line::once() noexcept {
    while (true) {
        do {
            while (const auto i = take()) do_job(*i);
        } while (looks_for_a_while([this] { return has_stopped() || next_ < added_; }) && !has_stopped());
        --awake_;
        if (has_stopped() || next_ >= added_) return;
        ++awake_;
    }
}

std::optional<std::size_t> job_line::take() {
    std::size_t i = next_;
    while (!has_stopped() && i < added_) {
        if (next_.compare_exchange_weak(i, i + 1)) return i;
    }
    return {};
}

void job_line::do_job(std::size_t i) {
    const machine::stopwatch since_begin;
    try {
        const nested_call around(crew_.from());
        if (!is_cancelled()) crew::isolated([&] { job_(i); });
        if (is_cancelled()) {
            cancelled_ = true;
            stop();
        }
    } catch (...) {
        stop_for(std::current_exception(), i);
    }
    took_[i % capacity()].store(since_begin.elapsed().count(), std::memory_order_release);
    ends_.fetch_add(1, std::memory_order_release);
    ends_.notify_one();
}

bool job_line::is_cancelled() { return crew::cancelled() || crew_.is_cancelled(); }

void job_line::stop_for(std::exception_ptr e, std::size_t i) {
    stop();
    const std::lock_guard lock(mutex_);
    if (thrown_ && i >= thrower_) return;
    thrower_ = i;
    thrown_ = std::move(e);
}

std::size_t job_line::done() {
    for (; known_ < added(); ++known_) {
        const double took = took_[known_ % capacity()].load(std::memory_order_acquire);
        if (took < 0) break;
        worked_ += effort::seconds(took);
    }
    return known_;
}

void job_line::help(std::size_t seen) {
    if (const auto i = take()) {
        do_job(*i);
    } else {
        wait(seen);
    }
}

void job_line::help_with_all() {
    for (std::size_t seen = done(); seen < added() && !has_stopped(); seen = done()) help(seen);
}

void job_line::wait(std::size_t seen) {
    const std::uint32_t before = ends_.load(std::memory_order_acquire);
    const auto come = [&] { return done() > seen || known_ == added() || has_stopped(); };
    if (!looks_for_a_while(come)) ends_.wait(before, std::memory_order_acquire);
}

}  // namespace taskquad::tasks
