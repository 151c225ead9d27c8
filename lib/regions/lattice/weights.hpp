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

    /// Adds an index, with its points in the order of `grid::points`.
    void add(tuple index, std::span<const point_number> points);
    /// By point, as far as there are weights.
    [[nodiscard]] std::span<const double> all() const noexcept { return weights_; }

private:
    const grid& grid_;
    std::vector<double> weights_;
    std::vector<double> of_index_;  ///< scratch
};

}  // namespace taskquad::regions::lattice
