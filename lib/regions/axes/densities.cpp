#include "regions/axes/densities.hpp"

#include <stdexcept>
#include <string>

#include "problem/messages.hpp"
#include "rules/quantile.hpp"

namespace taskquad::regions::axes {

namespace {

/// The least distance from an end that is told from 0, the cube of which is an ordinary number.
constexpr double nearest = 1e-100;

probability smooth(const place& p) {
    const auto low = [](double t) { return t * t * t * (10 - t * (15 - 6 * t)); };
    const double u = std::max(p.from_lower, nearest), v = std::max(p.from_upper, nearest), slope = 30 * (u * v) * (u * v);
    return p.u < 0.5 ? probability{low(u), 1 - low(u), slope} : probability{1 - low(v), low(v), slope};
}

probability plain(const place& p) {
    constexpr double least = std::numeric_limits<double>::min();
    return {std::max(p.from_lower, least), std::max(p.from_upper, least), 1};
}

double quantile(rules::density d, const probability& p) {
    if (d == rules::density::exponential) return p.below < 0.5 ? -std::log1p(-p.below) : -std::log(p.above);
    const double x = rules::quantile(rules::density::normal, std::min(p.below, p.above));
    return p.below < p.above ? x : -x;
}

/// A probability for which a distribution function can be inverted.
double inside(double p) {
    return std::clamp(p, std::numeric_limits<double>::min(), 1 - std::numeric_limits<double>::epsilon() / 2);
}

}  // namespace

probability density::of(const place& p) const { return growth_ == growth::smooth ? smooth(p) : plain(p); }

double density::distance(double probability) const {
    constexpr double of_cube = 10;
    return growth_ == growth::smooth ? std::cbrt(probability / of_cube) : probability;
}

turned known_density::at(const place& p, std::span<const double> /*earlier*/) const {
    const probability of_place = of(p);
    return {origin_ + unit_ * quantile(density_, of_place), of_place.slope};
}

double known_density::unresolved(bool /*upper*/) const { return nearest; }

bool known_density::has_room(const place& lower, const place& upper) const {
    constexpr double least = 1024 * nearest;
    if (lower.from_upper < least || upper.from_lower < least) return false;
    return is_told_apart(at(lower, {}).x, at(upper, {}).x);
}

turned density_by_inverse::at(const place& p, std::span<const double> /*earlier*/) const {
    const probability of_place = of(p);
    const double below = inside(of_place.below), x = inverse_cdf_(below);
    if (std::isfinite(x)) return {x, of_place.slope};
    throw std::domain_error("taskquad: box: axis " + std::to_string(axis_) + ": its inverse distribution function is " +
                            problem::text(x) + " at " + problem::text(below));
}

double density_by_inverse::unresolved(bool upper) const {
    return distance(upper ? without_digits(1) : std::numeric_limits<double>::min());
}

bool density_by_inverse::has_room(const place& lower, const place& upper) const {
    return is_told_apart(of(lower).below, of(upper).below);
}

}  // namespace taskquad::regions::axes
