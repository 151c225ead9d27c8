// A partition, as whoever evaluates f sees it: what is wanted next, and where values go.
#include <utility>

#include "partition.hpp"

namespace taskquad::detail {

std::optional<point_id> partition::next() {
    const auto free = [this](point_id p) { return !points_[p].given && !points_[p].known; };
    while (!given_back_.empty()) {
        const point_id p = given_back_.back();
        given_back_.pop_back();
        if (free(p)) return give(p), p;
    }
    while (!wanted_.empty()) {
        const wanted& top = wanted_.top();
        const auto points = placement_.of(top.first, top.segments);
        std::uint32_t& cursor = progress_[top.first].cursor;
        while (cursor < points.size()) {
            const point_id p = points[cursor++];
            if (free(p)) return give(p), p;
        }
        wanted_.pop();
    }
    return {};
}

void partition::give(point_id p) {
    points_[p].given = true;
    if (!points_[p].required) ++surplus_;
}

void partition::withdraw(point_id p) {
    if (points_[p].known || !std::exchange(points_[p].given, false)) return;
    if (points_[p].required) {
        given_back_.push_back(p);
    } else {
        --surplus_;
    }
}

point_id partition::make(double x) { return points_.at(argument{x, 0, 0}); }

void partition::tell(point_id p, const sample_view& value) {
    if (std::exchange(points_[p].known, true)) return;
    points_[p].value = value.outline();
    if (estimator_.components() > 1) {
        if (components_.size() <= p) components_.resize(points_.all().size());
        components_[p] = value.components().data();
    }
    points_.release(p, [this](segment_id s) {
        if (--progress_[s].missing == 0) make_estimate(s);
    });
}

std::span<const double> partition::value(point_id p) const {
    if (estimator_.components() == 1) return {&points_[p].value, 1};
    return {components_[p], estimator_.components()};
}

std::optional<segment_id> partition::take_known() {
    if (!begun_ && unknown_initial_ == 0) begin();
    if (became_known_.empty()) return {};
    const segment_id s = became_known_.back();
    became_known_.pop_back();
    return s;
}

}  // namespace taskquad::detail
