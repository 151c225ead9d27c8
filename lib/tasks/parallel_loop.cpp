#include <taskquad/detail/parallel_loop.hpp>

#include <atomic>
#include <utility>

#include "tasks/job_line.hpp"

namespace taskquad::detail {

struct parallel_loop::state {
    state(int concurrency, end_from_outside e)
        : from_outside(std::move(e)), line(concurrency, [this](std::size_t i) { take_turn(i); }) {}

    void take_turn(std::size_t i) {
        const auto why = from_outside.reached();
        if (!why) return (*turn)(i);
        (*why == status::stopped ? is_stopped : is_late) = true;
        line.stop();
    }

    /// Not all turns at once: each that is in the line takes memory.
    void add(std::size_t n) {
        while (line.added() < n && !line.has_stopped()) {
            const std::size_t done = line.done();
            if (line.added() - done < line.capacity()) {
                line.add();
            } else {
                line.help(done);
            }
        }
    }

    const end_from_outside from_outside;
    const std::function<void(std::size_t)>* turn = nullptr;
    std::atomic<bool> is_stopped = false, is_late = false;
    tasks::job_line line;
};

parallel_loop::parallel_loop(int concurrency, const end_from_outside& end) : state_(std::make_unique<state>(concurrency, end)) {}
parallel_loop::~parallel_loop() = default;

std::optional<status> parallel_loop::operator()(std::size_t n, const std::function<void(std::size_t)>& turn) {
    state& s = *state_;
    s.turn = &turn;
    const bool is_complete = s.line.run([&] {
        s.add(n);
        s.line.help_with_all();
    });
    if (!is_complete || s.is_stopped) return status::stopped;
    if (s.is_late) return status::deadline;
    return {};
}

}  // namespace taskquad::detail
