/// What the rounding of f's values, and of their sums, explains of the error of an estimate.
#pragma once

#include <iterator>
#include <limits>
#include <span>

namespace taskquad::detail {

class rounding {
public:
    /// As in options.
    explicit rounding(double f_relative_accuracy)
        : floor_(factor * epsilon + f_relative_accuracy), explained_(factor * (epsilon + f_relative_accuracy)) {}

    /// The least error that there is where the integral of |f| is `magnitude`.
    [[nodiscard]] double floor(double magnitude) const { return floor_ * magnitude; }
    /// The largest that says nothing of f.
    [[nodiscard]] double explained(double magnitude) const { return explained_ * magnitude; }

    /// Whether an error is no larger than that, for values y on a segment of half width h. Their largest may be more than the
    /// integral knows of; but no rule gives one abscissa less than some 1 / n^2 of its weight.
    [[nodiscard]] bool explains(double error, double magnitude, double h, std::span<const double> y) const {
        const auto n = static_cast<double>(std::ssize(y));  // the unsigned one would take a branch
        const double most = n * n * magnitude;
        return error <= explained(most) && explains(error, magnitude, h, y, most);  // the first, as a rule, is not
    }

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

    [[nodiscard]] bool explains(double error, double magnitude, double h, std::span<const double> y, double most) const;
    [[nodiscard]] static double mean_magnitude(double h, std::span<const double> y);

    double floor_, explained_;
};

}  // namespace taskquad::detail
