/// The chart of a box: from reference coordinates, in which regions are, to those that f is given.
///
/// Boxes divide, and sparse grids are laid over, a product of finite intervals. A coordinate of f's is
///
/// * the reference coordinate itself, where the axis is a finite interval;
/// * c + s tan(pi u / 2) on an infinite one, s being options::scale; -1 < u < 1 on the whole line, where c is the middle of its
///   breakpoints, or 0; 0 < u < 1 or -1 < u < 0 on half a line, where c is its end. In two and three dimensions boxes take 10 to 20
///   per cent fewer evaluations than with u / (1 - u^2); with atanh u they claim wrong values in 5 of 8 cases;
/// * the inverse distribution function of p, on an axis with a density. In one dimension p is u, 0 < u < 1. It goes to infinity
///   like a power of log p, which no polynomial follows; so boxes have p = u^3 (10 - 15 u + 6 u^2), of which the factor
///   30 u^2 (1 - u)^2 is 0 at the ends. Over two or three normal or exponential axes, smooth f take 2 to 130 times fewer
///   evaluations then at 1e-5 (lognormal, two of them: 25,550 and 443), and at 1e-3 from twice as many to 17 times fewer; where f
///   jumps, a third more. For a sparse grid the reference coordinate of a normal or exponential axis is x, since its rules have
///   these densities; any other density is as for boxes on up to three axes, and p = u where there are more, since the product of
///   so many factors interacts where f does not (six: 24,217 and 1,161 at 1e-3);
/// * lower + u (upper - lower), 0 < u < 1, between limits that depend on the coordinates before.
///
/// Where f is singular on a face, the reference coordinate is t instead of u, with the distance from the face, as a part of the
/// axis, t^power; where it is on both faces of an axis, (2 t)^power / 2 on each half.
///
/// A value of f counts with a factor, the product of dx / du, and of dp / du for a density: its sign is that of the upper limit
/// less the lower one. Where the factor is 0, so is the product, unless f is not finite there: then the product is no number,
/// and nothing is claimed about the integral.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include <taskquad/box.hpp>

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
    [[nodiscard]] int power(face at) const { return faces_.empty() ? 1 : faces_[at.axis].powers[at.upper ? 1 : 0]; }

    /// Of each axis the limits in reference coordinates, and the breakpoints between, increasing. Nothing of axes of which a sparse
    /// grid's rule has the density.
    [[nodiscard]] const std::vector<std::vector<double>>& breaks() const noexcept { return breaks_; }
    /// Whether f is given the reference coordinates, at all points.
    [[nodiscard]] bool are_reference() const noexcept { return are_reference_; }
    /// Whether factors may be other than 1.
    [[nodiscard]] bool have_factors() const noexcept { return have_factors_; }

    /// Turns the reference coordinates of a point into those that f is given, none of them -0.0; returns the factor of the value.
    /// Throws std::domain_error where a limit, or what an inverse distribution function says, is not finite.
    [[nodiscard]] double turn(std::span<double> point) const;
    /// The same of many points.
    void turn_all(std::span<double> points) const;
    /// Their factors, appended to a list; what becomes of the coordinates is not said.
    void append_factors(std::span<double> points, std::vector<double>& list) const;
    /// What f is given in the middle of segments or boxes.
    [[nodiscard]] std::vector<double> middle() const;
    /// Where a region ends on an axis: the coordinate that f would be given, which may be infinite; on an axis whose limits depend
    /// on other coordinates the part of the way from the lower to the upper one.
    [[nodiscard]] double end(std::size_t axis, double reference) const;

private:
    struct place {
        double x, factor;
    };
    using turned = std::function<place(double u, std::span<const double> earlier)>;
    using slope = std::function<double(double u)>;
    struct turned_axis;
    /// From t to u.
    struct graded {
        double least = 0, largest = 0;
        std::array<int, 2> powers{1, 1};
        [[nodiscard]] place at(double t) const;
        [[nodiscard]] double t(double u) const;
        [[nodiscard]] bool is_plain() const noexcept { return powers[0] == 1 && powers[1] == 1; }
    };

    bool are_reference_ = true, have_factors_ = false;
    bool depend_ = false;        ///< factors depend on coordinates that f is given
    std::vector<bool> depends_;  ///< by axis
    std::vector<std::vector<double>> breaks_;
    std::vector<turned> axes_;   ///< null where x is u
    std::vector<graded> faces_;  ///< by axis, if any
    std::vector<slope> slopes_;  ///< null where the factor is 1, or depends
};

/// The values of f as they count.
class counted_values {
public:
    /// Of values at some points, each of so many components; the values themselves where they have no factors. `append` appends the
    /// reference coordinates of these points to a list. Valid until the next call.
    template <class Append>
    std::span<const double* const> of(std::span<const double* const> values, std::size_t components, const box_chart& where,
                                      Append&& append) {
        if (!where.have_factors()) return values;
        reference_.clear();
        append(reference_);
        return products(values, components, where);
    }

private:
    std::span<const double* const> products(std::span<const double* const> values, std::size_t components, const box_chart& where);

    std::vector<double> reference_, factors_, products_;
    std::vector<const double*> list_;
};

}  // namespace taskquad::regions
