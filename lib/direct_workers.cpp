// What a direct run does with several workers, and within a task of somebody else's.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "crew.hpp"
#include "direct_halves.hpp"
#include "direct_run.hpp"

namespace taskquad::detail {

namespace {

/// What a task should take, at least.
constexpr pace::seconds worth_a_task(20e-6);

}  // namespace

/// Whether refining every leaf would keep two workers busy for a while.
bool direct_run::worth_looking_ahead() const {
    return concurrency_ != 1 && pace_.is_known() &&
           pace_.cost() * static_cast<double>(2 * abscissae_ * tree_.leaves()) > 5 * worth_a_task;
}

/// From now on it is known which leaves stand.
void direct_run::look_ahead() {
    looks_ahead_ = true;
    for (segment_id s = 0; s < next_; ++s) stand(s);
}

/// A leaf whose estimate has come.
void direct_run::stand(segment_id s) {
    const compact_segment& n = tree_[s];
    if (tree_.mark(s).known() && n.left == no_segment) ahead_.add({n.error, n.a, s});
}

/// Beside the leaf that has just been divided, all that are certain to be bisected; as far as the budgets allow for them four times
/// over.
void direct_run::divide_certain() {
    constexpr std::size_t most = 4096;
    if (!looks_ahead_) {
        look_ahead();
    } else {
        ahead_.remove(tree_[tree_[static_cast<segment_id>(tree_.size() - 1)].parent].error);
    }
    const double size = std::abs(totals_.integral) + wrong_integral_ + totals_.error + wrong_error_;
    ahead_.aim(tolerance_.target(size) * (1 + 1e-11) + settled_);
    const auto affords_another = [&] {
        const std::uint64_t ahead = tree_.initial() + (tree_.size() - tree_.initial()) / 2 + 1 - segments_;
        return evaluations_ + 8 * ahead * abscissae_ <= options_.max_evaluations && segments_ + 4 * ahead <= options_.max_segments;
    };
    for (std::size_t n = 0; n < most && affords_another();) {
        const auto s = ahead_.take();
        if (!s) break;
        // What needs more than a bisection ends the serial algorithm when it comes to that.
        if (tree_[*s].left != no_segment || wants_panel(*s) || !divisible(*s)) continue;
        ahead_.remove(tree_[*s].error);
        tree_.divide(*s);
        ++n;
    }
}

/// Those of which there is no estimate stay unknown.
void direct_run::estimate_in_parallel(segment_id first) {
    if (!pace_.is_known()) pace_.look(1);
    const std::size_t pairs = (next_ - first + std::size_t{1}) / 2;
    const double worth = worth_a_task / (pace_.cost() * 2 * static_cast<double>(abscissae_));
    const std::size_t in_a_task = std::max<std::size_t>(1, static_cast<std::size_t>(std::min(worth, 1e6)));
    if (worth >= static_cast<double>(pairs)) {
        (void)estimate_here(first, next_);
        return;
    }
    if (!loop_) {
        const pace::seconds for_ever(std::numeric_limits<double>::infinity());
        loop_ = std::make_unique<parallel_loop>(concurrency_, std::stop_token(), for_ever);
    }
    const bool would_wait_for_the_last = pairs < 16 * workers() * in_a_task;
    if (!would_wait_for_the_last || !estimate_by_values(first)) estimate_by_segments(first, in_a_task);
}

void direct_run::in_parallel(std::size_t tasks, const std::function<void(std::size_t)>& task) {
    if ((*loop_)(tasks, task)) cancelled_ = true;
}

/// Two segments at a time, as many of them in a task as make it worth while.
void direct_run::estimate_by_segments(segment_id first, std::size_t in_a_task) {
    const std::size_t pairs = (next_ - first + std::size_t{1}) / 2;
    in_parallel((pairs + in_a_task - 1) / in_a_task, [&](std::size_t task) {
        std::vector<double> x(4 * abscissae_);
        const std::size_t begin = first + 2 * task * in_a_task, end = std::min<std::size_t>(next_, begin + 2 * in_a_task);
        for (std::size_t s = begin; s < end; s += 2) {
            const auto i = static_cast<segment_id>(s);
            if (!(s + 1 == end ? estimate_one(i, x, 0) : estimate_two(i, x))) return;
        }
    });
}

/// Where there are few segments, workers would wait for whoever has the last one: then a task is no more of f than is worth one,
/// and the estimates are made here. False: this does not serve, and nothing has been done.
bool direct_run::estimate_by_values(segment_id first) {
    const std::size_t in_a_pair = 2 * abscissae_, pairs = (next_ - first) / 2;
    if ((next_ - first) % 2 != 0 || has_weight_ || !inherited_.empty()) return false;
    std::vector<double> x(pairs * in_a_pair);
    const auto of_pair = [&](std::size_t pair) { return static_cast<segment_id>(first + 2 * pair); };
    for (std::size_t pair = 0; pair < pairs; ++pair) {
        const segment_id s = of_pair(pair);
        const auto its = std::span(x).subspan(pair * in_a_pair, in_a_pair);
        abscissae(tree_[s].a, tree_[s].b, tree_[s + 1].a, tree_[s + 1].b, t_, its);
        if (!have_distinct_abscissae(s, its, abscissae_)) return false;
    }
    const double share = pace_.cost() * static_cast<double>(in_a_pair) / worth_a_task;
    const auto parts = static_cast<std::size_t>(std::clamp(share, 1.0, static_cast<double>(in_a_pair)));
    in_parallel(pairs * parts, [&](std::size_t task) {
        const std::size_t pair = task / parts, part = task % parts;
        const std::size_t begin = part * in_a_pair / parts, end = (part + 1) * in_a_pair / parts;
        f_.plain(std::span<const double>(x).subspan(pair * in_a_pair + begin, end - begin), values_.of(of_pair(pair)) + begin);
    });
    for (std::size_t pair = 0; pair < pairs && !cancelled_; ++pair) (void)estimate_evaluated(of_pair(pair));
    return true;
}

}  // namespace taskquad::detail
