// Looks: more probes before a sum of items is believed.
#include <algorithm>
#include <limits>
#include <optional>

#include "decisions/sparse_sum.hpp"

namespace taskquad::decisions {

bool sparse_sum::begin_look(double most_left) {
    constexpr double hardly_more = 4;
    const auto more = items_.more_probes(evaluations(), spread_.value() <= hardly_more * most_left);
    if (!more) return false;
    look_ = add(*more);
    regions_[*look_].required = true;  // it is not refined
    if (!look_over_budget()) let_in(*look_, std::numeric_limits<double>::infinity());
    return true;
}

std::optional<status> sparse_sum::look_over_budget() const {
    const auto points = placement_.of(*look_);
    const auto fresh = std::ranges::count_if(points, [this](point_id p) { return !points_[p].committed; });
    return evaluations() + static_cast<std::uint64_t>(fresh) > max_evaluations_ ? std::optional(status::evaluation_limit)
                                                                                : std::nullopt;
}

bool sparse_sum::end_look() {
    const region& r = regions_[*look_];
    if (!r.known) return false;
    commit(placement_.of(*look_));
    if (r.broken) broken_ = r.broken;
    look_.reset();
    for (const region_id s : entered_) {
        list_values(s, values_);
        items_.recall(regions_[s], values_, count_of_components());
    }
    return true;
}

}  // namespace taskquad::decisions
