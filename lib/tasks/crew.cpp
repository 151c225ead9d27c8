#include "tasks/crew.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/task.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "tasks/most_threads.hpp"
#include "tasks/nested_call.hpp"
#include "tasks/tenants.hpp"
#include "tasks/tsan.hpp"

namespace taskquad::tasks {

namespace {

constexpr auto parallelism = tbb::global_control::max_allowed_parallelism;

/// The threads that were called for. A thread may come after the crew has been left, so it knows the crew by a number only.
class visitors {
public:
    visitors() {
        const std::lock_guard lock(mutex);
        here.emplace(number_, this);
    }
    visitors(const visitors&) = delete;
    visitors& operator=(const visitors&) = delete;
    /// Returns when all visitors have gone.
    ~visitors() {
        std::unique_lock lock(mutex);
        here.erase(number_);
        gone_.wait(lock, [this] { return inside_ == 0; });
    }

    [[nodiscard]] std::uint64_t number() const { return number_; }

    /// Calls `visit`, unless the crew of that number has been left.
    static void come(std::uint64_t number, const std::function<void()>& visit) {
        std::unique_lock lock(mutex);
        const auto found = here.find(number);
        if (found == here.end()) return;
        visitors& all = *found->second;
        ++all.inside_;
        lock.unlock();
        visit();
        lock.lock();
        if (--all.inside_ == 0) all.gone_.notify_all();
    }

private:
    static inline std::mutex mutex;
    static inline std::map<std::uint64_t, visitors*> here;
    static inline std::atomic<std::uint64_t> last_number = 0;

    const std::uint64_t number_ = ++last_number;
    std::condition_variable gone_;
    int inside_ = 0;
};

}  // namespace

struct crew::place {
    explicit place(int concurrency) {
        if (concurrency == 0) {
            slots = tbb::this_task_arena::max_concurrency();
            return;
        }
        slots = std::min(concurrency, most_threads);
        if (slots == 1) return;
        // The arena is what bounds this crew.
        if (slots > tbb::info::default_concurrency()) raised.emplace(parallelism, static_cast<std::size_t>(most_threads));
        slots = std::min(slots, static_cast<int>(tbb::global_control::active_value(parallelism)));
        arena.emplace(slots);
    }

    int slots = 1;
    std::optional<tbb::global_control> raised;
    std::optional<tbb::task_arena> arena;  // none: the caller's
    const whereabouts from = whereabouts::here();
    const bool within_task = context() != nullptr || from.within != nullptr;

    // What there is while the crew is entered.
    struct entered {
        entered(place& p, tbb::task_group_context& c, tbb::task_group_context* around)
            : of(p), context(c), outer(around), group(c) {
            if (of.slots > 1) {
                if (!in_arena()) group.run_and_wait([] {});  // oneTBB gets to know this thread
                here.emplace();
                among.emplace(here->identity());
            }
            of.now = this;
        }
        entered(const entered&) = delete;
        entered& operator=(const entered&) = delete;
        ~entered() { of.now = nullptr; }

        place& of;
        tbb::task_group_context& context;
        tbb::task_group_context* outer;  // the context of the caller's task, if any: nothing of ours resets it
        tbb::task_group group;
        std::optional<current_arena> here;
        std::optional<tenant> among;
        std::atomic<bool> cancelled = false;
        visitors guests;  // the last member: the others live until all guests have gone
    };
    entered* now = nullptr;
};

crew::crew(int concurrency) : place_(std::make_unique<place>(concurrency)) {}

crew::~crew() = default;

int crew::slots() const noexcept { return place_->slots; }

const whereabouts& crew::from() const noexcept { return place_->from; }

void crew::enter(const std::function<void()>& body) {
    if (slots() == 1 && !in_arena()) return body();
    tbb::task_group_context* const outer = in_arena() ? tbb::task::current_context() : nullptr;
    // Bound, so that the cancellation of an enclosing group reaches ours; with the caller's floating-point mode.
    tbb::task_group_context context(tbb::task_group_context::bound,
                                    tbb::task_group_context::concurrent_wait | tbb::task_group_context::fp_settings);
    // oneTBB binds a context to that of the task in which it is used first. This must be the caller's task, not one in our arena.
    if (outer != nullptr) tbb::task_group(context).run_and_wait([] {});
    const auto in_group = [&] {
        place::entered now(*place_, context, outer);
        bool has_run = false;
        const auto run = [&] {
            has_run = true;
            body();
        };
        // A crew of one works in a context of its own, which tells it from other tasks of the caller's loop.
        if (slots() == 1 && now.group.run_and_wait(run) == tbb::canceled) now.cancelled = true;
        if (!has_run) body();
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
    place_->now->group.run([this, &w] {
        TASKQUAD_TSAN_IGNORE_BEGIN();
        crew* const sender = this;
        work* const what = &w;
        TASKQUAD_TSAN_IGNORE_END();
        TASKQUAD_TSAN_ACQUIRE(sender);
        if (sender->place_->from.welcomes_this_thread()) {
            what->once();
        } else {
            what->put_off();
        }
        TASKQUAD_TSAN_RELEASE(sender);
    });
    TASKQUAD_TSAN_IGNORE_END();
}

bool crew::wait() {
    place::entered& now = *place_->now;
    if (now.group.wait() == tbb::canceled) now.cancelled = true;
    TASKQUAD_TSAN_ACQUIRE(this);
    return !is_cancelled();
}

void crew::work_here(work& w) {
    place::entered& now = *place_->now;
    if (now.group.run_and_wait([&] { w.once(); }) == tbb::canceled) now.cancelled = true;
}

void crew::call_for(const std::function<void()>& visit) noexcept {
    place::entered& now = *place_->now;
    TASKQUAD_TSAN_RELEASE(&now);
    TASKQUAD_TSAN_IGNORE_BEGIN();
    try {
        now.here->enqueue([crew_of = &now, number = now.guests.number(), visit] {
            TASKQUAD_TSAN_IGNORE_BEGIN();
            const auto number_of_crew = number;
            auto* const caller = crew_of;
            const std::function<void()> what = visit;
            TASKQUAD_TSAN_IGNORE_END();
            TASKQUAD_TSAN_ACQUIRE(caller);
            visitors::come(number_of_crew, what);
        });
    } catch (...) {
        // The visit would only have saved time: the caller looks for itself when it has nothing to do.
    }
    TASKQUAD_TSAN_IGNORE_END();
}

bool crew::is_cancelled() const {
    const place::entered* const now = place_->now;
    if (now == nullptr) return in_arena() && cancelled();
    return now->cancelled || now->context.is_group_execution_cancelled() ||
           (now->outer != nullptr && now->outer->is_group_execution_cancelled());
}

bool crew::is_for_itself() const noexcept {
    return !place_->within_task && place_->now != nullptr && (!place_->now->among || place_->now->among->is_alone());
}

void crew::isolated(void (*f)(void*), void* with) {
    if (!in_arena()) return f(with);
    tbb::this_task_arena::isolate([=] { f(with); });
}

bool crew::in_arena() { return tbb::this_task_arena::current_thread_index() != tbb::task_arena::not_initialized; }

int crew::slot() {
    const int index = tbb::this_task_arena::current_thread_index();
    return index == tbb::task_arena::not_initialized ? 0 : index;
}

const void* crew::context() noexcept { return in_arena() ? tbb::task::current_context() : nullptr; }

bool crew::cancelled() { return tbb::is_current_task_group_canceling(); }

}  // namespace taskquad::tasks
