/// Which points of a list lie in which boxes, so that these answer for what is known of f there.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "regions/boxes/box.hpp"

namespace taskquad::regions::boxes {

/// The leaf of the last look in which a point lies; none where it lies on a lower limit of the whole.
box_number leaf_at(std::span<const double> x, const std::vector<box>& all, const mesh& m);

/// Points are known by their numbers in a list of coordinates, which is the owner's.
class residents {
public:
    /// Puts a point into a leaf, and into all boxes below that have been decided on, as if it had been there before.
    void settle(std::uint32_t number, std::span<const double> x, box_number leaf, const std::vector<box>& all);
    /// Hands the points in a box on to a part of it that is decided on.
    void hand_down(std::span<const double> points, box_number whole, box_number part, const mesh& m);

    [[nodiscard]] std::span<const std::uint32_t> of(box_number n) const;

private:
    std::unordered_map<box_number, std::vector<std::uint32_t>> inside_;
};

}  // namespace taskquad::regions::boxes
