/// The chart of a box: from reference coordinates, in which regions are, to those that f is given.
///
/// Boxes divide, and sparse grids are laid over, a product of finite intervals. A coordinate of f's is the reference coordinate
/// itself, where the axis is a finite interval; else what a variable makes of it: axes/stretched.hpp on an infinite axis,
/// axes/densities.hpp on one with a density, axes/dependent.hpp between limits that depend on the coordinates before. Where f is
/// singular on a face, there is axes/graded.hpp between the two.
///
/// A value of f counts with a factor, the product of dx / du, and of dp / du for a density: its sign is that of the upper limit
/// less the lower one. Where the factor is 0, so is the product, unless f is not finite there: then the product is no number,
/// and nothing is claimed about the integral.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <taskquad/box.hpp>

#include "machine/scaled_product.hpp"
#include "regions/axes/graded.hpp"
#include "regions/axes/variable.hpp"

namespace taskquad::regions {

class box_chart {
public:
    /// By whom reference coordinates are divided.
    enum class kind { segments, boxes, sparse_grid };

    /// f is given the reference coordinates.
    box_chart() = default;
    box_chart(const box& where, double scale, kind k);

    /// This chart, with such a power beside a face; 1: none. Of axes with two limits in reference coordinates.
    struct face {
        std::size_t axis;
        bool upper;
    };
    [[nodiscard]] box_chart with_power(face at, int power) const;
    [[nodiscard]] int power(face at) const { return axes_.empty() ? 1 : axes_[at.axis].face.power(at.upper); }

    /// Of each axis the limits in reference coordinates, and the breakpoints between, increasing. Nothing of axes of which a sparse
    /// grid's rule has the density.
    [[nodiscard]] const std::vector<std::vector<double>>& breaks() const noexcept { return breaks_; }
    /// Whether f is given the reference coordinates, at all points.
    [[nodiscard]] bool are_reference() const noexcept { return are_reference_; }
    /// Whether factors may be other than 1.
    [[nodiscard]] bool have_factors() const noexcept { return have_factors_; }

    /// Turns the reference coordinates of a point into those that f is given, none of them -0.0; returns the factor of the value.
    /// Throws std::domain_error where a limit, or what an inverse distribution function says, is not finite.
    [[nodiscard]] machine::scaled_product turn(std::span<double> point) const;
    /// The same of many points.
    void turn_all(std::span<double> points) const;
    /// Their factors, appended to a list; what becomes of the coordinates is not said.
    void append_factors(std::span<double> points, std::vector<machine::scaled_product>& list) const;
    /// What f is given in the middle of segments or boxes.
    [[nodiscard]] std::vector<double> middle() const;
    /// Where a region ends on an axis: the coordinate that f would be given; on an axis whose limits depend on other coordinates
    /// the part of the way from the lower to the upper one. Limits and breakpoints are what the user says, the limits of a
    /// distribution infinite, without its being asked.
    [[nodiscard]] double end(std::size_t axis, double reference) const;
    /// Whether f can tell the points of a box with these ends on an axis from each other.
    [[nodiscard]] bool has_room(std::size_t axis, double lower, double upper) const;
    /// Of the way from a face to a place, the part in which f cannot tell the places from the face; in u, where a power is beside
    /// it.
    [[nodiscard]] double unresolved_part(face at, double reference) const;

private:
    struct chosen_variable;
    struct turned_axis {
        std::shared_ptr<const axes::variable> to_x;  ///< null where x is u
        axes::marks in_u;
        axes::graded face;
        std::vector<double> ends;  ///< of f's, as many as the axis has breaks

        [[nodiscard]] double least() const { return in_u.u.front(); }
        [[nodiscard]] double largest() const { return in_u.u.back(); }
        [[nodiscard]] bool is_reference() const { return to_x == nullptr && face.is_plain(); }
    };

    bool are_reference_ = true, have_factors_ = false;
    bool need_turn_ = false;  ///< factors are found together with what f is given
    std::vector<turned_axis> axes_;
    std::vector<std::vector<double>> breaks_;
};

/// The values of f as they count.
class counted_values {
public:
    /// Of values at some points, each of so many components; the values themselves where they have no factors. `append` appends the
    /// reference coordinates of these points to a list. Valid until the next call.
    template <class Append>
    std::span<const double* const> of(std::span<const double* const> values, std::size_t components, const box_chart& where,
                                      Append&& append) {
        if (!where.have_factors()) {
            any_counts_ = any_counts_ || !values.empty();
            return values;
        }
        reference_.clear();
        append(reference_);
        return products(values, components, where);
    }
    /// Whether all values so far have counted nothing, whatever they were.
    [[nodiscard]] bool none_counts() const noexcept { return !any_counts_; }

private:
    std::span<const double* const> products(std::span<const double* const> values, std::size_t components, const box_chart& where);

    std::vector<double> reference_, products_;
    std::vector<machine::scaled_product> factors_;
    std::vector<const double*> list_;
    bool any_counts_ = false;
};

}  // namespace taskquad::regions
