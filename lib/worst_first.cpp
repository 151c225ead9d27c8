#include "worst_first.hpp"

#include <algorithm>
#include <cmath>

namespace taskquad::detail {

std::optional<status> worst_first::advance() {
    if (!partition_.begun()) return require_certain(), std::nullopt;
    if (!begun_) begin();
    while (true) {
        if (partition_.non_finite()) return status::non_finite;
        if (tolerance_.accepts(partition_.integral(), partition_.error())) return status::converged;
        if (leaves_.empty() || settled_ > ceiling(partition_, tolerance_)) return status::roundoff;

        const segment_id worst = leaves_.top().segment;
        if (!partition_.divisible(worst)) {
            settled_ += partition_[worst].error;
            leaves_.pop();
            continue;
        }
        if (const auto exhausted = partition_.over_budget(worst)) return exhausted;
        if (!partition_[worst].required) require(worst);
        if (!partition_.halves_known(worst)) break;

        partition_.split(worst);
        leaves_.pop();
        leaves_.push(rank(partition_[worst].left));
        leaves_.push(rank(partition_[worst].right));
    }
    require_certain();
    return {};
}

void worst_first::begin() {
    begun_ = true;
    for (const segment_id s : partition_.initial()) leaves_.push(rank(s));
}

void worst_first::known(segment_id s) {
    const double error = partition_[s].error;
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
    if (std::isfinite(partition_[s].error)) standing_error_.remove(partition_[s].error);
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

}  // namespace taskquad::detail
