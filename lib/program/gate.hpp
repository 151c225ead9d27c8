/// The gate, through which all runs of f go: it counts them, and can be closed. Then nothing begins any more, and what runs has the
/// grace of command_options.
///
/// An x that comes to a closed gate, and one whose run fails because it was closed, is kept, unanswered: the integration goes on
/// waiting for it, until it is stopped. So the values that still come in are used, and nobody takes for a failure of f, or writes
/// into a journal, that the user has lost patience.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include <taskquad/async.hpp>
#include <taskquad/command.hpp>

namespace taskquad::program {

/// Safe to use from several threads. Outlives the journal that the integration writes: what is kept unanswered would be written
/// there as a failure when the gate is destroyed.
class gate {
public:
    explicit gate(detail::command_runs runs) : runs_(std::move(runs)) {}
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;
    /// Ends all runs.
    ~gate();

    /// An integrand whose runs go through the gate, which must outlive it.
    template <class Value>
    [[nodiscard]] auto integrand() {
        const auto begin_at = [this](double x, completion<Value> done) {
            begin(x, std::make_unique<detail::value_recipient<Value>>(std::move(done)));
        };
        return async<Value>(begin_at, {.max_in_flight = runs_.jobs()});
    }
    void begin(double x, std::unique_ptr<detail::recipient> to);

    void close();
    [[nodiscard]] bool is_closed() const;
    /// Closes it, and ends all runs: SIGTERM, then SIGKILL. Returns when they are reaped.
    void end();

    /// Runs that have begun and not ended, those that wait to be made again included.
    [[nodiscard]] std::size_t in_flight() const;
    /// How many x have come to the closed gate.
    [[nodiscard]] std::uint64_t turned_away() const;
    /// Values and failures that the integration has been told of.
    [[nodiscard]] std::uint64_t told() const;
    /// Until none is in flight, but no longer than that.
    void wait(std::chrono::duration<double> longest) const;
    /// Until that holds, which some of the runs bring about, or until the gate is closed and none is in flight.
    void wait_until(const std::function<bool()>& holds) const;
    [[nodiscard]] const detail::command_runs& runs() const noexcept { return runs_; }

private:
    class passage;
    void value(std::unique_ptr<detail::recipient> to, std::span<const double> components);
    void failure(std::unique_ptr<detail::recipient> to, std::exception_ptr e);
    void nothing(std::unique_ptr<detail::recipient> to);
    void one_has_ended(bool is_told);

    detail::command_runs runs_;
    std::stop_source closing_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool closed_ = false;
    std::size_t in_flight_ = 0;
    std::uint64_t told_ = 0, turned_away_ = 0;
    std::vector<std::unique_ptr<detail::recipient>> unanswered_;
};

}  // namespace taskquad::program
