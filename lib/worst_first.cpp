#include "worst_first.hpp"

#include <algorithm>
#include <cmath>

namespace taskquad::detail {

std::optional<status> worst_first::advance() {
    if (!partition_.begun()) return require_certain(), std::nullopt;
    if (!begun_) begin();
    while (true) {
        if (const auto why = partition_.broken()) return why;
        if (!partition_.suspect() && tolerance_.accepts(partition_.size(), partition_.error())) return status::converged;
        if (stagnation_.found()) return status::roundoff;
        if (leaves_.empty() || settled_ > ceiling(partition_, tolerance_)) return partition_.out_of_digits();

        const segment_id worst = leaves_.front().segment;
        if (!partition_.divisible(worst)) {
            settled_ += partition_[worst].error;
            pop();
            continue;
        }
        if (const auto exhausted = partition_.over_budget(worst)) return exhausted;
        if (!partition_[worst].required) require(worst);
        if (!partition_.parts_known(worst)) break;

        partition_.split(worst);
        pop();
        push(partition_[worst].left);
        push(partition_[worst].right);
        look_for_stagnation(worst);
    }
    require_certain();
    return {};
}

void worst_first::look_for_stagnation(segment_id split) {
    const segment_node& n = partition_[split];
    const segment_node &l = partition_[n.left], &r = partition_[n.right];
    const bool comparable = !r.absent && !n.how.is_panel() && !l.how.is_panel() && !r.how.is_panel() && l.how.level >= n.how.level;
    const bool at_rounding = comparable && stagnation::is_at_rounding(n.error, n.magnitude);
    stagnation_.look({n.integral, n.error, stagnation::is_resolved(n.error, n.magnitude), at_rounding}, l.integral + r.integral,
                     l.error + r.error, partition_.error(), partition_.segments());
}

void worst_first::begin() {
    begun_ = true;
    for (const segment_id s : partition_.initial()) push(s);
}

void worst_first::push(segment_id s) {
    if (partition_[s].absent) return;
    leaves_.push_back(rank(s));
    std::push_heap(leaves_.begin(), leaves_.end());
}

void worst_first::pop() {
    std::pop_heap(leaves_.begin(), leaves_.end());
    leaves_.pop_back();
}

void worst_first::known(segment_id s) {
    const double error = partition_[s].urgency();
    if (!partition_.divisible(s)) {
        if (std::isfinite(error)) {
            undividable_error_ += error;
            undividable_.push(error);
        }
    } else if (std::isfinite(error)) {
        standing_.push(rank(s));
        standing_error_.add(error);
    } else if (partition_.affordable(s)) {
        partition_.require(s);
    }
}

/// Asks for the halves of a leaf that may be among those that stand.
void worst_first::require(segment_id s) {
    if (std::isfinite(partition_[s].urgency())) standing_error_.remove(partition_[s].error);
    partition_.require(s);
}

/// Extends the certain set. The largest leaf that stands is its next member, if there is one.
void worst_first::require_certain() {
    const bool moving = tolerance_.relative > 0;
    if (moving && !begun_) return;
    const double bar = ceiling(partition_, tolerance_) * (1 + 1e-12);  // the sums compared run in different orders
    if (moving && bar > bar_) least_certain_ = std::numeric_limits<double>::infinity();  // what was certain need not be so now
    bar_ = bar;
    while (!standing_.empty()) {
        const ranked top = standing_.top();
        if (!partition_[top.segment].required) {
            if (!is_certain(top, bar) || !partition_.affordable(top.segment)) return;
            least_certain_ = std::min(least_certain_, top.error);
            require(top.segment);
        }
        standing_.pop();
    }
}

/// The largest leaf that stands is certain to be split if all that stand exceed the target together; also if some smaller segment
/// was certain, since the heap would have yielded it, or an ancestor of it, before that one. Not, however, if the
/// algorithm would before meet so many leaves that cannot be divided that it gave up.
bool worst_first::is_certain(const ranked& r, double bar) {
    while (!undividable_.empty() && undividable_.top() > r.error) {
        met_ += undividable_.top();
        undividable_.pop();
    }
    return met_ <= bar && (r.error > least_certain_ || standing_error_.value() + undividable_error_ > bar);
}

// --- guessing

void worst_first::imagine() {
    if (!predictor_) predictor_.emplace(partition_);
    ahead_ = {};
    guessed_.clear();
    if (begun_) {
        guessed_error_ = partition_.error();
        guessed_target_ = tolerance_.target(partition_.size());
        look_at_leaf(0);
        return;
    }
    // Some of the initial estimates are missing; those that are there have to do.
    double integral = 0;
    guessed_error_ = 0;
    for (const segment_id s : partition_.initial()) {
        if (!partition_[s].known) continue;
        integral += partition_[s].integral;
        guessed_error_ += partition_[s].error;
        look_at(predictor_->picture(s));
    }
    guessed_target_ = tolerance_.target(integral);
}

void worst_first::look_at_leaf(std::size_t i) {
    if (i < leaves_.size()) ahead_.push({leaves_[i].error, leaves_[i].x, leaves_[i].a, i, true});
}

void worst_first::look_at(const imagined& n) {
    ahead_.push({n.error, n.x, n.a, guessed_.size(), false});
    guessed_.push_back(n);
}

std::optional<replay::guess> worst_first::next_guess(bool make) {
    while (!ahead_.empty() && guessed_error_ > guessed_target_) {
        const prospect top = ahead_.top();
        ahead_.pop();
        if (top.is_leaf) {
            look_at_leaf(2 * top.index + 1);
            look_at_leaf(2 * top.index + 2);
        }
        const imagined n = top.is_leaf ? predictor_->picture(leaves_[top.index].segment) : guessed_[top.index];
        if (!predictor_->may_be_split(n)) continue;

        if (make) partition_.await_parts(n.segment);
        const auto [left, right] = predictor_->halves(n);
        guessed_error_ += (left.error + right.error) - n.error;
        look_at(left);
        look_at(right);
        return guess{n.segment, left.known() && right.known()};
    }
    return {};
}

}  // namespace taskquad::detail
