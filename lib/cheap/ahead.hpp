/// What the workers of a direct run do ahead of its decisions: they evaluate and estimate halves that are certain to be needed, in
/// jobs that stand in a line (job_line.hpp).
///
/// Which halves are certain, decisions/certain_set.hpp says. The calling thread is the lead. It alone decides, reading only
/// segments before the first job that has not ended; it adds jobs; and where it can decide nothing more, it does a job itself.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <taskquad/options.hpp>

#include "cheap/halves.hpp"
#include "decisions/certain_set.hpp"
#include "tasks/cost_of_f.hpp"
#include "tasks/job_line.hpp"

namespace taskquad::cheap {

class ahead {
public:
    ahead(halves& h, const options& o, tasks::cost_of_f& cost)
        : halves_(h), tree_(h.tree()), options_(o), cost_(cost), concurrency_(o.concurrency) {}

    /// How far the decisions have come: the segments and evaluations of the partition, and the largest error that may remain in the
    /// end.
    struct progress {
        std::uint64_t segments, evaluations;
        double target;
    };
    /// Segments that have been made together, from `first` up to `end`.
    struct segments {
        region_id first, end;
        [[nodiscard]] std::size_t pairs() const { return (end - first) / 2; }
    };

    /// Whether segments have been estimated ahead. The decisions may not have needed all of them.
    [[nodiscard]] bool has_begun() const { return certain_ != nullptr; }
    /// Whether the halves of all leaves would be enough for several workers to begin with.
    [[nodiscard]] bool is_worthwhile() const {
        return concurrency_ != 1 && cost_.is_known() && static_cast<double>(tree_.leaves()) > enough_to_begin();
    }
    [[nodiscard]] int workers() const { return line_ ? line_->slots() : 1; }

    /// Estimates the initial segments but the first. False: some of them cannot be estimated, or f is expensive.
    [[nodiscard]] bool estimate_initial();

    /// Makes the halves of the leaf of largest error, which the decisions wait for, and of leaves that are certain to be bisected,
    /// until these are enough for several workers to begin with.
    [[nodiscard]] segments begin(const progress& p);
    [[nodiscard]] bool are_enough(const segments& made) const { return made.pairs() >= enough_pairs(); }
    /// Estimates segments on the calling thread. Says whether f is still cheap.
    [[nodiscard]] bool estimate_here(const segments& made);

    /// Calls `lead` on the calling thread, with workers beside it; when it returns, all jobs that were added have been done.
    void run(const std::function<void()>& lead);

    // --- what the lead does

    /// Adds jobs that estimate segments.
    void add(const segments& made);
    /// Hands the segments of jobs that are done to the decisions. Says whether f is still cheap.
    [[nodiscard]] bool take_in();
    /// Adds jobs as long as the line wants more and leaves are certain to be bisected.
    void add_certain(const progress& p);
    /// Does a job, or waits until one is done, where the decisions have to wait. Says whether f is still cheap.
    [[nodiscard]] bool help();
    /// Whether no job is begun any more: f threw, or an enclosing task group was cancelled.
    [[nodiscard]] bool has_stopped() const { return line_->has_stopped(); }

private:
    struct job {
        segments of{};
        std::size_t part = 0, parts = 1;     ///< of the evaluations for one pair
        std::atomic<std::size_t> ended = 0;  ///< how many parts have ended, in the job of the first one
    };

    [[nodiscard]] tasks::effort pair() const;
    [[nodiscard]] double pairs_worth_a_job() const;
    [[nodiscard]] double enough_to_begin() const;
    [[nodiscard]] std::size_t enough_pairs() const { return static_cast<std::size_t>(enough_to_begin()) + 1; }
    [[nodiscard]] std::size_t pairs_in_a_job() const;
    [[nodiscard]] bool wants_jobs();

    void stand(region_id s);
    void take_in(region_id end);
    void divide_worst();
    void divide(region_id s);
    void divide_certain(std::size_t most, const progress& p);
    [[nodiscard]] segments made_since(region_id first) const { return {first, static_cast<region_id>(tree_.size())}; }

    void add_job(const segments& of);
    [[nodiscard]] std::size_t parts_of(const segments& of);
    [[nodiscard]] job& job_of(std::size_t number) const { return jobs_[number % line_->capacity()]; }
    void do_job(std::size_t number);
    void estimate_initial_by_jobs(region_id end);

    halves& halves_;
    compact_tree& tree_;
    const options& options_;
    tasks::cost_of_f& cost_;
    const int concurrency_;
    std::unique_ptr<decisions::certain_set> certain_;  ///< none until segments are estimated ahead
    double ends_at_ = 0;                               ///< the largest error of a leaf that needs more than a bisection

    std::unique_ptr<tasks::job_line> line_;
    std::unique_ptr<job[]> jobs_;       ///< those in the line, by their number modulo its capacity
    std::size_t taken_in_ = 0;          ///< the number of jobs whose segments are known to be estimated
    tasks::effort::seconds worked_{0};  ///< the time that these jobs took
};

}  // namespace taskquad::cheap
