/// Whether doubles are dense enough for a segment to be bisected.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <taskquad/rule.hpp>

#include "abscissa.hpp"

namespace taskquad::detail {

/// Segments narrower than this many ulp of their position are not bisected: a rule needs room for its abscissae.
inline constexpr double narrowest = 64 * std::numeric_limits<double>::epsilon();

/// The halves of [a, b] have their abscissae apart from their ends, unless those are meant to lie there.
inline bool has_room(const rule& r, double a, double b) {
    if (b - a <= std::max(narrowest * std::max(std::abs(a), std::abs(b)), std::numeric_limits<double>::min())) return false;
    const auto t = r.abscissae(r.first_level(false));
    const double first = t.front(), last = t.back(), m = std::midpoint(a, b);
    const auto inside = [&](double from, double to) {
        return (first == -1 || abscissa(from, to, first) > from) && (last == 1 || abscissa(from, to, last) < to);
    };
    return inside(a, m) && inside(m, b);
}

/// Whether in a segment as wide as that, within [a, b], the abscissae of a rule of known separation are so many roundings apart.
inline bool is_wide(double separation, double roundings, double width, double a, double b) {
    return separation * width > roundings * std::numeric_limits<double>::epsilon() * std::max(std::abs(a), std::abs(b));
}

}  // namespace taskquad::detail
