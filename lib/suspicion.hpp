/// What the values on a segment look like, at no cost: whether a feature may have been missed, or nothing is there to miss.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace taskquad::detail {

/// Of fewer abscissae, values may mirror each other by chance.
inline constexpr std::size_t few_abscissae = 15;

/// Values that are all the same, or, of few abscissae, mirror images of each other, are what an aliased or a missed feature looks
/// like. `most`: the largest magnitude.
inline bool is_suspicious(std::span<const double> y, double most) {
    const auto same = [&](double v, double w) { return std::abs(v - w) <= 4 * std::numeric_limits<double>::epsilon() * most; };
    if (y.size() < 2) return false;
    if (std::all_of(y.begin(), y.end(), [&](double v) { return same(v, y.front()); })) return true;
    return y.size() < few_abscissae && std::equal(y.begin(), y.end(), y.rbegin(), same);
}

/// Whether a glance is enough to see that they are not that, as a rule: values that are all the same to 4 roundings of the largest
/// are so to 8 roundings of the first.
inline bool is_clearly_unsuspicious(std::span<const double> y) {
    const double first = y.front(), middle = y[y.size() / 2];
    return y.size() >= few_abscissae && std::abs(middle - first) > 8 * std::numeric_limits<double>::epsilon() * std::abs(first);
}

/// Whether values have nearly vanished towards the ends: nothing singular is of weight there.
inline bool fades(std::span<const double> y, double most, bool at_begin, bool at_end) {
    constexpr double next_to_nothing = 1e-6;
    if (at_begin && std::abs(y.front()) > next_to_nothing * most) return false;
    return !at_end || std::abs(y.back()) <= next_to_nothing * most;
}

}  // namespace taskquad::detail
