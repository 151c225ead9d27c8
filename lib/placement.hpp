/// Which points a segment has: those where the abscissae of the rule lie on it, and, where a half shares them with the whole or
/// with the other half, the very points that are there.
#pragma once

#include <span>
#include <vector>

#include "estimator.hpp"
#include "large_pages.hpp"
#include "point_table.hpp"
#include "segment_tree.hpp"

namespace taskquad::detail {

class placement {
public:
    explicit placement(estimator& e);

    /// Gives a segment its points.
    void place(const span_of_u& s, segment_id id, point_table& points);
    /// Gives the halves of a segment that has its points theirs; they stand in one block.
    void place_halves(const span_of_u& whole, const span_of_u& left, const span_of_u& right, segment_id whole_id,
                      segment_id left_id, point_table& points);
    /// A segment that is absent has no points.
    void place_nothing(segment_id id) { blocks(id) = {placed_.size(), placed_.size()}; }

    /// The points of a segment in the order of the abscissae, or of a left part and then of the right one.
    [[nodiscard]] std::span<const point_id> of(segment_id s, std::size_t segments = 1) const {
        const std::size_t first = block_[s].first, last = block_[s + segments - 1].last;
        return std::span(placed_).subspan(first, last - first);
    }

private:
    struct block {
        std::size_t first, last;
    };
    block& blocks(segment_id s) {
        if (block_.size() <= s) block_.resize(s + std::size_t{1});
        return block_[s];
    }
    [[nodiscard]] bool inherits(const span_of_u& s) const {
        return !s.how.is_panel() && s.how.level == level_ && !inherited_.empty();
    }

    estimator& estimator_;
    std::uint8_t level_;  ///< at which halves begin
    /// See rule::inherited: found so, a point need not be looked up. Empty where f takes distances, too.
    std::span<const std::size_t> inherited_;
    std::vector<point_id, large_pages<point_id>> placed_;  ///< block by block
    std::vector<block, large_pages<block>> block_;         ///< by segment: where its points stand in placed_
    std::vector<argument> arguments_, fresh_;              ///< scratch
    std::vector<point_id> found_;                          ///< scratch
};

}  // namespace taskquad::detail
