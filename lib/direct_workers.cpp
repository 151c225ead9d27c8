// What a direct run does with several workers, and within a task of somebody else's.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "crew.hpp"
#include "direct_run.hpp"

namespace taskquad::detail {

namespace {

/// What a task should take, at least.
constexpr pace::seconds worth_a_task(20e-6);

}  // namespace

/// Whether refining every leaf would keep two workers busy for a while.
bool direct_run::worth_looking_ahead() const {
    return concurrency_ != 1 && pace_.is_known() &&
           pace_.cost() * static_cast<double>(2 * abscissae_ * tree_.leaves()) > 2 * worth_a_task;
}

/// Beside the worst leaf, all that are certain to be bisected, as far as the budgets allow for them four times over.
void direct_run::gather_certain(segment_id worst) {
    constexpr std::size_t most = 4096;
    const double size = std::abs(totals_.integral) + wrong_integral_ + totals_.error + wrong_error_;
    const double bar = tolerance_.target(size) * (1 + 1e-11) + settled_;
    double standing = totals_.error - wrong_error_ - tree_[worst].error;
    const auto affords_another = [&] {
        const std::uint64_t ahead = tree_.size() - next_ + 2;
        return evaluations_ + 4 * ahead * abscissae_ <= options_.max_evaluations && segments_ + 4 * ahead <= options_.max_segments;
    };
    set_aside_.clear();
    set_aside_.push_back(worst);
    tree_.pop();
    while (!tree_.empty() && set_aside_.size() < most && standing > bar && affords_another()) {
        const segment_id next = tree_.worst();
        if (wants_panel(next) || !divisible(next)) break;
        standing -= tree_[next].error;
        if (tree_[next].left == no_segment) tree_.divide(next);
        set_aside_.push_back(next);
        tree_.pop();
    }
    for (const segment_id s : set_aside_) tree_.push(s);
}

/// Two segments at a time, as many of them in a task as make it worth while. Those of which there is no estimate stay unknown.
void direct_run::estimate_in_parallel(segment_id first) {
    if (!pace_.is_known()) pace_.look(1);
    const std::size_t pairs = (next_ - first + std::size_t{1}) / 2;
    const double worth = worth_a_task / (pace_.cost() * 2 * static_cast<double>(abscissae_));
    const std::size_t in_a_task = std::max<std::size_t>(1, static_cast<std::size_t>(std::min(worth, 1e6)));
    if (in_a_task >= pairs) {
        (void)estimate_here(first, next_);
        return;
    }
    if (!loop_) {
        const pace::seconds for_ever(std::numeric_limits<double>::infinity());
        loop_ = std::make_unique<parallel_loop>(concurrency_, std::stop_token(), for_ever);
    }
    const auto ended = (*loop_)((pairs + in_a_task - 1) / in_a_task, [&](std::size_t task) {
        std::vector<double> x(2 * abscissae_);
        const std::size_t begin = first + 2 * task * in_a_task, end = std::min<std::size_t>(next_, begin + 2 * in_a_task);
        for (std::size_t s = begin; s < end; s += 2) {
            const auto i = static_cast<segment_id>(s);
            if (!(s + 1 == end ? estimate_one(i, x, 0) : estimate_two(i, x))) return;
        }
    });
    if (ended) cancelled_ = true;
}

}  // namespace taskquad::detail
