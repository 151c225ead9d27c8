// What a direct run does with several workers, and within a task of somebody else's.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "crew.hpp"
#include "direct_halves.hpp"
#include "direct_run.hpp"

namespace taskquad::detail {

namespace {

/// What a task should take, at least.
constexpr pace::seconds worth_a_task(20e-6);

}  // namespace

/// Whether refining every leaf would be enough for several workers to begin with.
bool direct_run::worth_looking_ahead() const {
    return concurrency_ != 1 && pace_.is_known() && static_cast<double>(tree_.leaves()) > enough_for_tasks();
}

/// So many that are bisected. Workers may have to be woken; that pays for less of an f that is not that cheap, since whatever comes
/// after it takes its time as well.
double direct_run::enough_for_tasks() const {
    const bool is_cheap = pace_.cost() < std::chrono::nanoseconds(500);
    return (loop_ ? 1 : is_cheap ? 5 : 2) * segments_worth_a_task();
}

double direct_run::segments_worth_a_task() const { return worth_a_task / (pace_.cost() * 2 * static_cast<double>(abscissae_)); }

/// The leaf of largest error waits for its halves. They are estimated, and those of all leaves that are certain to be bisected;
/// then those that are certain after that, while this thread does what it can with the ones before.
direct_run::state direct_run::advance_in_parallel() {
    if (!looks_ahead_) look_ahead();
    divide_ahead(tree_.worst());
    state reached = state::waits_for_halves;
    while (reached == state::waits_for_halves) {
        divide_certain();
        const auto all = static_cast<segment_id>(tree_.size());
        if (all == estimated_) return advance();
        values_.extend(all);
        reached = estimate_in_parallel(estimated_, all);
        const segment_id first = std::exchange(estimated_, all);
        const bool is_cheap = pace_.made((all - first) * abscissae_, workers());
        if (cancelled_ || (!is_cheap && reached != state::done)) return state::for_the_engine;
        for (segment_id s = first; s < all; ++s) stand(s);
    }
    return reached;
}

/// From now on it is known which leaves stand.
void direct_run::look_ahead() {
    looks_ahead_ = true;
    for (segment_id s = 0; s < estimated_; ++s) stand(s);
}

/// A leaf whose estimate has come. What cannot be bisected is left alone; what needs more than a bisection ends this run when it
/// comes to that, so that it is not certain what comes after it.
void direct_run::stand(segment_id s) {
    const compact_segment& n = tree_[s];
    if (!tree_.mark(s).known() || n.left != no_segment || !divisible(s)) return;
    if (wants_panel(s)) ends_at_ = std::max(ends_at_, n.error);
    ahead_.add({n.error, n.a, s});
}

void direct_run::divide_ahead(segment_id s) {
    ahead_.remove(tree_[s].error);
    (void)tree_.divide(s);
}

/// All leaves that are certain to be bisected; as far as the budgets allow for them four times over.
void direct_run::divide_certain() {
    constexpr std::size_t most = 4096;
    const double size = std::abs(totals_.integral) + wrong_integral_ + totals_.error + wrong_error_;
    ahead_.aim(tolerance_.target(size) * (1 + 1e-11));
    const auto affords_another = [&] {
        const std::uint64_t ahead = tree_.initial() + (tree_.size() - tree_.initial()) / 2 + 1 - segments_;
        return evaluations_ + 8 * ahead * abscissae_ <= options_.max_evaluations && segments_ + 4 * ahead <= options_.max_segments;
    };
    for (std::size_t n = 0; n < most && affords_another();) {
        const auto s = ahead_.take();
        if (!s) break;
        if (tree_[*s].left != no_segment || tree_[*s].error <= ends_at_) continue;
        divide_ahead(*s);
        ++n;
    }
}

/// Those of which there is no estimate stay unknown. What was reached meanwhile.
direct_run::state direct_run::estimate_in_parallel(segment_id first, segment_id end) {
    if (!pace_.is_known()) pace_.look(1);
    const std::size_t pairs = (end - first + std::size_t{1}) / 2;
    const double worth = segments_worth_a_task();
    if (static_cast<double>(pairs) < enough_for_tasks()) {
        (void)estimate_here(first, end);
        return state::waits_for_halves;
    }
    if (!loop_) {
        const pace::seconds for_ever(std::numeric_limits<double>::infinity());
        loop_ = std::make_unique<parallel_loop>(concurrency_, std::stop_token(), for_ever);
    }
    // Nobody should have to wait long for whoever has the last task.
    const double share = static_cast<double>(pairs) / static_cast<double>(16 * workers());
    const auto in_a_task = static_cast<std::size_t>(std::max(1.0, std::min(worth, std::max(share, worth / 4))));
    const bool would_wait_for_the_last = in_a_task == 1 && pairs < 16 * workers();
    if (!would_wait_for_the_last || !estimate_by_values(first, end)) estimate_by_segments(first, end, in_a_task);
    return std::exchange(reached_, state::waits_for_halves);
}

void direct_run::in_parallel(std::size_t tasks, const std::function<void(std::size_t)>& task) {
    const auto meanwhile = [&] {
        if (looks_ahead_) reached_ = advance();
    };
    if ((*loop_)(tasks, task, meanwhile)) cancelled_ = true;
}

/// Two segments at a time, as many of them in a task as make it worth while.
void direct_run::estimate_by_segments(segment_id first, segment_id last, std::size_t in_a_task) {
    const std::size_t pairs = (last - first + std::size_t{1}) / 2;
    in_parallel((pairs + in_a_task - 1) / in_a_task, [&](std::size_t task) {
        std::vector<double> x(4 * abscissae_);
        const std::size_t begin = first + 2 * task * in_a_task, end = std::min<std::size_t>(last, begin + 2 * in_a_task);
        for (std::size_t s = begin; s < end; s += 2) {
            const auto i = static_cast<segment_id>(s);
            if (!(s + 1 == end ? estimate_one(i, x) : estimate_two(i, x))) return;
        }
    });
}

/// Where there are few segments, workers would wait for whoever has the last one: then a task is no more of f than is worth one,
/// and whoever has the last value of two segments makes their estimates. False: this does not serve, and nothing has been done.
bool direct_run::estimate_by_values(segment_id first, segment_id end) {
    const std::size_t in_a_pair = 2 * abscissae_, pairs = (end - first) / 2;
    if ((end - first) % 2 != 0 || has_weight_ || !inherited_.empty()) return false;
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
    std::vector<std::atomic<std::size_t>> done(pairs);
    in_parallel(pairs * parts, [&](std::size_t task) {
        const std::size_t pair = task / parts, part = task % parts;
        const std::size_t from = part * in_a_pair / parts, to = (part + 1) * in_a_pair / parts;
        f_.plain(std::span<const double>(x).subspan(pair * in_a_pair + from, to - from), values_.of(of_pair(pair)) + from);
        if (++done[pair] == parts) (void)estimate_evaluated(of_pair(pair));
    });
    return true;
}

}  // namespace taskquad::detail
