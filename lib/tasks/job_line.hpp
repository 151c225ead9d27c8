/// A line of jobs. One thread, the lead, adds jobs, and follows from the first on which have been done; meanwhile workers, and the
/// lead when it has nothing better to do, take jobs in the order in which they were added. There is no barrier: what the first jobs
/// tell, the lead can turn into further ones while the others are being done. Workers are woken as far as the jobs are worth it
/// (workforce.hpp), and fall asleep when they have looked for a job in vain for as long as it takes to wake them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

#include "tasks/crew.hpp"
#include "tasks/workforce.hpp"

namespace taskquad::tasks {

class job_line final : private work {
public:
    /// `concurrency` as in options. `job` does the job of a number, from 0; at the same time as others.
    job_line(int concurrency, std::function<void(std::size_t)> job);

    /// How many jobs can be done at a time, the lead's among them.
    [[nodiscard]] int slots() const { return crew_.slots(); }
    /// How many jobs may be undone at a time.
    [[nodiscard]] std::size_t capacity() const { return took_.size(); }

    /// Calls `lead` on this thread; returns when it has returned, and every job that was begun has ended. Rethrows what a job
    /// threw, of the lowest number if several did, or else what `lead` threw. False: an enclosing task group was cancelled. No job
    /// is begun after any of that. Jobs are counted anew each time.
    [[nodiscard]] bool run(const std::function<void()>& lead);

    // For the lead.
    /// Adds the next job; wakes a worker for it, if that is worth it, as the job takes what `takes` says.
    void add(const effort& takes = {});
    /// How many jobs have been added.
    [[nodiscard]] std::size_t added() const { return added_.load(std::memory_order_relaxed); }
    /// n, where jobs 0 to n - 1 have been done, and job n has not.
    [[nodiscard]] std::size_t done();
    [[nodiscard]] std::size_t undone() { return added() - done(); }
    /// The time that workers have spent in the jobs before `done()`, all in all.
    [[nodiscard]] effort::seconds worked() const { return worked_; }
    /// How many workers are awake, without the lead.
    [[nodiscard]] int awake() const { return awake_; }
    [[nodiscard]] const workforce& force() const { return force_; }
    /// Does a job that nobody has begun; or else waits until more than `seen` jobs have been done, or all that were added.
    void help(std::size_t seen);
    /// Helps until all jobs have been done that were added.
    void help_with_all();

    // For anybody.
    /// No job is begun any more.
    void stop() { stopped_ = true; }
    /// Whether no job is begun any more: one threw, somebody said `stop`, or an enclosing group was cancelled.
    [[nodiscard]] bool has_stopped() const { return stopped_.load(std::memory_order_acquire); }

private:
    void once() noexcept override;
    void put_off() noexcept override { --awake_; }
    [[nodiscard]] std::optional<std::size_t> take();
    void do_job(std::size_t i);
    [[nodiscard]] bool is_cancelled();
    void wait(std::size_t seen);
    void stop_for(std::exception_ptr e, std::size_t i);

    crew crew_;
    const std::function<void(std::size_t)> job_;

    std::atomic<std::size_t> added_ = 0, next_ = 0;
    std::vector<std::atomic<double>> took_;  ///< seconds, of the jobs from known_ on: job i at i modulo the capacity; < 0: not done
    std::size_t known_ = 0;                  ///< jobs before this one have been done
    effort::seconds worked_{0};
    workforce force_{slots()};
    std::atomic<std::uint32_t> ends_ = 0;  ///< jobs that have ended; the lead sleeps on it
    std::atomic<int> awake_ = 0;           ///< workers, from when they are woken
    std::atomic<bool> stopped_ = false, cancelled_ = false;

    std::mutex mutex_;
    std::size_t thrower_ = std::numeric_limits<std::size_t>::max();
    std::exception_ptr thrown_;
};

}  // namespace taskquad::tasks
