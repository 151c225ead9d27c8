/// The evaluations of one rank: in its oneTBB arena, so many at a time; of an asynchronous f, begun by the thread that talks.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <taskquad/detail/integrand_view.hpp>

#include "mpi/bell.hpp"
#include "mpi/board.hpp"
#include "mpi/messages.hpp"
#include "mpi/roster.hpp"

namespace taskquad::mpi::ranks {

class evaluations {
public:
    /// `concurrency` as in options. The bell rings whenever an evaluation has ended.
    evaluations(const detail::integrand_view& f, int concurrency, bell& b);
    evaluations(const evaluations&) = delete;
    evaluations& operator=(const evaluations&) = delete;
    /// Awaits those that are in progress.
    ~evaluations();

    /// How many points are worked on at a time.
    [[nodiscard]] std::size_t slots() const noexcept { return slots_; }

    void begin(point p);
    /// What has ended since.
    [[nodiscard]] std::vector<answer> take();
    /// What has not begun never will, and f is asked to end early.
    void stop();
    /// Whether nothing is in progress that is to be awaited: a completion, which an asynchronous f holds, is not.
    [[nodiscard]] bool is_idle();

private:
    void begin_waiting();
    void send();
    void work();
    void evaluate(const std::vector<point>& points, int row);

    const detail::integrand_view f_;
    const std::shared_ptr<board> board_;
    std::optional<tbb::global_control> raised_;
    std::optional<tbb::task_arena> arena_;  ///< none: f is asynchronous
    std::size_t slots_ = 1;
};

}  // namespace taskquad::mpi::ranks
