/// One coordinate of a box: from where to where it goes, or how it is distributed.
///
///     box{{0.0, 1.0}, {0.0, 0.3, 1.0}, normal(2.0, 0.1), exponential(3.0)}
///
/// * `{a, b}`: an interval, with breakpoints between its limits, see domain.hpp. Either limit, or both, may be infinite.
/// * `normal(mean, sd)`, `exponential(rate)`, `distribution(inverse_cdf)`: the coordinate is random, and independent of the others.
///   The value is the expectation over it, so that its density is not a factor of f.
/// * `between(lower, upper)`: limits that depend on the coordinates before this one. A triangle, a cone:
///
///       box{{0.0, 1.0}, between(0.0, [](std::span<const double> x) { return x[0]; })}
///       box{{0.0, 1.0}, between([](auto x) { return -x[0]; }, [](auto x) { return x[0]; }),
///           between([](auto x) { return -std::sqrt(x[0] * x[0] - x[1] * x[1]); },
///                   [](auto x) { return std::sqrt(x[0] * x[0] - x[1] * x[1]); })}
///
///   Where the upper limit is below the lower one, the integral between them is negative, as in mathematics.
#pragma once

#include <concepts>
#include <functional>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <taskquad/domain.hpp>

namespace taskquad {

/// A coordinate with a normal distribution; mean and sd, its standard deviation, in the unit of x. A box refuses a mean that is not
/// finite, and an sd that is not finite and > 0.
struct normal {
    explicit normal(double mean_, double sd_) noexcept : mean(mean_), sd(sd_) {}
    double mean, sd;
};

/// A coordinate with the density rate * exp(-rate x), x >= 0; a sparse grid asks for f at x = 0. The rate is per unit of x. A box
/// refuses a rate that is not finite and > 0.
struct exponential {
    explicit exponential(double rate_) noexcept : rate(rate_) {}
    double rate;
};

/// A coordinate with any distribution: at u its inverse distribution function has the x below which the coordinate is with
/// probability u. It is never asked for u = 0 or u = 1, where results and observers are shown infinite limits; it may be asked
/// several times for the same u, and must then say the same; within an integration by one thread at a time. An x that is not finite
/// ends the integration with std::domain_error. A box refuses a null function.
struct distribution {
    explicit distribution(std::function<double(double)> inverse_cdf_) : inverse_cdf(std::move(inverse_cdf_)) {}
    std::function<double(double)> inverse_cdf;
};

/// A limit of a coordinate: a number, or a function of the coordinates before it, as many as there are. That function may be asked
/// several times for the same coordinates, and must then say the same; within an integration by one thread at a time. A limit that
/// is not finite ends the integration with std::domain_error.
class limit {
public:
    using of_earlier = std::function<double(std::span<const double>)>;

    explicit(false) limit(double x) : is_(x) {}
    template <class F>
    requires(!std::convertible_to<F, double>) && std::is_invocable_r_v<double, F&, std::span<const double>> explicit(false)
                                                     limit(F f)
        : is_(of_earlier(std::move(f))) {}

    /// The number, or null.
    [[nodiscard]] const double* number() const noexcept { return std::get_if<double>(&is_); }
    /// The function, or null.
    [[nodiscard]] const of_earlier* function() const noexcept { return std::get_if<of_earlier>(&is_); }

private:
    std::variant<double, of_earlier> is_;
};

/// A coordinate between limits that may depend on earlier ones. f is given x = lower + t (upper - lower), 0 < t < 1. Where both
/// limits are numbers, this is an interval. A box refuses functions for its first axis, null functions, and beside a function a
/// number that is not finite.
struct between {
    between(limit lower_, limit upper_) : lower(std::move(lower_)), upper(std::move(upper_)) {}
    limit lower, upper;
};

/// What a domain has refused: the box, which knows the axis, says so.
struct refused_interval {
    std::string why;
};

class axis {
public:
    using form = std::variant<domain, normal, exponential, distribution, between, refused_interval>;

    /// An interval, as by `domain`. A box refuses points that are no domain.
    axis(std::initializer_list<double> points) : is_(interval_of(points)) {}
    template <class Points>
    requires(!std::is_same_v<Points, axis>) && std::convertible_to<const Points&, domain> explicit(false) axis(const Points& points)
        : is_(interval_of(points)) {}
    explicit(false) axis(normal n) : is_(n) {}
    explicit(false) axis(exponential e) : is_(e) {}
    explicit(false) axis(distribution d) : is_(std::move(d)) {}
    explicit(false) axis(between b) : is_(std::move(b)) {
        const auto& [lower, upper] = std::get<between>(is_);
        if (lower.number() != nullptr && upper.number() != nullptr)
            is_ = interval_of(std::initializer_list<double>{*lower.number(), *upper.number()});
    }

    [[nodiscard]] const form& is() const noexcept { return is_; }
    /// The interval, or null.
    [[nodiscard]] const domain* interval() const noexcept { return std::get_if<domain>(&is_); }
    /// Whether it is an interval whose limits are the same.
    [[nodiscard]] bool has_no_width() const noexcept { return interval() != nullptr && interval()->points().size() == 1; }

private:
    template <class Points>
    static form interval_of(const Points& points) {
        try {
            return domain(points);
        } catch (const std::invalid_argument& refused) {
            return refused_interval{refused.what()};
        }
    }

    form is_;
};

}  // namespace taskquad
