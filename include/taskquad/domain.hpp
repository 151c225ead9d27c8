/// The domain: where f is integrated. First station on the path of the data.
///
/// One notion covers limits, breakpoints and a starting mesh: an ordered list of points. The first and the last are the
/// limits; a point between them is an end of two initial segments, so that a kink, a jump or a peak that the user knows
/// of is never inside a segment. The list may run from right to left: then the integral changes its sign, as in
/// mathematics, and f is still given x as the user wrote it.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <span>
#include <type_traits>
#include <vector>

#include <taskquad/export.hpp>

namespace taskquad {

/// An ordered list of at least two points: limits, which may be infinite, with finite breakpoints between.
class domain {
public:
    /// From a braced list: `{0.0, 0.3, 1.0}`.
    /// Throws std::invalid_argument, naming the point, where the list has fewer than two points, a NaN, the same infinity at both
    /// ends, is neither increasing nor decreasing, or has finite limits or neighbours that are further apart than the largest
    /// double.
    TASKQUAD_EXPORT domain(std::initializer_list<double> points);

    /// From any range of numbers; as above.
    template <class Range>
    requires(!std::is_same_v<Range, domain>) && requires(const Range& range) {
        std::begin(range) != std::end(range);
        { *std::begin(range) } -> std::convertible_to<double>;
    }
    explicit(false) domain(const Range& range) : domain(std::vector<double>(std::begin(range), std::end(range)), checked{}) {}

    /// The distinct points, increasing; a single point where all points given were equal (the integral is 0).
    [[nodiscard]] std::span<const double> points() const noexcept {
        return count_ <= few_.size() ? std::span(few_).first(count_) : std::span(many_);
    }

    /// Whether the points were given from right to left.
    [[nodiscard]] bool reversed() const noexcept { return reversed_; }

private:
    struct checked {};
    domain(const std::vector<double>& points, checked c) : domain(points.data(), points.size(), c) {}
    TASKQUAD_EXPORT domain(const double* points, std::size_t count, checked);
    void check() const;

    // Nearly all domains have two points: for few of them no memory is asked for.
    std::size_t count_ = 0;
    std::array<double, 4> few_{};
    std::vector<double> many_;  ///< where there are more than in few_
    bool reversed_ = false;
};

}  // namespace taskquad
