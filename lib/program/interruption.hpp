/// What ends an integration early: signals, and the time limit.
///
/// The first signal, SIGINT, SIGTERM, SIGHUP, or what batch systems send before the time is over, or the time limit, closes the
/// gate; when what runs has ended, within its grace, and the integration has taken up its values, it is stopped. The next signal,
/// or SIGQUIT at once, ends what runs. Signals are read from a descriptor by one thread, and blocked everywhere: no handler, and no
/// moment at which one could get lost.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <thread>

#include "command/descriptor.hpp"
#include "program/gate.hpp"
#include "program/words.hpp"

namespace taskquad::program {

/// Blocks the signals that `interruption` reads, and SIGPIPE, for this thread and all that it starts: before any other is there,
/// and where there will be an interruption.
void block_signals();

class interruption {
public:
    enum class reason { none, signal, time_limit };

    struct circumstances {
        seconds time_limit;  ///< from now on
        /// How many values and failures the integration has taken up.
        std::function<std::uint64_t()> taken_up;
        /// Both are called by the thread that reads signals: the gate has been closed; the runs are about to be ended.
        std::function<void(reason)> say_closed;
        std::function<void()> say_ending;
    };
    /// The gate must outlive it.
    interruption(gate& g, circumstances c);
    interruption(const interruption&) = delete;
    interruption& operator=(const interruption&) = delete;
    ~interruption();

    /// Of the integration.
    [[nodiscard]] std::stop_token stop() const noexcept { return stop_.get_token(); }
    [[nodiscard]] reason why() const noexcept { return why_; }

private:
    using clock = std::chrono::steady_clock;
    void watch();
    [[nodiscard]] int milliseconds_to_sleep() const;
    void read_signals();
    void close(reason why);
    void end();
    void stop_when_idle();

    gate& gate_;
    const circumstances around_;
    const clock::time_point begin_ = clock::now();
    clock::time_point idle_since_ = clock::time_point::max();
    std::stop_source stop_;
    std::atomic<reason> why_ = reason::none;
    const commands::descriptor signals_, over_;  ///< over_: the thread is to end
    std::thread thread_;                         // the last member: it uses the others
};

}  // namespace taskquad::program
