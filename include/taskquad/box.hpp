/// The domain of several dimensions: a box, the product of an interval on each axis.
///
///     auto f = [](std::span<const double> x) { return std::exp(-x[0] * x[0] - x[1] * x[2]); };
///     auto r = taskquad::integrate(f, taskquad::box{{0.0, 1.0}, {0.0, 2.0}, {-1.0, 1.0}}, {.relative_tolerance = 1e-6});
///
/// An axis is a domain of one dimension: limits, with breakpoints between, where kinks and jumps across the whole box are. An axis
/// that runs from right to left changes the sign of the integral; over one of no width it is 0.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

#include <taskquad/domain.hpp>
#include <taskquad/export.hpp>

namespace taskquad {

class box {
public:
    /// Each axis in braces: `{{0.0, 1.0}, {0.0, 0.3, 1.0}}`. From 1 to 16 axes, all of them finite; a rule for d of them has more
    /// than 2^d points. Throws std::invalid_argument, naming the axis, otherwise.
    box(std::initializer_list<domain> axes) : box(std::vector<domain>(axes)) {}
    /// The same of a list.
    explicit TASKQUAD_EXPORT box(std::vector<domain> axes);

    [[nodiscard]] std::span<const domain> axes() const noexcept { return axes_; }
    /// How many coordinates f is given.
    [[nodiscard]] std::size_t dimension() const noexcept { return axes_.size(); }
    /// Whether the integral is minus the one over the axes from left to right.
    [[nodiscard]] TASKQUAD_EXPORT bool reversed() const noexcept;
    /// Whether an axis has no width.
    [[nodiscard]] TASKQUAD_EXPORT bool empty() const noexcept;

private:
    std::vector<domain> axes_;
};

}  // namespace taskquad
