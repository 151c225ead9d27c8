/// Where a rule's abscissa t in [-1, 1] lies on a segment, and whether the doubles there are dense enough.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include <taskquad/rule.hpp>

namespace taskquad::regions::segments {

/// x for t on [a, b]. The ends, the midpoint and the dyadic points down to 1/1024 come from repeated halving, as the ends
/// of later halves do, so that what segments share has the same bits on every path.
double abscissa(double a, double b, double t);

/// The same for many t, none of which is dyadic (0 may be), nor so near an end that rounding could reach it. No x is -0.0.
void abscissae(double a, double b, std::span<const double> t, std::span<double> x);
/// The same on [a, b], and then on [c, d].
void abscissae(double a, double b, double c, double d, std::span<const double> t, std::span<double> x);

/// The x inside [a, b] next to an end, such that f may have a large value there where it is singular at the end, but not an
/// infinite one.
double beside_end(double a, double b, bool at_begin);

/// The abscissae of a rule of one level on [a, b].
void place(const rule& r, double a, double b, std::span<double> x);

/// Segments narrower than this, compared with their distance from 0, are not bisected, lest abscissae round onto each other.
inline constexpr double narrowest = 64 * std::numeric_limits<double>::epsilon();

/// Whether the outermost abscissae of both halves of [a, b] lie inside the halves, unless the rule has them at the ends.
inline bool has_room(const rule& r, double a, double b) {
    if (b - a <= std::max(narrowest * std::max(std::abs(a), std::abs(b)), std::numeric_limits<double>::min())) return false;
    const auto t = r.abscissae(r.first_level(false));
    const double first = t.front(), last = t.back(), m = std::midpoint(a, b);
    const auto inside = [&](double from, double to) {
        return (first == -1 || abscissa(from, to, first) > from) && (last == 1 || abscissa(from, to, last) < to);
    };
    return inside(a, m) && inside(m, b);
}

/// Whether the abscissae of a rule of known separation are more than some roundings apart on a segment of this width within [a, b].
inline bool is_wide(double separation, double roundings, double width, double a, double b) {
    return separation * width > roundings * std::numeric_limits<double>::epsilon() * std::max(std::abs(a), std::abs(b));
}

}  // namespace taskquad::regions::segments
