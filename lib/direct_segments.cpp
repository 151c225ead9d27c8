// Of a direct run, what is rare: the first segments, values that are taken over, ends.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "abscissa.hpp"
#include "direct_halves.hpp"
#include "direct_run.hpp"
#include "parts.hpp"
#include "scale.hpp"
#include "suspicion.hpp"

namespace taskquad::detail {

/// As subdivision makes them. The first one is known.
void direct_run::make_initial() {
    const auto points = where_.points();
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        for_each_part(points[i], points[i + 1], options_.initial_segments, [&](double a, double b) {
            compact_mark m{};
            m.begins = a == points[i];
            m.ends = b == points[i + 1];
            tree_.add_initial({a, b, 0, 0, no_segment, no_segment}, m);
        });
    }
    x_.resize(4 * abscissae_);
    values_.begin(tree_.initial());
    std::ranges::copy(first_.values(), values_.of(0));
    put(0, first_.says());
    estimated_ = 1;
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

/// False, and the segment is not known: abscissae are not all different, or there is no estimate. What an initial segment shares
/// with the one before has been evaluated.
bool direct_run::estimate_one(segment_id s, std::span<double> x) {
    const compact_segment n = tree_[s];
    const std::size_t count = abscissae_;
    const std::span y(values_.of(s), count);
    place(rule_, n.a, n.b, x);
    if (!has_distinct_abscissae(s, x.first(count))) return false;
    const std::size_t evaluated = count - evaluations_of(s);
    if (evaluated == 1) y[0] = values_of(s - 1).back();
    f_.plain(x.subspan(evaluated, count - evaluated), y.data() + evaluated);
    const double h = (n.b - n.a) / 2;
    return judge_one(s, has_weight_ ? rule_.weighted(y, h, std::midpoint(n.a, n.b)) : rule_(y, h), h, y);
}

/// With memory for the abscissae and values of two segments.
bool direct_run::estimate_two(segment_id s, std::span<double> x) {
    if (has_weight_ || (tree_[s].parent == no_segment && !inherited_.empty())) {
        if (!(estimate_one(s, x) && estimate_one(s + 1, x))) return false;
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
    if (concurrency_ != 1 && !pace_.is_known()) pace_.look(1);
    if (concurrency_ != 1 && static_cast<double>(all) > 2 * enough_to_begin() && inherited_.empty()) {
        estimate_initial_in_parallel(all);
    } else if (!estimate_here(1, all)) {
        return false;
    }
    estimated_ = all;
    return pace_.made((all - 1) * abscissae_, workers());
}

bool direct_run::estimate_here(segment_id first, segment_id last) {
    bool all = true;
    for (segment_id s = first; all && s < last; s += 2)
        all = s + 1 == last ? estimate_one(s, scratch()) : estimate_two(s, scratch());
    return all;
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
