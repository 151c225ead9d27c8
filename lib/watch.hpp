/// What stands between an integration and its observer: the clock, the collected verdict, the picture of progress.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>

#include <taskquad/observer.hpp>
#include <taskquad/options.hpp>

#include "engine.hpp"

namespace taskquad::detail {

/// Also knows when the integration is to end from outside. For one thread at a time, but for `to_end`.
class watch {
public:
    using clock = std::chrono::steady_clock;

    explicit watch(const options& o);

    [[nodiscard]] clock::time_point deadline() const noexcept { return deadline_; }
    [[nodiscard]] const std::stop_token& stop_token() const noexcept { return stop_; }
    [[nodiscard]] std::chrono::duration<double> since_begin(clock::time_point t) const { return t - begin_; }
    [[nodiscard]] std::chrono::duration<double> elapsed() const { return since_begin(clock::now()); }
    /// Why no evaluation should be begun any more, if so: the stop token or the time limit.
    [[nodiscard]] std::optional<status> to_end() const;

    /// Whether anybody looks.
    [[nodiscard]] bool observed() const noexcept { return observer_ != nullptr; }
    void evaluated(const evaluation& e);
    /// Shows the new steps of the engine, and the progress if it is time. Stops the engine if something asks for that.
    void look(engine& e, std::uint64_t told, std::uint64_t in_flight);
    void end(const result<>& r) const;

private:
    void note(verdict v) { stopped_ = stopped_ || v == verdict::stop; }
    [[nodiscard]] progress picture(engine& e, std::uint64_t told, std::uint64_t in_flight) const;

    clock::time_point begin_ = clock::now(), shown_ = begin_;
    std::stop_token stop_;
    clock::time_point deadline_;
    observer* observer_;
    tolerance tolerance_;
    bool stopped_ = false;
};

}  // namespace taskquad::detail
