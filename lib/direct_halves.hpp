/// What a direct run does for two segments that lie one beside the other, as halves do: abscissae, values, estimates.
///
/// Defined here, to be part of the loop: for a cheap f this is where the time goes.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "abscissa.hpp"
#include "direct_run.hpp"

namespace taskquad::detail {

/// Whether that is beyond doubt for [a, m] and [m, b], both as deep as s.
inline bool direct_run::have_clearly_distinct_abscissae(segment_id s, double a, double m, double b) const {
    return static_cast<int>(tree_.mark(s).depth) <= rule::remembered && is_wide(16, std::min(m - a, b - m), a, b);
}

inline void direct_run::put(segment_id s, const judgement& v) {
    tree_[s].integral = v.integral;
    tree_[s].error = v.error;
    tree_.mark(s).found = v.found & 31;
}

/// From the values y of one.
inline bool direct_run::judge_one(segment_id s, const estimate<>& e, double h, std::span<const double> y) {
    const judgement v = judge_(e, h, y);
    put(s, v);
    return v.is_known();
}

/// From the values y of both.
inline bool direct_run::judge_both(segment_id s, double a, double m, double b, const double* y) {
    const std::size_t count = abscissae_;
    const std::array<double, 2> h{(m - a) / 2, (b - m) / 2};
    std::array<estimate<>, 2> e;
    rule_.halves({y, 2 * count}, h, e);
    const bool left_is_known = judge_one(s, e[0], h[0], {y, count});
    return judge_one(s + 1, e[1], h[1], {y + count, count}) && left_is_known;
}

/// Where, of two, most of the error is.
inline void direct_run::compare(segment_id s) {
    const segment_id whole = tree_[s].parent;
    if (!trigger_ || whole == no_segment) return;
    look_for_concentration(s, s + 1, tree_[whole].error);
    look_for_concentration(s + 1, s, tree_[whole].error);
}

/// Of two whose values are there.
inline bool direct_run::estimate_evaluated(segment_id s) {
    const compact_segment* const both = &tree_[s];
    if (!judge_both(s, both[0].a, both[0].b, both[1].b, values_.of(s))) return false;
    compare(s);
    return true;
}

/// f at all abscissae of two, and their estimates; with memory for those, and where the values go.
inline bool direct_run::estimate_both(segment_id s, std::span<double> x, double* y) {
    const compact_segment* const both = &tree_[s];
    const double a = both[0].a, m = both[0].b, b = both[1].b;
    abscissae(a, m, m, b, t_, x);
    if (!have_clearly_distinct_abscissae(s, a, m, b) && !have_distinct_abscissae(s, x.first(2 * abscissae_), abscissae_))
        return false;
    f_.plain(x.first(2 * abscissae_), y);
    if (!judge_both(s, a, m, b, y)) return false;
    compare(s);
    return true;
}

/// Of a segment that has just been divided, with nothing else waiting.
inline bool direct_run::estimate_halves(segment_id left) {
    estimated_ = left + 2;
    double* const y = values_.append(estimated_);
    const bool are_known = are_plain_ ? estimate_both(left, scratch(), y) : estimate_here(left, estimated_);
    const bool looks_around = left % 16 < 2;  // it takes 8 ns
    return are_known && pace_.made(2 * abscissae_, 1) && !(looks_around && is_cancelled());
}

}  // namespace taskquad::detail
