/// What has happened to the points of one integration, and who deals with it: the agent.
///
/// The engine is for one thread at a time, but belongs to no thread. Whoever posts an arrival while nobody is the agent becomes
/// it, and stays it until the inbox is empty; the others go on with their own work. Other integrations that compute a
/// value which this one lacks post it from elsewhere: they never become its agent, but wake its caller if that sleeps.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

#include "point_table.hpp"
#include "sample.hpp"

namespace taskquad::detail {

/// What became of a point that was given out.
struct arrival {
    enum class kind {
        called,     ///< f was called for it: here is the value
        reused,     ///< the value was in the cache
        parked,     ///< another integration is computing it; another arrival will follow
        delivered,  ///< another integration has computed it
        dropped,    ///< another integration has given it up; it is free again
        failed,     ///< f threw
        skipped,    ///< it was not evaluated, since the run is to end
        cancelled,  ///< the value may be wrong: an enclosing task group was cancelled meanwhile
        abandoned,  ///< f was asked to end early, since the run has ended: the value is not used
    };
    using clock = std::chrono::steady_clock;

    kind what;
    point_id point;
    sample_view value = {};  ///< its components are the store's
    std::exception_ptr exception = {};
    bool called_f = false;
    // If so:
    bool speculative = false;
    int worker = 0;
    clock::time_point begin = {}, end = {};
};

class inbox {
public:
    using clock = arrival::clock;

    /// Returns whether the caller has become the agent. Leaves the list empty.
    bool post(std::vector<arrival>& list) {
        const std::lock_guard lock(mutex_);
        arrivals_.insert(arrivals_.end(), std::make_move_iterator(list.begin()), std::make_move_iterator(list.end()));
        list.clear();
        return !std::exchange(served_, true);
    }

    void post_from_elsewhere(arrival a) {
        {
            const std::lock_guard lock(mutex_);
            arrivals_.push_back(std::move(a));
        }
        changed_.notify_all();
    }

    /// Returns whether the caller has become the agent; if not, another thread is.
    bool become_agent() {
        const std::lock_guard lock(mutex_);
        return !std::exchange(served_, true);
    }

    /// For the agent: all that has arrived; or false, and then it is the agent no longer.
    bool take(std::vector<arrival>& batch) {
        batch.clear();
        const std::lock_guard lock(mutex_);
        served_ = !arrivals_.empty();
        std::swap(batch, arrivals_);
        return served_;
    }

    /// Makes a sleeping caller look around.
    void wake() {
        {
            const std::lock_guard lock(mutex_);
            woken_ = true;
        }
        changed_.notify_all();
    }

    /// Sleeps until something arrives, somebody wakes it, or the deadline.
    void sleep_until(clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        const auto awake = [this] { return !arrivals_.empty() || std::exchange(woken_, false); };
        if (deadline == clock::time_point::max()) {
            changed_.wait(lock, awake);
        } else {
            changed_.wait_until(lock, deadline, awake);
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<arrival> arrivals_;
    bool served_ = false;  ///< somebody is the agent
    bool woken_ = false;
};

}  // namespace taskquad::detail
