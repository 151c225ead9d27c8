/// A loop whose turns run at the same time, compiled, so that a template can have one without knowing oneTBB.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include <taskquad/detail/end_from_outside.hpp>
#include <taskquad/export.hpp>
#include <taskquad/status.hpp>

namespace taskquad::detail {

class parallel_loop {
public:
    /// Concurrency as in options. No turn begins after the end.
    TASKQUAD_EXPORT parallel_loop(int concurrency, const end_from_outside& end);
    TASKQUAD_EXPORT ~parallel_loop();
    parallel_loop(const parallel_loop&) = delete;
    parallel_loop& operator=(const parallel_loop&) = delete;

    /// Calls turn(i) for every i < n, each once, as many at a time as there are slots, and returns when all have ended. Rethrows
    /// what a turn threw, of the lowest i if several did; none begins after that. A status: the turns were not all made, since that
    /// ended it.
    TASKQUAD_EXPORT std::optional<status> operator()(std::size_t n, const std::function<void(std::size_t)>& turn);

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace taskquad::detail
