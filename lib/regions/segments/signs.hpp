/// What the values on a segment show at no cost: whether a feature may have been missed; and whether the error concentrates at an
/// end of the piece, which is the sign of a singularity there.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include <taskquad/rule.hpp>

#include "machine/scale.hpp"
#include "regions/segments/abscissa.hpp"

namespace taskquad::regions::segments {

/// At fewer abscissae than this, the values of an aliased feature may mirror each other by chance.
inline constexpr std::size_t few_abscissae = 15;

/// Whether all values are next to nothing but for the outermost, at one end of a piece or at both: the foot of a narrow feature.
inline bool is_next_to_nothing_but_for(std::span<const double> y, double most, bool first, bool last) {
    constexpr double next_to_nothing = 1e-3;
    const std::size_t n = y.size(), from = first ? 1 : 0, to = last ? n - 1 : n;
    if ((!first && !last) || n < few_abscissae) return false;
    return std::all_of(y.begin() + static_cast<std::ptrdiff_t>(from), y.begin() + static_cast<std::ptrdiff_t>(to),
                       [&](double v) { return std::abs(v) <= next_to_nothing * most; });
}

/// Whether values look as if a feature has been missed: all the same, or next to nothing but for the one beside an end of the
/// piece. `most`: the largest magnitude; `at_begin`, `at_end`: whether the segment lies at this end of the piece.
inline bool look_like_nothing(std::span<const double> y, double most, bool at_begin, bool at_end) {
    const auto same = [&](double v) { return std::abs(v - y.front()) <= 4 * std::numeric_limits<double>::epsilon() * most; };
    return y.size() > 1 && (std::all_of(y.begin(), y.end(), same) || is_next_to_nothing_but_for(y, most, at_begin, at_end));
}

/// Whether values at few abscissae mirror each other, as the values of an aliased feature do.
inline bool are_mirror_images(std::span<const double> y, double most) {
    const auto same = [&](double v, double w) { return std::abs(v - w) <= 4 * std::numeric_limits<double>::epsilon() * most; };
    return y.size() > 1 && y.size() < few_abscissae && std::equal(y.begin(), y.end(), y.rbegin(), same);
}

/// A cheap test, sufficient for values that neither look like nothing nor mirror each other. Values that are all the same to 4
/// roundings of the largest are the same to 8 roundings of the first; and where only a value at an end is more than next to
/// nothing, the middle one is not. False says nothing.
inline bool is_clearly_unsuspicious(std::span<const double> y) {
    const double first = std::abs(y.front()), last = std::abs(y.back()), middle = y[y.size() / 2];
    return y.size() >= few_abscissae && std::abs(middle - y.front()) > 8 * std::numeric_limits<double>::epsilon() * first &&
           std::abs(middle) > 2e-3 * std::max(first, last);
}

/// Why an initial segment must be refined before it is believed.
enum class suspicion : std::uint8_t { none, of_aliasing, of_nothing };
/// The suspicion about a segment [a, b] by its values. `at_begin`, `at_end`: whether it lies at this end of its piece.
inline suspicion suspicion_of(const rule& r, double a, double b, std::span<const double> y, bool at_begin, bool at_end) {
    if (r.guard() == 0 && is_clearly_unsuspicious(y)) return suspicion::none;
    if (!has_room(r, a, b)) return suspicion::none;
    const double most = machine::largest_magnitude(y);
    if (look_like_nothing(y, most, at_begin, at_end)) return suspicion::of_nothing;
    return r.guard() > 0 || are_mirror_images(y, most) ? suspicion::of_aliasing : suspicion::none;
}

/// Whether values have nearly vanished towards the ends of the piece: nothing singular is of weight there. `most`: the largest
/// magnitude. `closed`: an abscissa lies at an end; a value there says nothing, since sqrt is 0 at its end.
inline bool fades(std::span<const double> y, double most, bool closed, bool at_begin, bool at_end) {
    constexpr double next_to_nothing = 1e-6;
    const std::size_t outermost = closed && y.size() > 2 ? 1 : 0;
    if (at_begin && std::abs(y[outermost]) > next_to_nothing * most) return false;
    return !at_end || std::abs(y[y.size() - 1 - outermost]) <= next_to_nothing * most;
}

/// Whether the error of a half is concentrated, compared with the errors of its sibling and of the whole.
inline bool concentrates(const end_trigger& t, double error, double of_sibling, double of_whole) {
    return error > t.over_sibling * of_sibling && error > t.share * of_whole;
}

/// The number of bisections in a row that left the error concentrated at the beginning of the piece, and at its end.
struct streaks {
    int begin, end;
};
/// The streaks of a half whose error is concentrated: one more than the whole's at the end where the half lies, `longest` at most.
inline streaks streaks_of_half(const streaks& of_whole, bool is_left, bool at_begin, bool at_end, int longest) {
    return {is_left && at_begin ? std::min(of_whole.begin + 1, longest) : 0,
            !is_left && at_end ? std::min(of_whole.end + 1, longest) : 0};
}

}  // namespace taskquad::regions::segments
