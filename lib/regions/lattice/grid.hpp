/// The points of a sparse grid: for each index the product of its axes' nodes, and each point of the grid once, whichever indices
/// share it. Coordinates are those of the families' densities; to the user's axes they are mapped elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "regions/lattice/tuples.hpp"
#include "rules/nested_family.hpp"

namespace taskquad::regions::lattice {

using rules::nested_family;
using point_number = tuples::number;

class grid {
public:
    /// The family of each axis, at least one; they outlive the grid.
    explicit grid(std::vector<const nested_family*> axes);

    [[nodiscard]] std::size_t dimensions() const noexcept { return axes_.size(); }
    [[nodiscard]] const nested_family& axis(std::size_t j) const { return *axes_[j]; }
    /// How many levels each axis has.
    [[nodiscard]] std::vector<std::uint8_t> levels() const;

    /// How many points an index has, and how many of them no index below it has. A double, since it may be beyond all bounds.
    [[nodiscard]] double count(tuple index) const;
    [[nodiscard]] double fresh(tuple index) const;
    /// The points of an index, appended to a list: numbered through the grid in the order in which they are first listed. The nodes
    /// of the last axis go round fastest, the nodes of an axis are in nested order.
    void points(tuple index, std::vector<point_number>& list);

    /// How many points have been numbered.
    [[nodiscard]] std::size_t size() const noexcept { return points_.size(); }
    /// The coordinates of a point, one an axis.
    void coordinates(point_number p, std::span<double> at) const;

private:
    std::vector<const nested_family*> axes_;
    tuples points_;
    std::vector<std::uint8_t> nodes_;  ///< scratch: of a point, by axis
};

}  // namespace taskquad::regions::lattice
