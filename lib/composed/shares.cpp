#include "composed/shares.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace taskquad::composed {

namespace {

/// Over the half line of d > 0, of density in v of d = exp(1.8 sinh v), from 1e-129 to 1e129.
double of_half_line(double d) {
    constexpr double slope = 1.8, nearest = 1e-129;
    static const double range = 2 * std::asinh(-std::log(nearest) / slope);
    d = std::max(d, nearest);
    return 1 / (range * d * std::hypot(slope, std::log(d)));
}

/// Over the whole line, of density in t of x = t / (1 - t^2).
double of_line(double x) {
    const double t = 2 * std::abs(x) / (1 + std::hypot(1.0, 2 * x));
    const double rest = (1 - t) * (1 + t);
    return rest * rest / (1 + t * t) / 2;
}

}  // namespace

double shares::operator()(double x) const {
    const auto points = where_.points();
    const bool begins = std::isfinite(points.front()), ends = std::isfinite(points.back());
    if (begins && ends) return std::min(1 / (points.back() - points.front()), std::numeric_limits<double>::max());
    if (!begins && !ends && points.size() <= 3) {
        const double center = points.size() == 3 ? points[1] : 0;
        return of_line((x - center) / scale_) / scale_;
    }
    // Each piece has the same part.
    const auto pieces = static_cast<double>(points.size() - 1);
    const auto next = static_cast<std::size_t>(std::upper_bound(points.begin() + 1, points.end() - 1, x) - points.begin());
    const double a = points[next - 1], b = points[next];
    if (std::isfinite(a) && std::isfinite(b)) return 1 / (pieces * (b - a));
    return of_half_line((std::isfinite(a) ? x - a : b - x) / scale_) / (pieces * scale_);
}

}  // namespace taskquad::composed
