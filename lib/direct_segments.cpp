// Of a direct run, what is rare: the first segments, values that are taken over, ends.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "abscissa.hpp"
#include "direct_halves.hpp"
#include "direct_run.hpp"
#include "scale.hpp"
#include "suspicion.hpp"

namespace taskquad::detail {

/// As subdivision makes them.
void direct_run::make_initial() {
    const auto points = where_.points();
    const auto parts = static_cast<std::size_t>(options_.initial_segments);
    const std::size_t n = (points.size() - 1) * parts, at_first = std::max<std::size_t>(n, 64);
    tree_.reserve(at_first);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        double a = points[i];
        for (std::size_t k = 1; k <= parts; ++k) {
            const double share = static_cast<double>(k) / static_cast<double>(parts);
            const double b = k == parts ? points[i + 1] : points[i] + (points[i + 1] - points[i]) * share;
            if (!(b > a)) continue;
            compact_mark m{};
            m.begins = a == points[i];
            m.ends = b == points[i + 1];
            tree_.add_initial({a, b, 0, 0, no_segment, no_segment}, m);
            a = b;
        }
    }
    values_.begin(tree_.initial());
}

/// Whether no abscissa is another one, or an end, or one of an ancestor: from the rule, as long as a segment is wide compared with
/// the spacing of doubles; of ancestors beyond those that the rule looks at, by looking.
bool direct_run::has_distinct_abscissae(segment_id s, std::span<const double> x) const {
    const compact_segment& n = tree_[s];
    if (!is_wide(16, n.b - n.a, n.a, n.b)) return false;
    return static_cast<int>(tree_.mark(s).depth) <= rule::remembered || differs_from_remote_ancestors(s, x);
}

/// The same for two, one beside the other, of which the left one has so many of the abscissae.
bool direct_run::have_distinct_abscissae(segment_id s, std::span<const double> x, std::size_t of_left) const {
    return has_distinct_abscissae(s, x.first(of_left)) && has_distinct_abscissae(s + 1, x.subspan(of_left));
}

bool direct_run::differs_from_remote_ancestors(segment_id s, std::span<const double> x) const {
    const compact_segment& n = tree_[s];
    const auto depth = static_cast<int>(tree_.mark(s).depth);
    segment_id above = n.parent;
    for (int i = 0; i < rule::remembered; ++i) above = tree_[above].parent;
    for (int levels = depth - rule::remembered; levels > 0; --levels, above = tree_[above].parent) {
        const compact_segment& m = tree_[above];
        const double centre = std::midpoint(m.a, m.b), half = (m.b - m.a) / 2, margin = 1e-9;
        auto at = std::ranges::lower_bound(t_, (n.a - centre) / half - margin);
        for (; at != t_.end() && *at <= (n.b - centre) / half + margin; ++at) {
            const double old = without_signed_zero(std::clamp(centre + *at * half, m.a, m.b));
            if (std::ranges::binary_search(x, old)) return false;
        }
    }
    return true;
}

/// The first evaluations, one by one.
bool direct_run::is_cheap() {
    x_.resize(4 * abscissae_);
    const auto x = scratch().first(abscissae_);
    place(0, x);
    if (!has_distinct_abscissae(0, x)) return false;  // some may lie outside
    while (true) {
        isolated([&] { f_.plain(x.subspan(tried_, 1), values_.of(0) + tried_); });
        if (cancelled_) return false;
        ++tried_;
        const auto cheap = pace_.tried();
        if (cheap || tried_ == abscissae_) return cheap.value_or(false);
    }
}

/// False, and the segment is not known: abscissae are not all different, or there is no estimate. Where some values are there, x
/// is. What an initial segment shares with the one before has been evaluated.
bool direct_run::estimate_one(segment_id s, std::span<double> x, std::size_t evaluated) {
    const compact_segment n = tree_[s];
    const std::size_t count = abscissae_;
    const std::span y(values_.of(s), count);
    if (evaluated == 0) {
        place(s, x);
        if (!has_distinct_abscissae(s, x.first(count))) return false;
        evaluated = count - evaluations_of(s);
        if (evaluated == 1) y[0] = values_of(s - 1).back();
    }
    f_.plain(x.subspan(evaluated, count - evaluated), y.data() + evaluated);
    const double h = (n.b - n.a) / 2;
    return judge(s, has_weight_ ? rule_.weighted(y, h, std::midpoint(n.a, n.b)) : rule_(y, h), h, y);
}

