// Estimates at the ends of a piece, where values may not be finite, or have no digits; and beyond the exp-sinh variable's range.
//
// Where the outermost values are not finite, and next to nothing can lie beyond the last finite one, they count as 0, and the piece
// ends there from now on. Else, in a panel, they follow the values farther out (estimator_in_panels.cpp), and so do values without
// digits; in a variable that takes no panels, a panel has to take over.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "machine/numbers.hpp"
#include "regions/segments/double_exponential.hpp"
#include "regions/segments/estimator.hpp"

namespace taskquad::regions::segments {

namespace {

using machine::infinity;

}  // namespace

// --- values that are not finite, or have no digits

estimator::at_ends estimator::settle_ends(const span_of_u& s, ends& troubled) {
    at_ends found;
    if (s.reaches(true)) settle_end(s, true, found, troubled);
    if (s.reaches(false)) settle_end(s, false, found, troubled);
    return found;
}

void estimator::settle_end(const span_of_u& s, bool at_begin, at_ends& found, ends& troubled) {
    const std::size_t n = y_.size();
    std::size_t bad = 0;
    while (bad < n && !std::isfinite(y_[inwards(at_begin, bad)])) ++bad;
    if (bad == n) return;
    const ends e = at_begin ? ends::begin : ends::end;
    const bool has_panel = has(s.how.panel_at, e);
    const bool left_off = s.where->is_left_off(e);
    const bool settled = (bad > 0 || left_off) && is_settled_by_stake(s, at_begin, bad, found);
    if (settled) bad = 0;
    if (bad > 0 && !has_panel && !is_plain(s) && rule_.end_panels()) troubled = troubled | e;
    if (has_panel && settle_panel_end(s, at_begin, bad, found)) return;
    // Beside the finite end of a half line, where the variable goes to 1e-129 of the scale, f may have no values over many decades.
    // The integral over them is next to nothing unless f grows too fast there, which is not known.
    const bool of_half_line = !s.where->is_cut(e) && std::isfinite(s.end(at_begin)) && std::isinf(s.end(!at_begin));
    const double lost = bad > 0 && of_half_line ? 2 * at_stake(s, at_begin, bad) : infinity;
    found.hangs = found.hangs || (left_off && !settled && !std::isfinite(lost));
    if (!std::isfinite(lost)) return;
    count_as_nothing(at_begin, bad);
    found.missing += lost;
}

/// Whether the first `bad` values, which are not finite, can be left out, since f has vanished there, but for what is at stake. If
/// the stake is next to nothing, the piece ends at the last finite value from now on; else, if f falls fast towards infinity and
/// does not overflow, at the first value that is not finite, so that refinement comes closer to where f ends.
bool estimator::is_settled_by_stake(const span_of_u& s, bool at_begin, std::size_t bad, at_ends& found) {
    const double stake = at_stake(s, at_begin, bad), magnitude = finite_magnitude(s);
    const bool finite_end = std::isfinite(s.end(at_begin));
    // Where a piece was cut since f was not finite there, f may be undefined over a range.
    constexpr double close = 1e-13;
    if (bad > 0 && s.where->is_cut(at_begin ? ends::begin : ends::end) &&
        at_distance(s, at_begin, bad).second > close * (s.b - s.a))
        return false;
    if (!std::isfinite(magnitude)) return false;
    auto& side = found.of(at_begin);
    if (stake <= rounding_.floor(magnitude) / 4) {
        found.tail += stake;
        if (bad > 0) side.nothing_from = u_of(s, inwards(at_begin, bad));
    } else {
        bool overflows = false;
        for (std::size_t k = 0; k < bad; ++k) overflows = overflows || std::isinf(y_[inwards(at_begin, k)]);
        if (finite_end || overflows) return false;
        // If f is not known to fall, it may do so closer to the first value that is not finite.
        if (bad > 0 && !is_plain(s)) side.falls_to = u_of(s, inwards(at_begin, bad - 1));
        if (!falls_fast(s, at_begin, bad)) return false;
        found.falling += stake;
    }
    count_as_nothing(at_begin, bad);
    return true;
}

void estimator::count_as_nothing(bool at_begin, std::size_t outermost) {
    for (std::size_t k = 0; k < outermost; ++k) y_[inwards(at_begin, k)] = 0;
}

/// Value number k from an end, and its distance from this end; towards infinity f d^2 and 1 / d.
std::pair<double, double> estimator::at_distance(const span_of_u& s, bool at_begin, std::size_t k) const {
    const std::size_t i = inwards(at_begin, k);
    const double end = s.end(at_begin);
    if (is_plain(s)) return {y_[i], std::abs(u_of(s, i) - end)};
    const sample& at = samples_[i];
    const double f = y_[i] / at.jacobian, d = at_begin == std::isfinite(end) ? at.from_a : at.to_b;
    return std::isfinite(end) ? std::pair(f, d) : std::pair(f * d * d, 1 / d);
}

/// The exponent of the power of the distance from an end through value number k and the next one.
double estimator::exponent_at(const span_of_u& s, bool at_begin, std::size_t k) const {
    if (k + 1 >= y_.size()) return infinity;
    const auto [f, d] = at_distance(s, at_begin, k);
    const auto [g, e] = at_distance(s, at_begin, k + 1);
    return segments::exponent(d, f, e, g);
}

/// The integral between value number k and the end, if f is the power through this value and the next; infinite where it diverges.
double estimator::at_stake(const span_of_u& s, bool at_begin, std::size_t k) const {
    const auto [f, d] = at_distance(s, at_begin, k);
    if (f == 0) return 0;
    constexpr double integrable = 0.9;
    const double p = exponent_at(s, at_begin, k);
    return p < integrable ? std::abs(f) * d / (1 - p) : infinity;
}

/// Whether f falls faster towards an end than the powers that occur.
bool estimator::falls_fast(const span_of_u& s, bool at_begin, std::size_t k) const {
    constexpr double fast = -6;
    return exponent_at(s, at_begin, k) < fast;
}

/// The integral of |f|, as far as values are finite.
double estimator::finite_magnitude(const span_of_u& s) const {
    double sum = 0;
    for (std::size_t i = 0; i < y_.size(); ++i) {
        if (!std::isfinite(y_[i])) continue;
        sum += std::abs(y_[i]) * (is_plain(s) ? (s.b - s.a) / static_cast<double>(y_.size()) : samples_[i].weight);
    }
    return sum;
}

// --- beyond the range of the variable

/// What lies beyond the range of the exp-sinh variable, on one side.
remainder estimator::beyond(const span_of_u& s, bool at_begin) const {
    const auto kind = s.where->kind();
    if (!s.reaches(at_begin) || (kind != chart::variable::half_line_up && kind != chart::variable::half_line_down) || y_.size() < 3)
        return {};
    std::array<double, 3> d{}, f{};
    for (std::size_t k = 0; k < 3; ++k) {
        const sample& at = samples_[inwards(at_begin, k)];
        d[k] = std::min(at.from_a, at.to_b);
        f[k] = y_[inwards(at_begin, k)] / at.jacobian;
    }
    // Towards infinity, in 1 / d.
    const auto ideal = s.where->at(at_begin ? s.a : s.b).at;
    double last = std::min(ideal.from_a, ideal.to_b);
    const bool far = d[0] > d[1];
    if (far) last = 1 / last;
    for (std::size_t k = 0; k < 3 && far; ++k) {
        f[k] *= d[k] * d[k];
        d[k] = 1 / d[k];
    }
    return power_law(d, f).below(last);
}

/// Whether, in a variable that takes no panels, a panel has to find out what bisection cannot: most of the error comes from beyond
/// the range, or from the rounding of x; or f is exactly 0 at the end, although it has not vanished before.
bool estimator::wants_panel_for(const span_of_u& s, bool at_begin, double unsure, double error, double magnitude) const {
    if (!s.reaches(at_begin) || s.where->takes_panels() || !rule_.end_panels()) return false;
    if (unsure > rounding_.explained(magnitude) && !(unsure < error)) return true;
    return stake_of_zeros(s, at_begin) > rounding_.explained(magnitude);
}

}  // namespace taskquad::regions::segments
