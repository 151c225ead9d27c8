/// What f does at an end near which its values have no digits, learned from values farther out.
///
/// Formulas that are written for ordinary x cancel next to an end: 1 / sqrt(cos t - cos 1) knows the distance d from its turning
/// point to some 1e-16, so that its values are wrong by 1e-16 / d, relatively; (1 - cos x) / x^2 by 1e-16 / d^2. Farther out values
/// have their digits, and they follow
///
///     f(d) = c d^-p exp(a d + b d^2 + s / d^k),
///
/// a power of the distance times an analytic function. k is the order of the noise. s / d, for k = 1, is also the effect of a
/// displacement of the singular point by s / p, as by a root finder that leaves the limit 1e-12 off, or by rounding its square.
/// log f is linear in the five parameters, so that a least-squares fit finds them. Its weights are the reciprocals of the relative
/// error that noise and the terms left out may cause: the weight is largest where the two are equal, at 1e-4 of the width for noise
/// of 1e-16 / d, and the exponent is known to 1e-12. The residuals say how large the noise is, and whether the law holds at all.
///
/// The fit is ours. That rounding makes values close to an end unreliable, and how distances help: R. Piessens et al., QUADPACK,
/// Springer 1983, doi:10.1007/978-3-642-61786-7, section 2.2.4.
#pragma once

#include <optional>
#include <span>

namespace taskquad::regions::segments {

class end_law {
public:
    /// The law of values y at distances d from the end of a segment of this width, from the nearest to the farthest. Distances may
    /// be equal, values anything. None: the values follow no such law, or have all their digits.
    static std::optional<end_law> through(std::span<const double> d, std::span<const double> y, double width);

    /// f at a distance, without the displacement.
    [[nodiscard]] double operator()(double d) const;
    /// The factor by which the displacement changes f at a distance.
    [[nodiscard]] double displaced(double d) const;
    /// The distance of f's singular point from the end; where it is positive, the point lies inside the segment.
    [[nodiscard]] double displacement() const noexcept { return displacement_; }
    [[nodiscard]] double exponent() const noexcept { return p_; }
    /// The distance below which the law is more accurate than the values.
    [[nodiscard]] double nearest_believed() const noexcept { return nearest_; }
    /// The distance up to which the law has been fitted to values.
    [[nodiscard]] double reach() const noexcept;
    /// The integral of the law from 0 to `nearest_believed`, and how uncertain f's integral is; infinite: it may not exist.
    [[nodiscard]] double integral() const;
    [[nodiscard]] double uncertainty() const;
    /// Whether the values that the fit rests on have shown noise that grows towards the end.
    [[nodiscard]] bool has_seen_noise() const noexcept { return seen_; }
    /// The relative noise of a value at a distance; and the most noise that the fit admits.
    [[nodiscard]] double noise_at(double d) const;
    [[nodiscard]] double admitted_noise_at(double d) const;
    /// Whether a value at a distance is off the law by more than noise explains, so that f itself must be off.
    [[nodiscard]] bool contradicts(double d, double y) const;

private:
    struct model;
    struct logarithms;
    end_law() = default;
    static std::optional<end_law> least_noisy(const logarithms& all, double width, int order, double most_noise);
    static std::optional<end_law> best_of(const logarithms& all, double width);
    static std::optional<end_law> displaced_law(const logarithms& all, double width);
    [[nodiscard]] bool is_displaced() const;

    double width_ = 0;  ///< the unit of distances in the law
    double unit_ = 1;   ///< the unit of values: a power of two, with their sign
    double log_c_ = 0, p_ = 0, a_ = 0, b_ = 0, s_ = 0;
    double nearest_ = 0;               ///< a distance, as it is
    double noise_ = 0, admitted_ = 0;  ///< relative noise; a value at distance width_ * z has noise_ / z^order_
    int order_ = 1;
    double relative_error_ = 0;  ///< of the integral up to nearest_
    double displacement_ = 0;
    bool seen_ = false;
};

}  // namespace taskquad::regions::segments
