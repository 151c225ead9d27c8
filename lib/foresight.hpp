/// Speculation: which points to evaluate before anybody knows that they are needed.
///
/// It follows the replay's guesses, in its order, and stays within the cap of options::speculation: points given out that nothing
/// required needs are at most w * (required points + workers). Before anything is known there is nothing to predict from; with w >=
/// 1 the tree is then unfolded level by level.
#pragma once

#include <deque>
#include <optional>

#include "partition.hpp"
#include "replay.hpp"

namespace taskquad::detail {

class foresight {
public:
    foresight(partition& p, replay& r, double speculation) : partition_(p), replay_(r), w_(speculation) {}

    [[nodiscard]] bool active(int workers) const noexcept { return w_ > 0 && workers > 1; }
    /// A point that will probably be needed, unless the cap is reached.
    std::optional<point_id> next(int workers);
    /// Plans anew: something has become known.
    void plan_again();

private:
    std::optional<segment_id> foresee();
    std::optional<segment_id> unfold();

    partition& partition_;
    replay& replay_;
    double w_;
    bool planned_ = false, exhausted_ = false;
    std::optional<segment_id> current_;  ///< the points of its halves are being given out
    std::deque<segment_id> unfolding_;   ///< breadth first, while nothing is known
};

}  // namespace taskquad::detail
