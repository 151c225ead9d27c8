#include "decisions/speculation.hpp"

namespace taskquad::decisions {

void speculation::plan_again() {
    planned_ = exhausted_ = false;
    current_.reset();
}

std::optional<point_id> speculation::next(int workers) {
    if (!active(workers)) return {};
    // Where abscissae round onto each other, a plan could go on for ever without a new abscissa.
    constexpr int enough = 256;
    for (int planned = 0; !exhausted_; ++planned) {
        const double cap = w_ * (static_cast<double>(state_->required_points()) + workers);
        if (static_cast<double>(state_->surplus() + 1) > cap || !state_->affords_guess()) return {};
        if (current_) {
            if (const auto p = state_->guess(*current_)) return p;
            if (const auto p = state_->guess_later(*current_, later(workers))) return p;
        }
        current_ = state_->anything_known() ? foresee() : unfold();
        exhausted_ = !current_ || planned == enough;
    }
    return {};
}

/// Of the points that are wanted one after the other, each in either half of what is left, all that are wanted next for so many
/// halvings, but the first: with more, nearly all would be wasted, and the cap be reached.
std::size_t speculation::later(int workers) {
    std::size_t tree = 1;
    while (tree * tree < static_cast<std::size_t>(workers)) tree *= 2;
    return tree > 1 ? tree - 2 : 0;
}

std::optional<region_id> speculation::foresee() {
    if (!planned_) replay_->imagine();
    planned_ = true;
    return replay_->foresee();
}

std::optional<region_id> speculation::unfold() {
    if (w_ < 1) return {};
    if (!planned_) unfolding_.assign(state_->initial().begin(), state_->initial().end());
    planned_ = true;
    while (!unfolding_.empty()) {
        const region_id s = unfolding_.front();
        unfolding_.pop_front();
        if (!state_->kind().may_be_divided((*state_)[s])) continue;
        state_->await_parts(s);
        for (std::uint32_t k = 0; k < (*state_)[s].successors; ++k) unfolding_.push_back((*state_)[s].first + k);
        return s;
    }
    return {};
}

}  // namespace taskquad::decisions
