/// Those who watch the integration, as one observer: progress, a trace, failures as they come.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include <taskquad/observers.hpp>

#include "program/request.hpp"

namespace taskquad::program {

/// A line on stderr, where a line of progress may stand.
void say(const std::string& line);

/// The library shows progress when something has happened. A run may take hours: the time goes on all the same, and this thread
/// shows it.
class live_progress {
public:
    explicit live_progress(std::function<std::size_t()> in_flight);

    void show(const progress& p);
    void end(const result<>& r);

private:
    void tick(const std::stop_token& end);
    /// The last progress, at this moment.
    [[nodiscard]] progress now() const;

    const std::function<std::size_t()> in_flight_;
    std::mutex mutex_;  ///< of all that follows
    progress_line line_;
    std::optional<progress> last_;  ///< none before the integration, and after it
    std::chrono::steady_clock::time_point at_ = {};
    std::condition_variable_any never_;
    std::jthread thread_;  // the last member: it uses the others
};

class onlookers final : public observer {
public:
    struct circumstances {
        /// What the integration has ended with, which is not always what it says itself.
        std::function<status(status)> at_end;
        std::function<std::size_t()> in_flight;
    };
    onlookers(const request& r, const circumstances& c);

    verdict on_evaluation(const evaluation& e) override;
    verdict on_split(const segment<>& left, const segment<>& right) override;
    verdict on_progress(const progress& p) override;
    void on_end(const result<>& r) override;
    /// The first time at once: what comes may be long in coming.
    [[nodiscard]] std::chrono::milliseconds progress_interval() const override;

    /// Evaluations seen; the integration takes up what they have given before it looks for a stop.
    [[nodiscard]] std::uint64_t seen() const noexcept { return seen_; }
    [[nodiscard]] std::uint64_t failures() const noexcept { return failures_; }
    [[nodiscard]] bool has_said_all_failures() const noexcept { return !quiet_ && failures_ <= most_said; }
    [[nodiscard]] trace& traced() noexcept { return trace_; }

private:
    static constexpr std::uint64_t most_said = 3;  ///< the first ones say enough
    void say_failure(const evaluation& e) const;
    void say_first(const evaluation& e);

    const std::function<status(status)> at_end_;
    const bool quiet_, traces_;
    const std::string journal_;
    std::optional<live_progress> progress_;
    bool has_progressed_ = false, has_shown_a_value_ = false;
    trace trace_;
    std::atomic<std::uint64_t> seen_ = 0;
    std::uint64_t failures_ = 0;
};

}  // namespace taskquad::program
