#include "regions/axes/stretched.hpp"

#include <numbers>
#include <numeric>

namespace taskquad::regions::axes {

namespace {

constexpr double quarter = std::numbers::pi / 2;
/// The distance from infinity at which x is 1e129 s.
constexpr double nearest_infinity = 1e-129;

double centre_of(const domain& where) {
    const auto points = where.points();
    if (std::isfinite(points.front())) return points.front();
    if (std::isfinite(points.back())) return points.back();
    return points.size() == 2 ? 0 : std::midpoint(points[1], points[points.size() - 2]);
}

/// tan(pi u / 2) for the distance of u from 0 or, where it is smaller, from 1.
double tangent(double from_centre, double from_infinity) {
    return from_centre < from_infinity ? std::tan(quarter * from_centre)
                                       : 1 / std::tan(quarter * std::max(from_infinity, nearest_infinity));
}

}  // namespace

stretched::stretched(const domain& where, double scale)
    : least_(where.points().front()), largest_(where.points().back()), centre_(centre_of(where)), scale_(scale) {}

double stretched::u(double x) const { return std::isinf(x) ? std::copysign(1.0, x) : std::atan((x - centre_) / scale_) / quarter; }

marks stretched::marks_of(const domain& where) const {
    const auto points = where.points();
    marks m{{u(least_)}, {least_}};
    for (const double x : points.subspan(1, points.size() - 2)) {
        if (!is_told_apart(m.u.back(), u(x)) || !is_told_apart(u(x), u(largest_))) continue;
        m.u.push_back(u(x));
        m.x.push_back(x);
    }
    m.u.push_back(u(largest_));
    m.x.push_back(largest_);
    return m;
}

turned stretched::at(const place& p, std::span<const double> /*earlier*/) const {
    const bool up = std::isfinite(least_) || (std::isinf(largest_) && p.u >= 0);
    const double from_infinity = up ? p.from_upper : p.from_lower;
    const double from_centre = std::isfinite(least_) ? p.from_lower : std::isfinite(largest_) ? p.from_upper : std::abs(p.u);
    const double t = tangent(from_centre, from_infinity), away = scale_ * t;
    constexpr double farthest = std::numeric_limits<double>::max();
    const double x = std::clamp(up ? centre_ + away : centre_ - away, -farthest, farthest);
    const double slope = scale_ * quarter * (1 + t * t);
    if (x == least_ || x == largest_) return {std::nextafter(x, up ? farthest : -farthest), slope};
    return {x, slope};
}

double stretched::unresolved(bool upper) const {
    const double end = upper ? largest_ : least_;
    return std::isinf(end) ? nearest_infinity : without_digits(end) / (scale_ * quarter);
}

bool stretched::has_room(const place& lower, const place& upper) const {
    constexpr double least = 1024 * nearest_infinity;
    if ((std::isinf(largest_) && lower.from_upper < least) || (std::isinf(least_) && upper.from_lower < least)) return false;
    return is_told_apart(at(lower, {}).x, at(upper, {}).x);
}

}  // namespace taskquad::regions::axes
