/// Which points a segment has: those where the abscissae of the rule lie on it, and, where a half shares them with the whole or
/// with the other half, the very points that are there.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include <taskquad/rule.hpp>

#include "large_pages.hpp"
#include "point_table.hpp"
#include "segment_tree.hpp"

namespace taskquad::detail {

class placement {
public:
    explicit placement(rule r);

    /// Gives a segment its points.
    void place(const segment_node& node, segment_id s, point_table& points);
    /// Gives the halves of a segment that has its points theirs; they stand in one block.
    void place_halves(const segment_tree& tree, segment_id s, point_table& points);

    /// The points of a segment in the order of the abscissae, or of a left half and then of the right one.
    [[nodiscard]] std::span<const point_id> of(segment_id s, std::size_t segments = 1) const {
        return std::span(placed_).subspan(block_[s], segments * rule_.abscissae().size());
    }

private:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    rule rule_;
    /// For each abscissa of the left half, then of the right half: where the same abscissa stands among those of the whole, or,
    /// from n on, among those of the halves; or none. Found so, a point need not be looked up.
    std::vector<std::size_t> inherited_;
    std::vector<point_id, large_pages<point_id>> placed_;       ///< one block of the rule's size for each segment
    std::vector<std::size_t, large_pages<std::size_t>> block_;  ///< by segment: where its points begin in placed_
    std::vector<double> xs_;                                    ///< scratch
    std::vector<point_id> found_;                               ///< scratch
};

}  // namespace taskquad::detail
