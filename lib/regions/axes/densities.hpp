/// Axes with a density: x is the inverse distribution function of a probability p, which is a function of u, 0 < u < 1.
///
/// In one dimension p is u. The inverse goes to infinity like a power of log p, which no polynomial follows; so boxes have p = u^3
/// (10 - 15 u + 6 u^2), of which the factor 30 u^2 (1 - u)^2 is 0 at the ends. Over two or three normal or exponential axes, smooth
/// f take 2 to 130 times fewer evaluations then at 1e-5 (lognormal, two of them: 25,550 and 443), and at 1e-3 from twice as many to
/// 17 times fewer; where f jumps, a third more. For a sparse grid the reference coordinate of a normal or exponential axis is x,
/// since its rules have these densities; any other density is as for boxes on up to three axes, and p = u where there are more,
/// since the product of so many factors interacts where f does not (six: 24,217 and 1,161 at 1e-3).
#pragma once

#include <cstddef>
#include <functional>

#include <taskquad/axis.hpp>

#include "regions/axes/variable.hpp"
#include "rules/orthonormal.hpp"

namespace taskquad::regions::axes {

/// The probabilities to be below x and above, each with all its digits and not 0, and how fast the first one grows with u.
struct probability {
    double below, above, slope;
};
/// p = u; and a p that is smooth at the ends.
enum class growth { plain, smooth };

class density : public variable {
public:
    explicit density(growth g) : growth_(g) {}
    [[nodiscard]] bool has_slope() const final { return growth_ != growth::plain; }
    [[nodiscard]] double slope(const place& p) const final { return of(p).slope; }

protected:
    [[nodiscard]] probability of(const place& p) const;
    /// How far from an end, in u, a small probability is reached.
    [[nodiscard]] double distance(double probability) const;

private:
    growth growth_;
};

/// A normal or an exponential one, of origin + unit * x.
class known_density final : public density {
public:
    known_density(rules::density d, double origin, double unit, growth g) : density(g), density_(d), origin_(origin), unit_(unit) {}
    [[nodiscard]] turned at(const place& p, std::span<const double> earlier) const override;
    [[nodiscard]] double unresolved(bool upper) const override;
    [[nodiscard]] bool has_room(const place& lower, const place& upper) const override;

private:
    rules::density density_;
    double origin_, unit_;
};

/// One of the user's; the number of the axis is named where x is not finite, with std::domain_error. The function is given p alone,
/// which near 1 has 16 digits behind the point.
class density_by_inverse final : public density {
public:
    density_by_inverse(std::function<double(double)> inverse_cdf, std::size_t axis, growth g)
        : density(g), inverse_cdf_(std::move(inverse_cdf)), axis_(axis) {}
    [[nodiscard]] turned at(const place& p, std::span<const double> earlier) const override;
    [[nodiscard]] double unresolved(bool upper) const override;
    [[nodiscard]] bool has_room(const place& lower, const place& upper) const override;

private:
    std::function<double(double)> inverse_cdf_;
    std::size_t axis_;
};

}  // namespace taskquad::regions::axes
