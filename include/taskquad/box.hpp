/// The domain of several dimensions: a box, one axis a coordinate of f.
///
///     auto f = [](std::span<const double> x) { return std::exp(-x[0] * x[0] - x[1] * x[2]); };
///     auto r = taskquad::integrate(f, taskquad::box{{0.0, 1.0}, {0.0, 2.0}, {-1.0, 1.0}}, {.relative_tolerance = 1e-6});
///
/// An axis is an interval, finite or not, with breakpoints where kinks and jumps across the whole box are; a distribution, over
/// which the value is the expectation; or an interval with limits that depend on the axes before it: see axis.hpp. An axis that
/// runs from right to left changes the sign of the integral; over one of no width it is 0.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <span>
#include <type_traits>
#include <vector>

#include <taskquad/axis.hpp>
#include <taskquad/export.hpp>

namespace taskquad {

class box {
public:
    /// Adaptive boxes divide up to 16 of them, since a rule for d axes has more than 2^d points; a sparse grid is laid over all.
    static constexpr std::size_t most_axes = 32;

    /// Each axis in braces: `{{0.0, 1.0}, {0.0, 0.3, 1.0}}`. From 1 to `most_axes`.
    /// Throws std::invalid_argument, naming the axis, where there are others, or where one of them is none.
    box(std::initializer_list<axis> axes) : axes_(axes) { check(); }
    /// The same of any range of axes, or of what is an axis.
    template <class Range>
    requires(!std::is_same_v<Range, box>) && requires(const Range& range) {
        std::begin(range) != std::end(range);
        { *std::begin(range) } -> std::convertible_to<axis>;
    }
    explicit box(const Range& range) : axes_(std::begin(range), std::end(range)) { check(); }

    [[nodiscard]] std::span<const axis> axes() const noexcept { return axes_; }
    /// How many coordinates f is given.
    [[nodiscard]] std::size_t dimension() const noexcept { return axes_.size(); }
    /// Whether the integral is minus the one over the axes from left to right.
    [[nodiscard]] TASKQUAD_EXPORT bool reversed() const noexcept;
    /// Whether an axis has no width.
    [[nodiscard]] TASKQUAD_EXPORT bool empty() const noexcept;

private:
    TASKQUAD_EXPORT void check() const;

    std::vector<axis> axes_;
};

}  // namespace taskquad
