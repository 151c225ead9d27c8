#include "mpi/evaluations.hpp"

#include <oneapi/tbb/info.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <thread>
#include <utility>

#include "mpi/owed.hpp"
#include "problem/failure.hpp"
#include "tasks/most_threads.hpp"
#include "tasks/tsan.hpp"

namespace taskquad::mpi::ranks {

namespace {

/// A batch without a cap is given this many points at a time.
constexpr std::size_t largest_batch = 1024;

}  // namespace

evaluations::evaluations(const detail::integrand_view& f, int concurrency, bell& b) : f_(f), board_(std::make_shared<board>(b)) {
    if (f.is_asynchronous()) {
        slots_ = f.width();
        return;
    }
    int threads = concurrency == 0 ? tbb::this_task_arena::max_concurrency() : std::min(concurrency, tasks::most_threads - 1);
    if (f.one_at_a_time()) threads = 1;
    // The arena is what bounds these threads, of which none is the calling one.
    if (threads >= tbb::info::default_concurrency()) {
        raised_.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(tasks::most_threads));
    }
    arena_.emplace(threads, 0);
    slots_ = static_cast<std::size_t>(threads) * std::min(f.width(), largest_batch);
}

evaluations::~evaluations() {
    stop();
    while (!is_idle()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(board_->mutex);
    board_->rings = nullptr;
}

void evaluations::begin(point p) {
    {
        const std::lock_guard lock(board_->mutex);
        board_->waiting.push_back(std::move(p));
    }
    begin_waiting();
}

/// As many as there is room for.
void evaluations::begin_waiting() {
    if (arena_) {
        std::size_t more = 0;
        {
            const std::lock_guard lock(board_->mutex);
            const auto threads = static_cast<std::size_t>(arena_->max_concurrency());
            more = std::min(threads - std::min(threads, board_->in_progress), board_->waiting.size());
            board_->in_progress += more;
        }
        for (; more > 0; --more) send();
        return;
    }
    while (true) {
        point next;
        {
            const std::lock_guard lock(board_->mutex);
            if (board_->waiting.empty() || board_->in_progress >= slots_) return;
            next = std::move(board_->waiting.front());
            board_->waiting.pop_front();
            ++board_->in_progress;
        }
        const auto mine = std::make_shared<owed>(board_, std::move(next));
        try {
            f_.begin({mine->at().data(), mine->at().size()}, mine, board_->stop.get_token());
            mine->begun();
        } catch (...) {
            mine->fail(std::current_exception());
        }
    }
}

void evaluations::send() {
    TASKQUAD_TSAN_RELEASE(this);
    TASKQUAD_TSAN_IGNORE_BEGIN();
    arena_->enqueue([this] {
        TASKQUAD_TSAN_IGNORE_BEGIN();
        evaluations* const sender = this;
        TASKQUAD_TSAN_IGNORE_END();
        TASKQUAD_TSAN_ACQUIRE(sender);
        sender->work();
    });
    TASKQUAD_TSAN_IGNORE_END();
}

/// What a task does: evaluates what is waiting, until nothing is.
void evaluations::work() {
    const std::size_t at_once = std::min(f_.width(), largest_batch);
    int row = 0;
    {
        const std::lock_guard lock(board_->mutex);
        row = board_->take_row();
    }
    while (true) {
        std::vector<point> mine;
        {
            const std::lock_guard lock(board_->mutex);
            while (mine.size() < at_once && !board_->waiting.empty()) {
                mine.push_back(std::move(board_->waiting.front()));
                board_->waiting.pop_front();
            }
            if (mine.empty()) {
                --board_->in_progress;
                board_->give_back_row(row);
                if (board_->rings != nullptr) board_->rings->ring();
                return;
            }
        }
        evaluate(mine, row);
    }
}

void evaluations::evaluate(const std::vector<point>& points, int row) {
    std::vector<detail::point_view> at;
    at.reserve(points.size());
    for (const point& p : points) at.push_back({p.at.data(), p.at.size()});
    // Of which shape all values are, rank 0 knows.
    const detail::integrand_view f = f_.components() == 0 ? f_.of_any_shape() : f_;
    std::vector<double> components;
    detail::components_out out{components};
    answer a{.is = answer::what::value, .worker = row};
    const std::stop_token stop = board_->stop.get_token();
    const auto begin = board::clock::now();
    try {
        // While f waits for tasks of its own, this thread must not begin another evaluation.
        tbb::this_task_arena::isolate([&] { f(at, out, stop); });
        if (out.gave_up && !stop.stop_requested())
            std::rethrow_exception(problem::no_value_failure(problem::place_in(at.front(), f_.is_exact())));
    } catch (...) {
        a.is = answer::what::failure;
        a.text = problem::in_words(std::current_exception());
    }
    a.seconds = board::seconds_since(begin) / static_cast<double>(points.size());
    const bool is_whole = f_.gives_up_in_words() && a.is == answer::what::value && !out.gave_up;
    if (f_.is_stoppable() && stop.stop_requested() && !is_whole) a.is = answer::what::nothing;
    if (f.components() == 0) a.shape = f.shape()->get();
    for (std::size_t i = 0; i < points.size(); ++i) {
        a.number = points[i].number;
        if (a.is == answer::what::value) {
            const auto mine = std::span(components).subspan(i * out.count, out.count);
            a.components.assign(mine.begin(), mine.end());
        }
        board_->add(answer(a));
    }
}

std::vector<answer> evaluations::take() {
    std::vector<answer> all;
    {
        const std::lock_guard lock(board_->mutex);
        all.swap(board_->ended);
    }
    if (!arena_ && !all.empty()) begin_waiting();
    return all;
}

void evaluations::stop() {
    board_->stop.request_stop();
    const std::lock_guard lock(board_->mutex);
    for (const point& p : board_->waiting) board_->ended.push_back({.number = p.number});
    board_->waiting.clear();
}

bool evaluations::is_idle() {
    const std::lock_guard lock(board_->mutex);
    return !arena_ || board_->in_progress == 0;
}

}  // namespace taskquad::mpi::ranks
