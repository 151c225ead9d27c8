/// The weights of a sparse grid's points in its sum for the integral, as indices join it.
///
/// They are of both signs: of rules up to a total level of 3 the magnitudes add up to 5.7, 36, 178 in 3, 6, 10 dimensions, and
/// errors of f's values, or their rounding, may be that many times larger in the integral.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "regions/lattice/grid.hpp"

namespace taskquad::regions::lattice {

class weights {
public:
    explicit weights(const grid& g) : grid_(g) {}

    /// The weights of an index's points in its contribution, in the order of `grid::points`; valid until the next call.
    std::span<const double> of(tuple index);
    /// Adds an index, with its points in the order of `grid::points`.
    void add(tuple index, std::span<const point_number> points);
    /// By point, as far as there are weights; 0 for a point that has not joined.
    [[nodiscard]] std::span<const double> all() const noexcept { return weights_; }
    /// The points in the order in which they have joined.
    [[nodiscard]] std::span<const point_number> points() const noexcept { return points_; }

private:
    const grid& grid_;
    std::vector<double> weights_;
    std::vector<bool> joined_;  ///< by point
    std::vector<point_number> points_;
    std::vector<double> of_index_, product_;  ///< scratch
};

}  // namespace taskquad::regions::lattice
