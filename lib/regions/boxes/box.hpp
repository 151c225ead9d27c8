/// What is known of a box besides its sides: what the values in it say, and where it is cut.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "regions/boxes/mesh.hpp"

namespace taskquad::regions::boxes {

/// Where a box is divided.
struct box_cut {
    double at = 0;
    std::uint16_t axis = 0;
    bool is_at_gap = false;  ///< the axis is that of a gap, which matters more than all else

    [[nodiscard]] bool makes_the_parts_of(const box_cut& other) const noexcept { return at == other.at && axis == other.axis; }
};

struct box {
    box_number parent = no_box;
    box_number first = no_box;          ///< the lower part, which the upper one follows, once they are made
    double raw = 0;                     ///< the error by the values inside alone; infinite where one of them is not finite
    double error_inside = 0;            ///< of a part, in the light of its parent and sibling, but without what lies in gaps
    double floor = 0;                   ///< what rounding makes of any estimate
    double resolved = 0;                ///< the error when it was decided, but for contradictions, and for what is unresolved
    double unresolved = 0;              ///< an error that no cut removes, since x has not the digits
    double explained = 0;               ///< the largest error that rounding explains
    box_cut cut{};                      ///< where it is, or will be, divided
    box_cut cut_by_values{};            ///< where it would be if nothing contradicted it
    box_cut cut_of_parts{};             ///< where the parts that are made meet
    std::uint16_t unresolved_axis = 0;  ///< of the face from which f does not tell x, to which most of that error is due
    bool unresolved_upper = false;
    std::uint8_t non_finite_in_a_row = 0;  ///< it and so many ancestors, less one, have values that are not finite
    bool assessed = false;
    bool decided = false;
    bool leaf_of_last_look = false;
    bool bad_probe = false;  ///< in a look, when it was a leaf, f was not finite somewhere in it
};

/// Values and sums that stay known of each box, component by component.
class samples {
public:
    /// `on_line`: how many points of the rule an axis has.
    samples(std::size_t dimension, std::size_t on_line) : dimension_(dimension), on_line_(on_line) {}

    /// Makes room for a box; values have so many components, always the same number.
    void add(box_number b, std::size_t components) {
        components_ = components;
        const std::size_t needed = (b + std::size_t{1}) * rows() * components;
        if (kept_.size() < needed) kept_.resize(needed);
    }
    [[nodiscard]] std::size_t components() const noexcept { return components_; }

    [[nodiscard]] std::span<double> integral(box_number b) { return row(b, 0); }
    [[nodiscard]] std::span<double> least(box_number b) { return row(b, 1); }
    [[nodiscard]] std::span<double> largest(box_number b) { return row(b, 2); }
    /// The values on the line through the centre along an axis, from the lower to the upper side.
    [[nodiscard]] std::span<double> on_line(box_number b, std::size_t axis, std::size_t i) {
        return row(b, 3 + axis * on_line_ + i);
    }
    /// The value at the point of the line that is nearest to a face.
    [[nodiscard]] std::span<double> outermost(box_number b, std::size_t axis, bool upper) {
        return on_line(b, axis, upper ? on_line_ - 1 : 0);
    }

private:
    [[nodiscard]] std::size_t rows() const noexcept { return 3 + dimension_ * on_line_; }
    [[nodiscard]] std::span<double> row(box_number b, std::size_t i) {
        return std::span(kept_).subspan((b * rows() + i) * components_, components_);
    }
    std::size_t dimension_, on_line_, components_ = 1;
    std::vector<double> kept_;
};

}  // namespace taskquad::regions::boxes
