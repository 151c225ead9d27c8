/// A process that evaluates f: at one x, or, where it serves, at one after another.
#pragma once

#include <taskquad/command.hpp>

#include <atomic>
#include <exception>
#include <list>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "command/lookout.hpp"
#include "command/process.hpp"
#include "command/settings.hpp"
#include "command/tail.hpp"

namespace taskquad::commands {

/// Somebody does not wait for a value any more.
struct cancellation {
    std::atomic<bool>* seen;
    const lookout* to_be_woken;
    void operator()() const noexcept {
        *seen = true;
        to_be_woken->ring();
    }
};

/// An x that is to be evaluated.
struct evaluation {
    evaluation(point at, std::unique_ptr<detail::recipient> r, std::stop_token s)
        : x(std::move(at)), to(std::move(r)), stop(std::move(s)) {}

    point x;
    std::unique_ptr<detail::recipient> to;
    std::stop_token stop;
    clock::time_point not_before = {};
    bool has_died_once = false;  ///< a process that served, while it had this x
    std::optional<std::stop_callback<cancellation>> listener = {};
};

class worker {
public:
    /// Throws std::system_error.
    worker(const settings& s, const point& x);

    enum class reason : std::uint8_t {
        none,  ///< it has ended by itself
        timed_out,
        not_awaited,  ///< nobody waits for its value
        ended,        ///< by the user
        fault,        ///< what it answers is none
    };

    /// It gets an x; the list has one.
    void take(std::list<evaluation>& one, clock::time_point now);
    /// Its x is settled.
    void rest() noexcept;
    /// There will be no more to do: its standard input ends.
    void dismiss(clock::time_point now) noexcept;
    void terminate(reason why, clock::time_point now) noexcept;
    void terminate(std::string fault, clock::time_point now) noexcept;
    /// From now on it has its grace.
    void is_awaited_no_more(clock::time_point now) noexcept;
    /// What is due by now.
    void look_at_clock(clock::time_point now) noexcept;

    [[nodiscard]] clock::time_point due() const noexcept { return due_; }
    [[nodiscard]] bool rests() const noexcept { return phase_ == phase::rests; }
    [[nodiscard]] bool is_being_ended() const noexcept { return phase_ >= phase::is_terminated; }
    [[nodiscard]] bool is_awaited() const noexcept { return end_of_grace_ == clock::time_point::max(); }
    [[nodiscard]] reason why() const noexcept { return why_; }
    [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

    process program;
    tail output, error;
    std::list<evaluation> has = {};  ///< one, or none

private:
    enum class phase : std::uint8_t { works, rests, is_dismissed, is_terminated, is_killed };

    const command_options& options_;
    phase phase_ = phase::rests;
    reason why_ = reason::none;
    std::string fault_;
    clock::time_point due_ = clock::time_point::max(), timeout_ = due_, end_of_grace_ = due_;
};

}  // namespace taskquad::commands