/// With memory for the abscissae and values of two segments.
bool direct_run::estimate_two(segment_id s, std::span<double> x) {
    if (has_weight_ || (tree_[s].parent == no_segment && !inherited_.empty())) {
        if (!(estimate_one(s, x, 0) && estimate_one(s + 1, x, 0))) return false;
        compare(s);
        return true;
    }
    return inherited_.empty() ? estimate_both(s, x, values_.of(s)) : evaluate_fresh(s, x) && estimate_evaluated(s);
}

/// How often f is evaluated for it.
std::size_t direct_run::evaluations_of(segment_id s) const {
    if (s >= tree_.initial()) return s == tree_[tree_[s].parent].left ? fresh_left_ : fresh_right_;
    return abscissae_ - (s > 0 && starts_closed_ && ends_closed_ ? 1 : 0);
}

void direct_run::place(segment_id s, std::span<double> x) const {
    const double a = tree_[s].a, b = tree_[s].b;
    if (inherited_.empty()) return abscissae(a, b, t_, x);
    for (std::size_t i = 0; i < abscissae_; ++i) x[i] = without_signed_zero(abscissa(a, b, t_[i]));
}

/// f at those that the halves have for themselves; the other values are there.
bool direct_run::evaluate_fresh(segment_id s, std::span<double> x) {
    const std::size_t count = abscissae_;
    std::size_t fresh = 0;
    for (std::size_t i = 0; i < 2 * count; ++i) {
        if (inherited_[i] != rule::fresh) continue;
        const compact_segment& half = tree_[static_cast<segment_id>(s + i / count)];
        x[fresh++] = without_signed_zero(abscissa(half.a, half.b, t_[i % count]));
    }
    if (!have_distinct_abscissae(s, x.first(fresh), fresh_left_)) return false;
    // The values go behind the abscissae, and from there to their places.
    double* const y = x.data() + fresh;
    f_.plain(x.first(fresh), y);
    const auto whole = values_of(tree_[s].parent);
    double* const to = values_.of(s);
    for (std::size_t i = 0, next = 0; i < 2 * count; ++i) {
        const std::size_t from = inherited_[i];
        to[i] = from == rule::fresh ? y[next++] : from < count ? whole[from] : to[from - count];
    }
    return true;
}

/// Of the initial segments but the first. Whether f is still cheap, and estimates can be made.
bool direct_run::estimate_initial() {
    const auto all = static_cast<segment_id>(tree_.size());
    values_.extend(all);
    if (concurrency_ != 1 && all > 2 && inherited_.empty()) {
        (void)estimate_in_parallel(1, all);
    } else if (!estimate_here(1, all)) {
        return false;
    }
    estimated_ = all;
    return !cancelled_ && pace_.made((all - 1) * abscissae_, workers());
}

bool direct_run::estimate_here(segment_id first, segment_id last) {
    bool all = true;
    isolated([&] {
        for (segment_id s = first; all && s < last; s += 2)
            all = s + 1 == last ? estimate_one(s, scratch(), 0) : estimate_two(s, scratch());
    });
    return all;
}

bool direct_run::are_finite(std::span<const double> y) {
    return std::ranges::all_of(y, [](double v) { return std::isfinite(v); });
}

bool direct_run::is_suspect(segment_id s) const {
    const auto y = values_of(s);
    return is_suspicious(y, largest_magnitude(y)) && has_room(s);
}

void direct_run::lengthen_streak(segment_id half, bool is_left) {
    compact_mark& m = tree_.mark(half);
    const compact_mark& whole = tree_.mark(tree_[half].parent);
    const auto one_more = [](std::uint32_t streak) { return streak == 15 ? streak : streak + 1; };
    if (is_left && m.begins != 0) m.streak_begin = one_more(whole.streak_begin) & 15;
    if (!is_left && m.ends != 0) m.streak_end = one_more(whole.streak_end) & 15;
}

bool direct_run::fades_at_ends(segment_id s) const {
    const auto y = values_of(s);
    // As the estimator has it: a value at the very end says nothing.
    const std::size_t outermost = (starts_closed_ || ends_closed_) && y.size() > 2 ? 1 : 0;
    const auto inner = y.subspan(outermost, y.size() - 2 * outermost);
    return fades(inner, largest_magnitude(y), tree_.mark(s).begins != 0, tree_.mark(s).ends != 0);
}

}  // namespace taskquad::detail
