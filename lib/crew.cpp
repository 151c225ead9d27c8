#include "crew.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <optional>

#include "tsan.hpp"

namespace taskquad::detail {

namespace {

/// What oneTBB 2021 can run at a time: 256 workers and the calling thread.
constexpr int most_slots = 257;

constexpr auto parallelism = tbb::global_control::max_allowed_parallelism;

}  // namespace

struct crew::place {
    explicit place(int concurrency) {
        if (concurrency == 0) {
            slots = tbb::this_task_arena::max_concurrency();
            return;
        }
        slots = std::min(concurrency, most_slots);
        if (slots == 1) return;
        // More threads than the process would otherwise get. Every crew asks for the same number, since the smallest control in
        // force counts: crews of 8 and of 64 must not slow each other down. The arena is what bounds this one.
        if (slots > tbb::info::default_concurrency()) raised.emplace(parallelism, static_cast<std::size_t>(most_slots));
        slots = std::min(slots, static_cast<int>(tbb::global_control::active_value(parallelism)));
        arena.emplace(slots);
    }

    int slots = 1;
    std::optional<tbb::global_control> raised;
    std::optional<tbb::task_arena> arena;  // none: the caller's
    tbb::task_group* group = nullptr;
};

crew::crew(int concurrency) : place_(std::make_unique<place>(concurrency)) {}

crew::~crew() = default;

int crew::slots() const noexcept { return place_->slots; }

void crew::enter(const std::function<void()>& body) {
    if (slots() == 1) return body();
    const auto in_group = [&] {
        // Bound, so that the cancellation of an enclosing group reaches ours; with the caller's floating-point mode.
        tbb::task_group_context context(tbb::task_group_context::bound,
                                        tbb::task_group_context::concurrent_wait | tbb::task_group_context::fp_settings);
        tbb::task_group group(context);
        place_->group = &group;
        body();
    };
    if (place_->arena) {
        place_->arena->execute(in_group);
    } else {
        in_group();
    }
}

void crew::send(work& w) {
    TASKQUAD_TSAN_RELEASE(this);
    TASKQUAD_TSAN_IGNORE_BEGIN();
    place_->group->run([this, &w] {
        TASKQUAD_TSAN_IGNORE_BEGIN();
        crew* const sender = this;
        work* const what = &w;
        TASKQUAD_TSAN_IGNORE_END();
        TASKQUAD_TSAN_ACQUIRE(sender);
        what->once();
        TASKQUAD_TSAN_RELEASE(sender);
    });
    TASKQUAD_TSAN_IGNORE_END();
}

bool crew::wait() {
    const bool complete = place_->group->wait() != tbb::canceled;
    TASKQUAD_TSAN_ACQUIRE(this);
    return complete;
}

void crew::isolated(void (*f)(void*), void* with) {
    tbb::this_task_arena::isolate([=] { f(with); });
}

bool crew::in_arena() { return tbb::this_task_arena::current_thread_index() != tbb::task_arena::not_initialized; }

int crew::slot() {
    const int index = tbb::this_task_arena::current_thread_index();
    return index == tbb::task_arena::not_initialized ? 0 : index;
}

bool crew::cancelled() { return tbb::is_current_task_group_canceling(); }

}  // namespace taskquad::detail
