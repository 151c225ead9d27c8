/// Axes between limits that depend on the coordinates before: x = lower + u (upper - lower), 0 < u < 1; in the upper half made of
/// the distance from the upper limit, so that it has all its digits there, if that limit is 0.
#pragma once

#include <cstddef>

#include <taskquad/axis.hpp>

#include "regions/axes/variable.hpp"

namespace taskquad::regions::axes {

/// The number of the axis is named where a limit is not finite, with std::domain_error. The slope has the sign of the upper limit
/// less the lower one.
class dependent final : public variable {
public:
    dependent(between limits, std::size_t axis) : limits_(std::move(limits)), axis_(axis) {}
    [[nodiscard]] turned at(const place& p, std::span<const double> earlier) const override;
    [[nodiscard]] bool depends() const override { return true; }
    [[nodiscard]] double unresolved(bool upper) const override;
    [[nodiscard]] bool has_room(const place& lower, const place& upper) const override;

private:
    between limits_;
    std::size_t axis_;
};

}  // namespace taskquad::regions::axes
