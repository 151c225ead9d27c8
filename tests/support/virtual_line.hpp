/// A line of jobs (lib/tasks/job_line.hpp) in virtual time, on as many cores as one likes: no thread runs, and each run counts the
/// same. How many workers are woken is decided by the library's own workforce. What costs time beside the jobs: the lead takes
/// workforce::handing_over to add a job and workforce::waking to wake a worker; a worker is there 50 us after it was woken, takes
/// 0.2 us to get a job, and falls asleep when it has looked for one for 50 us in vain.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "tasks/workforce.hpp"

namespace simulation {

using microseconds = double;

/// Which workers are woken for a job.
enum class policy {
    workforce,  ///< what the library does
    everybody,  ///< another one for each job, while any sleep: as it was before there was a workforce
};

class line {
public:
    line(int slots, policy p) : policy_(p), force_(slots), workers_(static_cast<std::size_t>(slots - 1)) {}

    [[nodiscard]] microseconds now() const { return now_; }
    [[nodiscard]] int slots() const { return static_cast<int>(workers_.size()) + 1; }
    [[nodiscard]] std::size_t added() const { return jobs_.size(); }
    /// n, where jobs 0 to n - 1 have been done, and job n has not.
    [[nodiscard]] std::size_t done() {
        for (; known_ < added() && jobs_[known_].done; ++known_) worked_ += jobs_[known_].takes;
        return known_;
    }
    [[nodiscard]] std::size_t undone() { return added() - done(); }
    [[nodiscard]] int awake() const { return slots() - 1 - how_many(state::asleep); }
    [[nodiscard]] const taskquad::tasks::workforce& force() const { return force_; }

    /// The lead is busy meanwhile.
    void pass(microseconds time) { settle(now_ += time); }

    /// A job that takes `time`, and is believed to take what `seems` says.
    void add(microseconds time, const taskquad::tasks::effort& seems) {
        jobs_.push_back({.takes = time});
        pass(in_microseconds(taskquad::tasks::workforce::handing_over));
        if (!wakes_another(seems)) return;
        const auto sleeper = std::ranges::find(workers_, state::asleep, &worker::is);
        *sleeper = {.is = state::coming, .until = now_ + waking_up};
        ++woken_;
        pass(in_microseconds(taskquad::tasks::workforce::waking));
    }

    /// The lead does a job that nobody has begun; or else waits until one ends.
    void help() {
        if (begun_ < added()) {
            const std::size_t i = begun_++;
            pass(getting_a_job + jobs_[i].takes);
            jobs_[i].done = true;
        } else {
            const microseconds since = now_;
            for (const std::size_t before = done(); done() == before;) settle(now_ = next_event());
            if (now_ - since > patience) pass(waking_up);
        }
    }

    // Counts.
    [[nodiscard]] std::size_t woken() const { return woken_; }
    [[nodiscard]] std::size_t by_others() const { return by_others_; }
    [[nodiscard]] microseconds spinning() const { return spinning_; }
    [[nodiscard]] microseconds worked() const { return worked_; }

private:
    enum class state { asleep, coming, idle, in_job };
    struct worker {
        state is = state::asleep;
        microseconds until = 0;  ///< coming: when it is there; idle: when it falls asleep; in a job: when that ends
        std::size_t job = 0;
    };
    struct job {
        microseconds takes;
        bool done = false;
    };
    static constexpr microseconds waking_up = 50, patience = 50, getting_a_job = 0.2;

    static microseconds in_microseconds(taskquad::tasks::effort::seconds s) { return s.count() * 1e6; }

    [[nodiscard]] int how_many(state s) const { return static_cast<int>(std::ranges::count(workers_, s, &worker::is)); }

    [[nodiscard]] bool wakes_another(const taskquad::tasks::effort& seems) {
        if (policy_ == policy::everybody) return awake() < slots() - 1;
        (void)done();
        const int idle = how_many(state::idle) + how_many(state::coming);
        return force_.wakes_another({added() - begun_, awake(), idle, taskquad::tasks::effort::seconds(worked_ * 1e-6)}, seems);
    }

    [[nodiscard]] microseconds time_of_event(const worker& w) const {
        if (w.is == state::asleep) return std::numeric_limits<microseconds>::infinity();
        return w.is == state::idle && begun_ < added() ? std::min(w.until, now_) : w.until;
    }
    [[nodiscard]] microseconds next_event() const {
        microseconds first = std::numeric_limits<microseconds>::infinity();
        for (const worker& w : workers_) first = std::min(first, time_of_event(w));
        return first;
    }

    /// Everything that happens to workers up to then.
    void settle(microseconds until) {
        while (!workers_.empty()) {
            const auto next = std::ranges::min_element(workers_, {}, [this](const worker& w) { return time_of_event(w); });
            const microseconds at = time_of_event(*next);
            if (at > until) return;
            happen(*next, at);
        }
    }

    void happen(worker& w, microseconds at) {
        if (w.is == state::idle) {
            spinning_ += patience - (w.until - at);
            if (begun_ == added()) {
                w.is = state::asleep;
                return;
            }
        }
        if (w.is == state::in_job) jobs_[w.job].done = true;
        if (begun_ < added()) {
            ++by_others_;
            w = {.is = state::in_job, .until = at + getting_a_job + jobs_[begun_].takes, .job = begun_};
            ++begun_;
        } else {
            w = {.is = state::idle, .until = at + patience};
        }
    }

    const policy policy_;
    taskquad::tasks::workforce force_;
    std::vector<worker> workers_;
    std::vector<job> jobs_;
    std::size_t begun_ = 0, known_ = 0, woken_ = 0, by_others_ = 0;
    microseconds now_ = 0, spinning_ = 0, worked_ = 0;
};

}  // namespace simulation
