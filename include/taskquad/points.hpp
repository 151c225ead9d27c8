/// Points of several coordinates, many at a time.
#pragma once

#include <cstddef>
#include <span>

namespace taskquad {

/// What a batch integrand over a box is given (batch.hpp): the coordinates of one point after another, somewhere that outlives
/// this.
class points {
public:
    /// `coordinates`: all of the first point, then all of the next.
    points(std::span<const double> coordinates, std::size_t dimension) : coordinates_(coordinates), dimension_(dimension) {}

    /// How many points there are.
    [[nodiscard]] std::size_t size() const noexcept { return coordinates_.size() / dimension_; }
    /// How many coordinates a point has.
    [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }
    /// The coordinates of point i.
    [[nodiscard]] std::span<const double> operator[](std::size_t i) const {
        return coordinates_.subspan(i * dimension_, dimension_);
    }
    /// Those of all points, as a matrix that is stored row by row, a row for each point.
    [[nodiscard]] std::span<const double> coordinates() const noexcept { return coordinates_; }

private:
    std::span<const double> coordinates_;
    std::size_t dimension_;
};

}  // namespace taskquad
