/// How many workers a line of jobs is worth (job_line.hpp), and how large its jobs should be.
///
/// More workers must never make a line slower, however many there are. Three bounds see to that; the line asks for them with each
/// job that is added, before it wakes a worker.
///
/// 1. What one thread can decide. While the lead decides about one job and hands over another, a worker is busy with its own for
///    effort::worker: so worker / (lead + handing_over) workers have something to do, and more would find the line empty. f of 10
///    ns by gauss_kronrod(21): two halves take a worker 0.5 us and the lead 0.13 us, which makes 3 workers.
/// 2. The work at hand. Jobs that nobody has begun are first for those who are awake and have none, and one is for the lead itself;
///    a worker is woken only for what is left.
/// 3. What waking costs. It takes the lead 5 us or more: a lead that wakes a worker for each job feeds one in 5 us, the others fall
///    asleep in the meantime, and have to be woken again. (In a simulation this happens with 16 workers and jobs of 5 us, not with
///    8; measured on 16 cores, f of 10 ns ran 2.8 times as fast with 4 workers, and 1.0 times with 16.) No more than an eighth of
///    the work that has been done, or stands in the line, may go into waking.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>

namespace taskquad::tasks {

/// What a job takes, as far as that is known.
struct effort {
    using seconds = std::chrono::duration<double>;
    seconds worker{std::numeric_limits<double>::infinity()};  ///< of the worker that does a job
    seconds lead{0};                                          ///< of the lead, which decides about what the job tells
    friend effort operator*(double n, const effort& e) { return {n * e.worker, n * e.lead}; }
};

class workforce {
public:
    using seconds = effort::seconds;

    /// `slots` of the line, the lead's among them.
    explicit workforce(int slots) : others_(slots - 1) {}

    /// How things stand when a job has just been added.
    struct situation {
        std::size_t unbegun;  ///< jobs in the line that nobody has begun
        int awake, idle;      ///< workers, without the lead: those who have been woken; those of them who have no job
        seconds worked;       ///< in jobs that have ended
    };
    /// Whether to wake another worker; counts those.
    [[nodiscard]] bool wakes_another(const situation& now, const effort& job);
    [[nodiscard]] std::size_t woken() const { return woken_; }

    /// How many workers have something to do at most, without the lead; at least 1.
    [[nodiscard]] int most(const effort& job) const;

    // Of work that comes in equal units, which one worker can do, or several, each a share of the evaluations.
    /// How many units are worth a job.
    [[nodiscard]] static double units_worth_a_job(const effort& unit) { return worth_a_job / unit.worker; }
    /// Whether the line should get more jobs; those that are added later are known better.
    [[nodiscard]] bool wants_jobs(const effort& unit, std::size_t undone) const;
    /// As many units as are worth a job; or fewer, while there are few: nobody should wait long for the worker with the last job.
    [[nodiscard]] std::size_t units_in_a_job(const effort& unit, double units) const;
    /// Into how many jobs a unit is shared out. While many jobs are undone, each is worth four; while few are, it is worth one, or
    /// less, so that each worker has some, but not so little that the lead could not feed those who are `awake`.
    [[nodiscard]] double shares_of_a_unit(const effort& unit, std::size_t undone, int awake) const;

    /// What it takes the lead to hand over a job, with the misses in its cache, and to wake a worker (6 to 9 us on two busy cores).
    /// With these, a simulation (tests/support/virtual_run.hpp) gives the speed-ups measured on 16 cores before there was a
    /// workforce: within a fifth where they were good, within a factor of two where they were bad.
    static constexpr seconds handing_over{0.5e-6}, waking{5e-6};
    /// What a job should take to be worth handing over; half of this time at least.
    static constexpr seconds worth_a_job{20e-6};

private:
    /// How many threads have something to do, the lead among them.
    [[nodiscard]] double hands(const effort& unit) const;

    int others_;
    std::size_t woken_ = 0;
};

}  // namespace taskquad::tasks
