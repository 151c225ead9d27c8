/// The time since the beginning. A reading of the clock takes 30 ns, an eighth of what a small problem does; so it is the
/// processor's own counter that is read, where that runs at a constant rate, which was measured a short time ago.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "ticks.hpp"

namespace taskquad::detail {

/// Of the counter, as whoever comes by now and then has measured it.
class tick_rate {
public:
    /// Seconds per tick; 0: not known, or no longer.
    static double at(std::uint64_t now) {
        const double known = seconds_.load(std::memory_order_relaxed);
        const auto age = static_cast<std::int64_t>(now - measured_at_.load(std::memory_order_relaxed));
        return known > 0 && age < renewed_after ? known : measure();
    }

private:
    /// Between two measurements there are 10 ms at least, and no more than the second of these, during which the machine may have
    /// slept.
    static constexpr std::int64_t renewed_after = 500'000'000, too_old = 4'000'000'000;

    static double measure();
    static std::atomic<double> seconds_;
    static std::atomic<std::uint64_t> measured_at_;
};

class stopwatch {
public:
    using clock = std::chrono::steady_clock;
    using seconds = std::chrono::duration<double>;

    stopwatch() : ticks_(ticks()), rate_(has_ticks ? tick_rate::at(ticks_) : 0) {
        if (rate_ == 0) begin_ = clock::now();
    }
    [[nodiscard]] seconds elapsed() const { return rate_ > 0 ? seconds(since_begin() * rate_) : clock::now() - begin_; }
    /// By the counter, if it is as slow as can be; none without a counter.
    [[nodiscard]] seconds elapsed_at_most() const { return seconds(since_begin() / ticks_per_second); }

private:
    [[nodiscard]] double since_begin() const {
        // Another processor's may be a little behind.
        return static_cast<double>(std::max<std::int64_t>(0, static_cast<std::int64_t>(ticks() - ticks_)));
    }

    std::uint64_t ticks_;
    double rate_;
    clock::time_point begin_;  ///< where the rate is not known
};

}  // namespace taskquad::detail
