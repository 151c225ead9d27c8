// A partition as the evaluator of f sees it: which point is wanted next, and where values go.
#include <algorithm>
#include <utility>

#include "decisions/partition.hpp"

namespace taskquad::decisions {

std::optional<point_id> partition::next() {
    const auto free = [this](point_id p) { return !points_[p].given && !points_[p].known; };
    while (!given_back_.empty()) {
        const point_id p = given_back_.back();
        given_back_.pop_back();
        if (free(p)) return give(p), p;
    }
    while (!wanted_.empty()) {
        const wanted& top = wanted_.top();
        const auto points = placement_.of(top.first, top.count);
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
    if (points_[p].known || !points_[p].given) return;
    if (points_[p].required) {
        given_back_.push_back(p);
    } else {
        --surplus_;
    }
    points_[p].given = false;
}

void partition::tell(point_id p, const problem::value_view& value) {
    if (points_[p].known) return;
    if (const auto several = value.components(); several.size() > 1) {
        if (components_.size() <= p) components_.resize(points_.all().size());
        auto* const kept = static_cast<double*>(memory_.allocate(several.size_bytes()));
        std::ranges::copy(several, kept);
        components_[p] = kept;
        tree_.has_components(several.size());
    }
    points_[p].value = of_integrals_ ? value.components().front() : value.outline();
    points_[p].known = true;  // not before the value is there, which another engine may take over
    ++told_;
    points_.release(p, [this](region_id s) {
        if (--progress_[s].missing == 0) make_estimate(s);
    });
}

std::span<const double> partition::value(point_id p) const {
    if (count_of_components() == 1) return {&points_[p].value, 1};
    return {components_[p], count_of_components()};
}

std::optional<region_id> partition::take_known() {
    if (!begun_ && unknown_initial_ == 0) begin();
    if (!begun_ && kind_->revises()) return {};
    if (became_known_.empty()) return {};
    const region_id s = became_known_.back();
    became_known_.pop_back();
    return s;
}

}  // namespace taskquad::decisions
