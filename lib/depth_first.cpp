#include "depth_first.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace taskquad::detail {

depth_first::depth_first(partition& p, tolerance t) : partition_(p), tolerance_(t) {}

std::optional<status> depth_first::advance() {
    if (!partition_.begun()) return {};
    if (!begun_) begin_walk(tolerance_.target(partition_.size()), partition_.leaves());
    while (true) {
        if (const auto why = partition_.broken()) return why;
        if (settled_ > ceiling(partition_, tolerance_)) return partition_.out_of_digits();
        if (to_come_.empty()) {
            if (tolerance_.accepts(partition_.size(), partition_.error())) return status::converged;
            begin_walk(std::min(tolerance_.target(partition_.size()), target_ / 2), partition_.leaves());
        }

        const segment_id s = to_come_.back();
        if (accepts(s) || !partition_.divisible(s)) {
            if (!accepts(s)) settled_ += partition_[s].error;
            to_come_.pop_back();
            continue;
        }
        if (const auto exhausted = partition_.over_budget(s)) return exhausted;
        require(s);
        if (!partition_.parts_known(s)) return {};

        partition_.split(s);
        to_come_.pop_back();
        if (!partition_[partition_[s].right].absent) to_come_.push_back(partition_[s].right);
        to_come_.push_back(partition_[s].left);
    }
}

bool depth_first::accepts(segment_id s) const { return partition_[s].urgency() <= target_ * partition_.share(s); }

void depth_first::known(segment_id s) {
    if (begun_ && !accepts(s) && partition_.divisible(s) && partition_.affordable(s)) require(s);
}

void depth_first::require(segment_id s) {
    if (partition_[s].required) return;
    partition_.require(s);
    open_.push_back(s);
}

void depth_first::begin_walk(double target, const std::vector<segment_id>& leaves) {
    begun_ = true;
    target_ = target;
    settled_ = 0;
    to_come_.assign(leaves.rbegin(), leaves.rend());
    for (const segment_id s : leaves) known(s);
}

// --- guessing

namespace {

/// Splits that are less likely are not prepared.
constexpr double unlikely = 0.25;

/// The probability that an error, predicted over some generations, exceeds its share: the binary logarithm of a predicted error is
/// off by 2 sqrt(generations + 1/4), normally distributed, as measured.
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
        std::erase_if(open_, [this](segment_id s) { return partition_.parts_known(s); });
        for (const segment_id s : open_) look_at(predictor_->picture(s), 1);
        return;
    }
    double integral = 0;
    for (const segment_id s : partition_.initial()) integral += partition_[s].known ? partition_[s].integral : 0;
    guessed_target_ = tolerance_.target(integral);
    for (const segment_id s : partition_.initial()) {
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

        if (make) partition_.await_parts(n.segment);
        const auto [left, right] = predictor_->halves(n);
        look_at(left, top.probability);
        look_at(right, top.probability);
        return guess{n.segment, left.known() && right.known()};
    }
    return {};
}

}  // namespace taskquad::detail
