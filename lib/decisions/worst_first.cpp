#include "decisions/worst_first.hpp"

#include <algorithm>
#include <cmath>

namespace taskquad::decisions {

std::optional<status> worst_first::advance() {
    if (!partition_.begun()) return require_certain(), std::nullopt;
    if (!begun_) begin();
    while (true) {
        if (const auto why = partition_.broken()) return why;
        if (!partition_.suspect() && tolerance_.accepts(partition_.size(), partition_.error()) && partition_.error() <= target()) {
            const auto after = partition_.look();
            if (after != partition::belief::doubted) return end_of(after, tolerance_);
            begin_again();
            continue;
        }
        if (stagnation_.found()) return status::roundoff;
        if (stagnation_.is_too_slow()) return status::too_slow;
        if (leaves_.empty() || settled_ > ceiling(partition_, tolerance_)) return partition_.out_of_digits();

        const region_id worst = leaves_.front().segment;
        if (!partition_[worst].divisible) {
            settled_ += partition_[worst].error;
            pop();
            continue;
        }
        gives_way_ = gives_way(worst);
        if (gives_way_) return status::too_slow;
        if (partition_[worst].gives_way) certain_.forget_ends();
        if (const auto exhausted = partition_.over_budget(worst)) return exhausted;
        if (!partition_[worst].required) {
            if (std::isfinite(partition_[worst].urgency())) certain_.remove(partition_[worst].error);
            partition_.require(worst);
        }
        if (!partition_.parts_known(worst)) break;

        const bool second_look = partition_[worst].suspect;
        partition_.split(worst);
        pop();
        for (const region& part : partition_.successors(worst)) push(partition_.id(part));
        if (!second_look && partition_.kind().stagnates()) look_for_stagnation(worst);
    }
    require_certain();
    return {};
}

std::unique_ptr<regions::kind> worst_first::instead(status /*ended*/) {
    if (!gives_way_) return {};
    return partition_.kind().instead_of(partition_[leaves_.front().segment]);
}

std::span<const point_id> worst_first::awaited() {
    return partition_.awaited(leaves_.empty() ? no_region : leaves_.front().segment);
}

double worst_first::target() const {
    constexpr double where_contradicted = 0.1;
    const double usual = tolerance_.target(partition_.size());
    return partition_.is_contradicted(usual) ? where_contradicted * usual : usual;
}

void worst_first::look_for_stagnation(region_id split) {
    const region& n = partition_[split];
    const auto parts = partition_.successors(split);
    const bool at_rounding = partition_.kind().is_comparable(n, parts) && stagnation::is_at_rounding(n.error, n.magnitude);
    double integral = 0, error = 0;
    for (const region& part : parts) {
        integral += part.integral;
        error += part.error;
    }
    const stagnation::refined whole{n.integral, n.error, stagnation::is_resolved(n.error, n.magnitude), at_rounding};
    if (stagnation_.is_due(whole)) {
        stagnation_.look_at_pace({partition_.error(), target(), partition_.segments(), partition_.affordable_segments(),
                                  partition_.kind().is_endless(n)});
    }
    stagnation_.look(whole, integral, error, partition_.error(), partition_.segments());
}

void worst_first::begin() {
    begun_ = true;
    for (const region_id s : partition_.initial()) push(s);
}

/// After a look, from the committed leaves, whose errors may have grown.
void worst_first::begin_again() {
    leaves_.clear();
    settled_ = 0;
    stagnation_ = {};
    certain_ = {};
    for (const region_id s : partition_.leaves()) push(s);
}

void worst_first::push(region_id s) {
    leaves_.push_back(rank(s));
    std::push_heap(leaves_.begin(), leaves_.end());
}

void worst_first::pop() {
    std::pop_heap(leaves_.begin(), leaves_.end());
    leaves_.pop_back();
}

void worst_first::known(region_id s) {
    const double error = partition_[s].urgency();
    const bool is_finite = std::isfinite(error);
    if (!partition_[s].divisible) {
        if (is_finite) certain_.add_undividable(error);
    } else if (gives_way(s)) {
        certain_.add_end(rank(s));
    } else if (is_finite) {
        certain_.add(rank(s));
    } else if (partition_.affordable(s)) {
        partition_.require(s);
    }
}

/// Asks for the successors of all leaves that are certain to be refined, as far as the budgets allow.
void worst_first::require_certain() {
    if (tolerance_.relative > 0 && !begun_) return;
    if (certain_.has_ends() && !partition_.affords_another_beginning()) certain_.forget_ends();
    certain_.aim(ceiling(partition_, tolerance_) * (1 + 1e-12));  // the sums compared run in different orders
    while (const auto s = certain_.next([this](region_id leaf) { return !partition_[leaf].required; })) {
        if (!partition_.affordable(*s)) return;
        certain_.take();
        partition_.require(*s);
    }
}

// --- guessing

void worst_first::imagine() {
    if (!predictor_) predictor_.emplace(partition_);
    ahead_ = {};
    guessed_.clear();
    if (begun_) {
        guessed_error_ = partition_.error();
        guessed_target_ = target();
        look_at_leaf(0);
        return;
    }
    // Some of the initial estimates are missing; the others have to do.
    double integral = 0;
    guessed_error_ = 0;
    for (const region_id s : partition_.initial()) {
        if (!partition_[s].known) continue;
        integral += partition_[s].integral;
        guessed_error_ += partition_[s].error;
        look_at(predictor_->picture(s));
    }
    guessed_target_ = tolerance_.target(integral);
}

void worst_first::look_at_leaf(std::size_t i) {
    if (i < leaves_.size()) ahead_.push({leaves_[i].error, leaves_[i].place, 0, i, true});
}

void worst_first::look_at(const imagined& n) {
    ahead_.push({n.error, n.place, n.begin, guessed_.size(), false});
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
        if (make && n.known() && gives_way(n.region)) return {};  // nobody knows what comes then

        if (make) partition_.await_parts(n.region);
        guess g{n.region, true};
        guessed_error_ -= n.error;
        for (const imagined& part : predictor_->parts(n)) {
            guessed_error_ += part.error;
            g.parts_known = g.parts_known && part.known();
            look_at(part);
        }
        return g;
    }
    return {};
}

}  // namespace taskquad::decisions
