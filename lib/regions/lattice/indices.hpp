/// The indices of a sparse grid, one level an axis, and sets of them that grow from the lowest one.
///
/// An index k stands above its backward neighbours k - e_j, and below its forward neighbours k + e_j. A set is downward closed
/// where with an index it has all below it. Then the sum of the indices' contributions is an approximation of the integral, and an
/// index may be added whose backward neighbours all are there (T. Gerstner, M. Griebel, Dimension-adaptive tensor-product
/// quadrature, Computing 71 (2003), 65-87, doi:10.1007/s00607-003-0015-5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "regions/lattice/tuples.hpp"

namespace taskquad::regions::lattice {

using index_id = tuples::number;

class indices {
public:
    /// How many levels each axis has, at least one. The index of level 0 on all axes is the first.
    explicit indices(std::vector<std::uint8_t> levels);

    static constexpr index_id lowest = 0;
    [[nodiscard]] std::size_t dimensions() const noexcept { return levels_.size(); }
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
    /// The levels of an index; valid until another is numbered.
    [[nodiscard]] tuple operator[](index_id i) const { return all_[i]; }
    /// The index of some levels, numbered if necessary.
    index_id of(tuple levels) { return all_.number_of(levels); }

    /// The neighbour above an index along an axis, numbered if necessary; none beyond the last level.
    std::optional<index_id> above(index_id i, std::size_t axis);
    /// The neighbour below an index, numbered if necessary, along an axis where its level is not 0.
    index_id below(index_id i, std::size_t axis);
    /// Whether an index is at the last level of an axis.
    [[nodiscard]] bool at_last_level(index_id i) const;
    /// The sum of the levels.
    [[nodiscard]] std::size_t total(index_id i) const;
    /// The lexicographic order of the levels, those of the first axis first.
    [[nodiscard]] bool precedes(index_id i, index_id k) const;

private:
    index_id neighbour(index_id i, std::size_t axis, int step);

    std::vector<std::uint8_t> levels_;
    tuples all_;
    std::vector<std::uint8_t> scratch_;
};

/// A downward closed set of indices.
class closed_set {
public:
    explicit closed_set(indices& all) : all_(&all) {}

    [[nodiscard]] bool contains(index_id i) const { return i < in_.size() && in_[i]; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Whether all backward neighbours of an index are in the set.
    [[nodiscard]] bool admits(index_id i) const;
    /// The indices above one that it admits, and has not yet, that it would admit with it; appended to a list, axis by axis.
    void admits_with(index_id i, std::vector<index_id>& list) const;
    /// Adds an index that it admits.
    void add(index_id i);

private:
    [[nodiscard]] bool admits(index_id i, index_id also) const;

    indices* all_;
    std::vector<bool> in_;
    std::size_t size_ = 0;
};

}  // namespace taskquad::regions::lattice
