/// Workers: the one file that touches tbb::task_group, arenas and isolation.
///
/// A crew has slots. `send` starts a task that works once; tasks may send others; `wait` returns when all have ended, and helps
/// meanwhile. With one slot there are no tasks at all, and the caller works by itself.
#pragma once

#include <functional>
#include <memory>
#include <type_traits>

namespace taskquad::detail {

/// What a task does.
class work {
public:
    work() = default;
    work(const work&) = delete;
    work& operator=(const work&) = delete;
    virtual ~work() = default;
    /// Must not throw.
    virtual void once() noexcept = 0;
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

    /// Calls f so that this thread, while f waits for tasks of its own, does not begin anything else.
    template <class F>
    static void isolated(F&& f) {
        isolated([](void* g) { (*static_cast<std::remove_reference_t<F>*>(g))(); }, &f);
    }

    /// Whether this thread works in an arena of oneTBB's already.
    [[nodiscard]] static bool in_arena();

    /// The number of the slot in which this thread works.
    [[nodiscard]] static int slot();

    /// Whether what f computed just now may be wrong, since the group in which it ran was being cancelled.
    [[nodiscard]] static bool cancelled();

private:
    static void isolated(void (*f)(void*), void* with);

    struct place;
    std::unique_ptr<place> place_;
};

}  // namespace taskquad::detail
