/// Speculation: which points to evaluate before it is known that they are needed.
///
/// It follows the replay's guesses, in their order, and stays within the cap of options::speculation, w: at most w * (required
/// points + workers) points are given out that no required region needs. Before any estimate is known there is nothing to predict
/// from; with w >= 1 the tree is then unfolded level by level.
#pragma once

#include <deque>
#include <optional>

#include "decisions/approximation.hpp"
#include "decisions/replay.hpp"

namespace taskquad::decisions {

class speculation {
public:
    /// The w of those who do not say what it should be.
    static constexpr double usual = 0.5;

    speculation(approximation& a, replay& r, double w) : state_(&a), replay_(&r), w_(w) {}

    /// Follows others from now on.
    void follow(approximation& a, replay& r) {
        state_ = &a;
        replay_ = &r;
        plan_again();
    }

    [[nodiscard]] bool active(int workers) const noexcept { return w_ > 0 && workers > 1; }
    /// A point that will probably be needed, unless the cap is reached.
    std::optional<point_id> next(int workers);
    /// Plans anew, since something has become known.
    void plan_again();

private:
    [[nodiscard]] static std::size_t later(int workers);
    std::optional<region_id> foresee();
    std::optional<region_id> unfold();

    approximation* state_;
    replay* replay_;
    double w_;
    bool planned_ = false, exhausted_ = false;
    std::optional<region_id> current_;  ///< the region whose parts' points are being given out
    std::deque<region_id> unfolding_;   ///< regions to be unfolded, breadth first, while nothing is known
};

}  // namespace taskquad::decisions
