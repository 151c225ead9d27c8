/// A loop whose turns run at the same time, compiled, for what is a template and must know nothing of oneTBB.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include <taskquad/export.hpp>
#include <taskquad/status.hpp>

namespace taskquad::detail {

class parallel_loop {
public:
    /// The arguments as in options; the time begins now.
    TASKQUAD_EXPORT parallel_loop(int concurrency, std::stop_token stop, std::chrono::duration<double> time_limit);
    TASKQUAD_EXPORT ~parallel_loop();
    parallel_loop(const parallel_loop&) = delete;
    parallel_loop& operator=(const parallel_loop&) = delete;

    /// Calls turn(i) for every i < n, each once, as many at a time as there are slots, and returns when all have ended. Rethrows
    /// what a turn threw, of the lowest i if several did; none begins after that. A status: the turns were not all made, since that
    /// ended it.
    TASKQUAD_EXPORT std::optional<status> operator()(std::size_t n, const std::function<void(std::size_t)>& turn);

    [[nodiscard]] TASKQUAD_EXPORT std::chrono::duration<double> elapsed() const;
    /// How many turns can be made at a time.
    [[nodiscard]] TASKQUAD_EXPORT int slots() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace taskquad::detail
