#include "decisions/depth_first.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace taskquad::decisions {

depth_first::depth_first(partition& p, tolerance t) : partition_(p), tolerance_(t) {}

std::optional<status> depth_first::advance() {
    if (!partition_.begun()) return {};
    if (!begun_) begin_walk(goal());
    while (true) {
        if (const auto why = partition_.broken()) return why;
        const bool is_finite = std::isfinite(partition_.size());
        if (is_out_of_date()) begin_walk(goal());
        if (is_finite && settled_ > ceiling(partition_, tolerance_)) return partition_.out_of_digits();
        if (to_come_.empty()) {
            if (!is_finite) return status::non_finite;
            if (tolerance_.accepts(partition_.size(), partition_.error())) {
                const auto after = partition_.look();
                if (after != partition::belief::doubted) return end_of(after, tolerance_);
                begin_walk(goal());
            } else {
                begin_walk(std::min(goal(), target_ / 2));
            }
        }

        const region_id s = to_come_.back();
        if (accepts(s) || !partition_[s].divisible) {
            if (!accepts(s)) settled_ += partition_[s].error;
            to_come_.pop_back();
            continue;
        }
        if (const auto exhausted = partition_.over_budget(s)) return exhausted;
        require(s);
        if (!partition_.parts_known(s)) return {};

        partition_.split(s);
        to_come_.pop_back();
        for (std::uint32_t k = partition_[s].successors; k-- > 0;) to_come_.push_back(partition_[s].first + k);
    }
}

/// The error that the tolerance allows for; unknown as long as the integral is not finite: then only infinite errors miss a share.
double depth_first::goal() const {
    const double size = partition_.size();
    return std::isfinite(size) ? tolerance_.target(size) : unknown;
}

/// Whether the walk must begin again: the integral was not finite when it began, or the goal has grown tenfold.
bool depth_first::is_out_of_date() const {
    constexpr double far = 10;
    const double now = goal();
    if (now == unknown) return false;
    return goal_of_walk_ == unknown || (!partition_.suspect() && now > far * goal_of_walk_);
}

bool depth_first::accepts(region_id s) const { return partition_[s].urgency() <= target_ * partition_[s].share; }

void depth_first::known(region_id s) {
    if (begun_ && !accepts(s) && partition_[s].divisible && partition_.affordable(s)) require(s);
}

void depth_first::require(region_id s) {
    if (partition_[s].required) return;
    partition_.require(s);
    open_.push_back(s);
}

void depth_first::begin_walk(double target) {
    const auto leaves = partition_.leaves();
    begun_ = true;
    target_ = target;
    goal_of_walk_ = goal();
    settled_ = 0;
    to_come_.assign(leaves.rbegin(), leaves.rend());
    std::erase_if(open_, [this](region_id s) { return !partition_[s].required; });  // which a look has dropped
    for (const region_id s : leaves) known(s);
}

// --- guessing

namespace {

/// Less likely splits are not prepared.
constexpr double unlikely = 0.25;

/// The probability that an error exceeds a share. As measured, the binary logarithm of an error that is predicted over n
/// generations is off by a normally distributed number of standard deviation 2 sqrt(n + 1/4).
double probability_of_excess(const imagined& n, double share) {
    if (n.known()) return n.error > share ? 1 : 0;
    const double z = std::log2(n.error / share) / (2 * std::sqrt(n.guesses + 0.25));
    return std::erfc(-z / std::numbers::sqrt2) / 2;
}

}  // namespace

void depth_first::imagine() {
    if (!predictor_) predictor_.emplace(partition_);
    ahead_ = {};
    guessed_target_ = target_;
    if (begun_) {
        std::erase_if(open_, [this](region_id s) { return partition_.parts_known(s); });
        for (const region_id s : open_) look_at(predictor_->picture(s), 1);
        // Where nothing is required ahead, what the walk has not reached misses its share all the same.
        for (const region_id s : to_come_) {
            if (!partition_[s].required && !accepts(s) && partition_[s].divisible) look_at(predictor_->picture(s), 1);
        }
        return;
    }
    double integral = 0;
    for (const region_id s : partition_.initial()) integral += partition_[s].known ? partition_[s].integral : 0;
    guessed_target_ = tolerance_.target(integral);
    for (const region_id s : partition_.initial()) {
        if (partition_[s].known) look_at(predictor_->picture(s), 1);
    }
}

void depth_first::look_at(const imagined& n, double at_most) {
    const double p = std::min(at_most, probability_of_excess(n, guessed_target_ * n.share));
    if (p >= unlikely) ahead_.push({p, n});
}

std::optional<replay::guess> depth_first::next_guess(bool make) {
    while (!ahead_.empty()) {
        const prospect top = ahead_.top();
        ahead_.pop();
        const imagined& n = top.segment;
        if (!predictor_->may_be_split(n)) continue;

        if (make) partition_.await_parts(n.region);
        guess g{n.region, true};
        for (const imagined& part : predictor_->parts(n)) {
            look_at(part, top.probability);
            g.parts_known = g.parts_known && part.known();
        }
        return g;
    }
    return {};
}

}  // namespace taskquad::decisions
