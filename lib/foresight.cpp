#include "foresight.hpp"

namespace taskquad::detail {

void foresight::plan_again() {
    planned_ = exhausted_ = false;
    current_.reset();
}

std::optional<point_id> foresight::next(int workers) {
    if (!active(workers)) return {};
    // Where abscissae round onto each other, a plan could go on for ever without a new one.
    constexpr int enough = 256;
    for (int planned = 0; !exhausted_; ++planned) {
        const double cap = w_ * (static_cast<double>(partition_.required_points()) + workers);
        if (static_cast<double>(partition_.surplus() + 1) > cap || !partition_.room_to_guess()) return {};
        if (current_) {
            if (const auto p = partition_.guess(*current_)) return p;
        }
        current_ = partition_.anything_known() ? foresee() : unfold();
        exhausted_ = !current_ || planned == enough;
    }
    return {};
}

std::optional<segment_id> foresight::foresee() {
    if (!planned_) replay_.imagine();
    planned_ = true;
    return replay_.foresee();
}

std::optional<segment_id> foresight::unfold() {
    if (w_ < 1) return {};
    if (!planned_) unfolding_.assign(partition_.initial().begin(), partition_.initial().end());
    planned_ = true;
    while (!unfolding_.empty()) {
        const segment_id s = unfolding_.front();
        unfolding_.pop_front();
        if (partition_[s].absent || partition_[s].how.is_panel() || !partition_.has_room(s)) continue;
        partition_.await_parts(s);
        unfolding_.push_back(partition_[s].left);
        unfolding_.push_back(partition_[s].right);
        return s;
    }
    return {};
}

}  // namespace taskquad::detail
