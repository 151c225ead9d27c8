/// The boxes into which a box has been divided, as far as geometry goes: where their sides and points are.
///
/// A box is known by its number. It is divided by one cut across an axis; both parts take the cut's coordinate as it is, so that
/// neighbours meet to the bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

namespace taskquad::regions::boxes {

using box_number = std::uint32_t;
inline constexpr box_number no_box = static_cast<box_number>(-1);

class mesh {
public:
    /// `breaks`: of each axis at least two finite numbers, increasing: the limits, and the places between where boxes meet. Boxes
    /// 0, 1, ... are all combinations of the intervals between them, those of the last axis following one another.
    /// `told_apart`: whether f can tell the points of a box with these ends on an axis from each other; null: always.
    using room = std::function<bool(std::size_t a, double lower, double upper)>;
    explicit mesh(std::vector<std::vector<double>> breaks, room told_apart = {});

    [[nodiscard]] std::size_t dimension() const noexcept { return breaks_.size(); }
    [[nodiscard]] std::size_t initial_boxes() const noexcept { return initial_; }
    [[nodiscard]] std::size_t size() const noexcept { return sides_.size() / (2 * dimension()); }

    [[nodiscard]] double lower(box_number b, std::size_t a) const { return sides_[2 * (b * dimension() + a)]; }
    [[nodiscard]] double upper(box_number b, std::size_t a) const { return sides_[2 * (b * dimension() + a) + 1]; }
    [[nodiscard]] double width(box_number b, std::size_t a) const { return upper(b, a) - lower(b, a); }
    [[nodiscard]] double centre(box_number b, std::size_t a) const { return std::midpoint(lower(b, a), upper(b, a)); }
    [[nodiscard]] double volume(box_number b) const;
    /// Whether a point lies in a box, which has its upper sides.
    [[nodiscard]] bool contains(box_number b, std::span<const double> x) const;
    /// The initial box in which a point lies; none where it lies in none.
    [[nodiscard]] box_number initial_at(std::span<const double> x) const;
    /// The limits of the whole.
    [[nodiscard]] double least(std::size_t a) const { return breaks_[a].front(); }
    [[nodiscard]] double largest(std::size_t a) const { return breaks_[a].back(); }
    /// Whether initial boxes meet, or the whole ends, at a place on an axis.
    [[nodiscard]] bool is_break(std::size_t a, double x) const;
    /// As a part of the whole.
    [[nodiscard]] double relative_width(box_number b, std::size_t a) const { return width(b, a) / (largest(a) - least(a)); }

    /// The axis along which a box is largest beside another one, among those across which it can be cut; the first of equals.
    [[nodiscard]] std::optional<std::size_t> longest_beside(box_number b, box_number other) const;

    /// Whether the doubles are dense enough for a cut across an axis: a side keeps 64 of the units in which its ends are rounded,
    /// in the coordinates of the mesh and in those that f is given.
    [[nodiscard]] bool has_room(box_number b, std::size_t a) const;
    /// The same of a part of a box, beside a face.
    [[nodiscard]] bool has_room(box_number b, std::size_t a, bool upper_face, double part) const;
    /// Whether they are across any axis.
    [[nodiscard]] bool has_room(box_number b) const;

    /// A coordinate of the point at u in [-1, 1] along an axis; never -0.0.
    [[nodiscard]] double coordinate(box_number b, std::size_t a, double u) const {
        return centre(b, a) + width(b, a) / 2 * u + 0.0;
    }
    /// Appends the coordinates of points of [-1, 1]^d, mapped to the box.
    void place(box_number b, std::span<const double> points, std::vector<double>& list) const;

    /// Makes both parts of a box; returns the number of the lower one, which the other one follows.
    box_number cut(box_number b, std::size_t a, double at);

private:
    [[nodiscard]] bool has_room(std::size_t a, double from, double to) const;

    std::vector<std::vector<double>> breaks_;
    room told_apart_;
    std::size_t initial_ = 1;
    std::vector<double> sides_;  ///< box by box, axis by axis: the lower and the upper
};

}  // namespace taskquad::regions::boxes
