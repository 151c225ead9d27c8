/// f about a place s at which it is singular: on either side a power of the distance, or its logarithm, times something smooth.
///
///     f(x) = p(u) + g(t) (c0 + c1 t + c2 t^2),   u = (x - s) / h,  t = |u|,  g(t) = t^q or log t,
///
/// p is a cubic, the same on both sides; c0, c1, c2 are each side's own. Linear in ten coefficients, so that s and q alone are
/// searched for: variable projection (G. H. Golub, V. Pereyra, The differentiation of pseudo-inverses and nonlinear least squares
/// problems whose variables separate, SIAM J. Numer. Anal. 10, 1973, doi:10.1137/0710036), with the simplified derivative of L.
/// Kaufman (BIT 15, 1975, doi:10.1007/BF01932995) and the steps of Levenberg and Marquardt. What such a fit is good for in
/// quadrature is ours.
///
/// The place is kept as a distance from a double, in which it is known to far below the spacing of doubles: f(x) at x near s
/// carries x - s to that accuracy. Values are scaled by a power of two, so that f times a power of two has the same model.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "regions/segments/sample.hpp"

namespace taskquad::regions::segments {

/// The samples next to a place, as a fit sees them: in a unit of length and of f, with weights that fall with the distance. The
/// weights belong to the window, not to the place of a model: where they follow the place, there are false minima at the samples.
struct power_window {
    static constexpr std::size_t most = 18;

    /// Of samples in ascending order, the nearest `each` on either side, at most nine, of the place; weights begin to fall at the
    /// distance `near`. Nothing where there are less than five on a side or 13 in all, or where f is zero there.
    static std::optional<power_window> around(std::span<const sample> samples, double place, double near, std::size_t each);

    double centre, unit, scale;
    std::size_t size = 0;
    std::array<double, most> x, y, weight;
};

class power_model {
public:
    /// The orders that a search may end at; less is not integrable.
    static constexpr double least_order = -0.98, largest_order = 4;

    struct place_and_order {
        double s = 0;  ///< in the window's units, from its centre
        double q = 0;  ///< where it is no logarithm
        bool logarithm = false;
        /// g at a distance t > 0.
        [[nodiscard]] double singular(double t) const;
    };
    /// The misfit of the best coefficients for a place and an order that are given.
    static double misfit_at(const power_window& w, const place_and_order& p);
    /// Improves place and order in at most `steps` steps; s stays within limits, which may be equal.
    static power_model polished(const power_window& w, const place_and_order& from, double least_s, double largest_s, int steps);
    /// Whether this model explains the samples as well as another one, of fewer parameters or a smaller order.
    [[nodiscard]] bool is_as_good_as(const power_model& other) const;
    /// This model; if its order is small, the logarithm, polished likewise, where that explains the samples as well.
    [[nodiscard]] power_model or_logarithm(const power_window& w, double least_s, double largest_s, int steps) const;
    /// The same place, as it is known here, in the same window of another component, of an order like that of `other`, improved in
    /// at most `steps` steps.
    [[nodiscard]] power_model in_other(const power_window& w, const place_and_order& other, int steps) const;
    /// The same place in a component that is 0 there.
    [[nodiscard]] power_model in_zero() const {
        power_model m = *this;
        m.c_.fill(0);
        m.misfit_ = 0;
        return m;
    }
    /// The weighted misfit of a polynomial with as many coefficients.
    static double polynomial_misfit(const power_window& w);

    /// f at a place, as far as the model has it.
    [[nodiscard]] double operator()(double x) const;
    /// The integral from a to b, which have s between them.
    [[nodiscard]] double integral(double a, double b) const;
    /// The same place and order with three coefficients less: what they make of the integral is a measure of what is missing.
    [[nodiscard]] power_model reduced(const power_window& w) const;

    [[nodiscard]] double centre() const { return centre_; }
    [[nodiscard]] double place() const { return centre_ + unit_ * where_.s; }
    /// Exact to the last bit also where the difference is below the spacing of doubles.
    [[nodiscard]] double distance(double x) const { return (x - centre_) - unit_ * where_.s; }
    [[nodiscard]] double order() const { return where_.logarithm ? 0 : where_.q; }
    /// A power of order 0 on either side, each with a coefficient of its own.
    [[nodiscard]] bool is_jump() const { return !where_.logarithm && where_.q == 0; }
    [[nodiscard]] const place_and_order& found() const { return where_; }
    /// The root of the sum of squares that is left, relative to the values.
    [[nodiscard]] double misfit() const { return misfit_; }
    /// By how much the place may be off, as far as the misfit is noise; infinite where that is not known.
    [[nodiscard]] double deviation() const { return deviation_; }

private:
    /// How many coefficients the smooth part has, and each side.
    struct size {
        std::size_t smooth, side;
        [[nodiscard]] std::size_t all() const { return smooth + 2 * side; }
    };
    static constexpr size full{4, 3}, fewer{3, 2};
    struct projection;
    struct normal_equations;

    power_model(const projection& best, double deviation);
    [[nodiscard]] double primitive(double t, std::size_t power) const;

    place_and_order where_;
    size size_;
    double centre_, unit_, scale_;
    std::array<double, full.smooth + 2 * full.side> c_;
    double misfit_, deviation_;
};

}  // namespace taskquad::regions::segments
