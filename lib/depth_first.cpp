#include "depth_first.hpp"

#include <algorithm>

namespace taskquad::detail {

depth_first::depth_first(partition& p, tolerance t)
    : partition_(p), tolerance_(t), width_(p[p.initial().back()].b - p[p.initial().front()].a) {}

std::optional<status> depth_first::advance() {
    if (!partition_.begun()) return {};
    if (!begun_) begin_walk(tolerance_.target(partition_.integral()), partition_.leaves());
    while (true) {
        if (partition_.non_finite()) return status::non_finite;
        if (settled_ > ceiling(partition_, tolerance_)) return status::roundoff;
        if (to_come_.empty()) {
            if (tolerance_.accepts(partition_.integral(), partition_.error())) return status::converged;
            begin_walk(std::min(tolerance_.target(partition_.integral()), target_ / 2), partition_.leaves());
        }

        const segment_id s = to_come_.back();
        if (accepts(s) || !partition_.divisible(s)) {
            if (!accepts(s)) settled_ += partition_[s].error;
            to_come_.pop_back();
            continue;
        }
        if (const auto exhausted = partition_.over_budget(s)) return exhausted;
        partition_.require(s);
        if (!partition_.halves_known(s)) return {};

        partition_.split(s);
        to_come_.back() = partition_[s].right;
        to_come_.push_back(partition_[s].left);
    }
}

bool depth_first::accepts(segment_id s) const {
    const segment_node& n = partition_[s];
    return n.error <= target_ * ((n.b - n.a) / width_);
}

void depth_first::known(segment_id s) {
    if (begun_ && !accepts(s) && partition_.divisible(s) && partition_.affordable(s)) partition_.require(s);
}

void depth_first::begin_walk(double target, const std::vector<segment_id>& leaves) {
    begun_ = true;
    target_ = target;
    settled_ = 0;
    to_come_.assign(leaves.rbegin(), leaves.rend());
    for (const segment_id s : leaves) known(s);
}

}  // namespace taskquad::detail
