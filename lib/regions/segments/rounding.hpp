/// The last step of every estimate: rounding, and whatever else a rule does not know of, correct the error that the rule gives.
///
/// The estimator has all kinds of segments and doubts. Where a rule integrates f itself over a finite range, and values are
/// ordinary numbers, rounding is the only doubt: so `plain_estimates` are all that lib/cheap/ needs.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <span>

#include <taskquad/rule.hpp>

namespace taskquad::regions::segments {

/// By how much an estimate may be wrong for reasons that its rule does not know of.
struct doubts {
    double denormal = 0;    ///< values are rounded to steps of the denormal numbers
    double falling = 0;     ///< at an end; refinement reduces this doubt
    double lasting = 0;     ///< at an end, or beyond the values that are believed; refinement does not reduce this doubt
    double of_x = 0;        ///< x is rounded
    bool of_panel = false;  ///< a double-exponential panel has made the estimate
};

/// What is known of an estimate in the end.
struct bounds {
    double error;      ///< >= noise; infinite: no estimate can be given
    double noise;      ///< the part of the error that no refinement removes; the whole error where rounding explains it
    double magnitude;  ///< the integral of |f|
};

class rounding {
public:
    explicit rounding(double f_relative_accuracy)
        : floor_(factor * epsilon + f_relative_accuracy), explained_(factor * (epsilon + f_relative_accuracy)) {}

    /// The bounds for an estimate e from values y on a segment of half width h.
    [[nodiscard]] bounds operator()(const estimate<>& e, double h, std::span<const double> y, const doubts& d = {}) const {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const double magnitude = rounding::magnitude(e.magnitude, h, y), floor = this->floor(magnitude) + d.denormal;
        const double error = std::isnan(e.error) ? infinity : std::max(e.error, floor) + d.falling;
        // A panel's levels differ by the lasting doubts, too, and more levels would not help.
        const double own = error - (10 * d.of_x + d.lasting), whole = error + d.lasting + d.of_x;
        const bool is_explained =
            own <= 10 * d.denormal || (d.of_panel ? own <= explained(magnitude) : explains(own, magnitude, h, y));
        double noise = is_explained ? whole : floor + d.lasting + d.of_x;
        if (!std::isfinite(noise)) [[unlikely]]
            noise = std::isfinite(floor) ? floor : 0;
        return {whole, noise, magnitude};
    }

    /// The least error of any estimate, where the integral of |f| is `magnitude`.
    [[nodiscard]] double floor(double magnitude) const { return floor_ * magnitude; }
    /// The largest error that rounding explains.
    [[nodiscard]] double explained(double magnitude) const { return explained_ * magnitude; }

    /// Values below this are so near the denormal numbers that the steps of denormal numbers may count.
    static constexpr double nearly_denormal = 1e-290;

    /// The integral of |f| as a rule gives it, or the width times the mean of |f|.
    [[nodiscard]] static double magnitude(double of_rule, double h, std::span<const double> y) {
        return of_rule > 0 ? of_rule : mean_magnitude(h, y);
    }

private:
    static constexpr double epsilon = std::numeric_limits<double>::epsilon();
    /// A sum of values that are right to half an ulp, with positive weights, is right to a few ulp of the sum of magnitudes. The
    /// total noise of a partition does not shrink by bisection, so an error at this floor is final. Measured over 14 smooth and
    /// oscillating integrands at tolerance 1e-16: ends within 1830 evaluations, and accepts 1e-15 where it can be reached.
    static constexpr double factor = 5;

    /// Whether rounding explains an error. The largest value may exceed the mean that the integral of |f| shows, but no more than
    /// n^2 times, since no rule gives an abscissa less than some 1 / n^2 of the weight.
    [[nodiscard]] bool explains(double error, double magnitude, double h, std::span<const double> y) const {
        const auto n = static_cast<double>(std::ssize(y));  // the conversion of an unsigned size takes a branch
        const double most = n * n * magnitude;
        return error <= explained(most) && explains(error, magnitude, h, y, most);  // `most` is rarely enough
    }
    [[nodiscard]] bool explains(double error, double magnitude, double h, std::span<const double> y, double most) const;
    [[nodiscard]] static double mean_magnitude(double h, std::span<const double> y);

    double floor_, explained_;
};

/// An estimate for f itself over a finite range.
struct plain_estimate {
    double integral, error, noise, magnitude;
    bool is_known;  ///< false: the estimator has to tell, since values are not finite, or nearly denormal
};

class plain_estimates {
public:
    /// `widest`: no segment is wider than this.
    plain_estimates(const rule& r, double f_relative_accuracy, double widest)
        : rounding_(f_relative_accuracy),
          ordinary_(std::max(1e-280, widest * rounding::nearly_denormal)),
          shows_non_finite_(!r.has_weight() && detail::model_of(r).shows_non_finite) {}

    /// Completes an estimate e from values y on a segment of half width h.
    [[nodiscard]] plain_estimate operator()(const estimate<>& e, double h, std::span<const double> y) const {
        const bounds b = rounding_(e, h, y);
        const bool is_known = std::isfinite(b.magnitude + e.integral + e.error) && (shows_non_finite_ || are_finite(y)) &&
                              (b.magnitude >= ordinary_ || are_ordinary(b.magnitude, h, y));
        return {e.integral, b.error, b.noise, b.magnitude, is_known};
    }

private:
    [[nodiscard]] static bool are_finite(std::span<const double> y) {
        return std::ranges::all_of(y, [](double v) { return std::isfinite(v); });
    }
    [[nodiscard]] static bool are_ordinary(double magnitude, double h, std::span<const double> y);

    rounding rounding_;
    double ordinary_;  ///< where the integral of |f| over a segment is no less than this, values are far from denormal
    bool shows_non_finite_;
};

}  // namespace taskquad::regions::segments
