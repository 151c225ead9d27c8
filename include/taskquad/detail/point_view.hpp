/// A point as f, the cache and the drivers see it.
#pragma once

#include <algorithm>
#include <cstddef>

namespace taskquad::detail {

/// The coordinates of a point, one after another, somewhere that outlives this. In one dimension: x, or, where f takes distances, x
/// and its distances from both ends of its piece.
struct point_view {
    const double* coordinates = nullptr;
    std::size_t count = 0;

    double operator[](std::size_t i) const { return coordinates[i]; }
    friend bool operator==(const point_view& a, const point_view& b) {
        return std::equal(a.coordinates, a.coordinates + a.count, b.coordinates, b.coordinates + b.count);
    }
};

}  // namespace taskquad::detail
