/// The errands of one integration that have come back, and the thread that deals with them: the agent.
///
/// The engine is for one thread at a time, but belongs to no thread. A thread that posts while there is no agent becomes the agent,
/// and stays it until the inbox is empty; other threads go on with their own work. Another integration that has computed a value
/// which this one lacks posts the errand from elsewhere. Its thread never becomes the agent here: if there is none, the calling
/// thread of this integration is woken, or, where it is busy, a visitor is called for. Posting needs no memory.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>

#include "values/errand.hpp"

namespace taskquad::values {

class inbox {
public:
    using clock = errand::clock;

    /// Posts a list, which is empty then; an empty one makes the agent look, too. Returns whether the caller has become the agent.
    bool post(errands& list) noexcept {
        const std::lock_guard lock(mutex_);
        arrived_.add(list);
        news_ = true;
        return !std::exchange(served_, true);
    }

    /// Another integration posts an errand. The lock is held to the end, since the inbox may be gone once the errand has been
    /// taken.
    void post_from_elsewhere(errand& e) noexcept {
        const std::lock_guard lock(mutex_);
        arrived_.add(e);
        news_ = true;
        changed_.notify_all();
        if (!served_ && call_visitor_ && !std::exchange(called_for_visitor_, true)) call_visitor_();
    }

    /// `call` is called on any thread to call for a visitor, a thread that will try to become the agent. It must not throw, nor use
    /// the inbox itself, which is locked meanwhile. To be set before anything is posted.
    void visited_by(std::function<void()> call) { call_visitor_ = std::move(call); }

    /// Returns whether the caller has become the agent; if not, another thread is.
    bool become_agent() noexcept {
        const std::lock_guard lock(mutex_);
        return !std::exchange(served_, true);
    }

    /// Waits until there is no agent, and makes the caller the agent.
    void succeed_agent() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !served_; });
        served_ = true;
    }

    /// Gives the agent all that has arrived. False: nothing has, and the caller is the agent no longer.
    bool take(errands& batch) noexcept {
        const std::lock_guard lock(mutex_);
        batch.add(arrived_);
        called_for_visitor_ = false;
        served_ = std::exchange(news_, false);
        if (!served_) changed_.notify_all();
        return served_;
    }

    /// Whether something has arrived that the agent has not been given.
    [[nodiscard]] bool has_news() const noexcept {
        const std::lock_guard lock(mutex_);
        return news_;
    }

    /// Wakes the thread that sleeps in `sleep_until`, or lets it not fall asleep.
    void wake() {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        changed_.notify_all();
    }

    /// Sleeps until something arrives, `wake` is called, or the deadline is reached.
    void sleep_until(clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        const auto awake = [this] { return news_ || std::exchange(woken_, false); };
        if (deadline == clock::time_point::max()) {
            changed_.wait(lock, awake);
        } else {
            changed_.wait_until(lock, deadline, awake);
        }
    }

    // The number of errands that wait for another integration. The store counts them, under the lock of the cell where they wait.
    void now_waits() noexcept { waiting_.fetch_add(1, std::memory_order_relaxed); }
    void waits_no_longer() noexcept { waiting_.fetch_sub(1, std::memory_order_relaxed); }
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.load(std::memory_order_relaxed); }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    errands arrived_;
    std::function<void()> call_visitor_;
    std::atomic<std::size_t> waiting_ = 0;
    bool news_ = false;
    bool served_ = false;  ///< there is an agent
    bool woken_ = false;
    bool called_for_visitor_ = false;
};

}  // namespace taskquad::values
