/// The points of regions, where their kind wants f. A point that a successor is known to share with the whole, or with another
/// successor, is taken over from there; all others are looked up.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "decisions/point_table.hpp"
#include "machine/large_pages.hpp"
#include "regions/region.hpp"

namespace taskquad::decisions {

class placement {
public:
    explicit placement(regions::kind& k);

    void place(const regions::region& r, region_id id, point_table& points);
    /// Gives the successors of a region their points, in one block. The region itself must have its points.
    void place_parts(const regions::region& whole, region_id whole_id, std::span<const regions::region> parts, region_id first,
                     point_table& points);

    /// The points of some regions with successive numbers, region by region, in the order of `kind::points`.
    [[nodiscard]] std::span<const point_id> of(region_id r, std::size_t regions = 1) const {
        const std::size_t first = block_[r].first, last = block_[r + regions - 1].last;
        return std::span(placed_).subspan(first, last - first);
    }

private:
    struct block {
        std::size_t first, last;
    };
    block& blocks(region_id r) {
        if (block_.size() <= r) block_.resize(r + std::size_t{1});
        return block_[r];
    }

    regions::kind& kind_;
    std::vector<point_id, machine::large_pages<point_id>> placed_;  ///< block by block
    std::vector<block, machine::large_pages<block>> block_;         ///< by region: where its points stand in placed_
    std::vector<double> coordinates_, fresh_;                       ///< scratch
    std::vector<point_id> found_;                                   ///< scratch
};

}  // namespace taskquad::decisions
