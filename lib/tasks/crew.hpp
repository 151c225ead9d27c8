/// Workers: the one file that touches tbb::task_group, arenas, contexts and isolation.
///
/// A crew has slots. `send` starts a task that works once; tasks may send others; `wait` returns when all have ended, and helps
/// meanwhile. With one slot there are no tasks, and the caller works by itself.
///
/// A thread that waits inside f must not begin another evaluation, which might need a value that is being computed below it on the
/// same stack. Isolation keeps the thread from that, but oneTBB lifts isolation where f enters an arena (by task_arena::execute, by
/// which flow graphs wait, too). So every task asks, when it begins, what the thread is in the middle of, and is put off if that is
/// somebody else's evaluation.
///
/// When a task is sent to an arena in which there is none, oneTBB wakes all of the arena's threads, not one. Those that find
/// nothing to do look around for a while, and sleep again.
#pragma once

#include <functional>
#include <memory>
#include <type_traits>

namespace taskquad::tasks {

struct whereabouts;

/// Work that tasks do.
class work {
public:
    work() = default;
    work(const work&) = delete;
    work& operator=(const work&) = delete;
    virtual ~work() = default;
    /// What one task does.
    virtual void once() noexcept = 0;
    /// Called in place of `once` on a thread that must not work. The thread that waits for the crew then does the work.
    virtual void put_off() noexcept = 0;
};

class crew {
public:
    /// `concurrency` as in options.
    explicit crew(int concurrency);
    crew(const crew&) = delete;
    crew& operator=(const crew&) = delete;
    ~crew();

    /// How many tasks can run at a time, the caller's thread included.
    [[nodiscard]] int slots() const noexcept;

    /// Calls `body` on this thread inside the arena of the crew; within it the crew can send and wait.
    void enter(const std::function<void()>& body);

    void send(work& w);

    /// Returns when every task has ended; false if an enclosing task group was cancelled, and tasks were dropped unrun.
    [[nodiscard]] bool wait();

    /// Works once on this thread, as a task would. Does nothing if an enclosing task group was cancelled, as `wait` will say.
    void work_here(work& w);

    /// From any thread, while the crew is entered: has a thread of its arena call `visit` soon, which must not throw. `wait` does
    /// not wait for the visit. `enter` returns after a visit that has begun has ended; one that has not begun by then never will.
    /// Where there is no memory for it, nothing happens.
    void call_for(const std::function<void()>& visit) noexcept;

    /// Whether an enclosing task group was cancelled; for any thread that works for the crew, while it is entered.
    [[nodiscard]] bool is_cancelled() const;

    /// Whether workers of the arena that are idle are idle for everybody: the crew was made outside of any task and any evaluation
    /// of f, and no other crew is entered in its arena now. For any thread, while the crew is entered.
    [[nodiscard]] bool is_for_itself() const noexcept;

    /// Calls f so that this thread, while f waits for tasks of its own, does not begin anything else. (Outside of any arena the
    /// thread has nothing else to begin, and oneTBB is not asked.)
    template <class F>
    static void isolated(F&& f) {
        isolated([](void* g) { (*static_cast<std::remove_reference_t<F>*>(g))(); }, &f);
    }

    /// Where the crew was made: what it does belongs to the evaluation that is going on there.
    [[nodiscard]] const whereabouts& from() const noexcept;

    /// Whether this thread works in an arena of oneTBB's already.
    [[nodiscard]] static bool in_arena();

    /// The number of the slot in which this thread works.
    [[nodiscard]] static int slot();

    /// The address of oneTBB's context of the task in which this thread is: tasks of another loop have another. Null outside of
    /// any.
    [[nodiscard]] static const void* context() noexcept;

    /// Whether what f computed just now may be wrong, since the group in which it ran was being cancelled.
    [[nodiscard]] static bool cancelled();

private:
    static void isolated(void (*f)(void*), void* with);

    struct place;
    std::unique_ptr<place> place_;
};

}  // namespace taskquad::tasks
