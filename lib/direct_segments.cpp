// The segments of a direct run: where f is evaluated, and what its values say.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "abscissa.hpp"
#include "concentration.hpp"
#include "direct_run.hpp"
#include "room.hpp"
#include "suspicion.hpp"

namespace taskquad::detail {

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// The abscissae of two segments, as a rule.
constexpr std::size_t at_most = 128;

double farthest(double a, double b) { return std::max(std::abs(a), std::abs(b)); }

}  // namespace

/// As subdivision makes them.
void direct_run::make_initial() {
    const auto points = where_.points();
    const auto parts = static_cast<std::size_t>(options_.initial_segments);
    const std::size_t n = (points.size() - 1) * parts, at_first = std::max<std::size_t>(n, 32);
    tree_.reserve(at_first);
    values_.reserve(at_first * abscissae_);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        double a = points[i];
        for (std::size_t k = 1; k <= parts; ++k) {
            const double share = static_cast<double>(k) / static_cast<double>(parts);
            const double b = k == parts ? points[i + 1] : points[i] + (points[i + 1] - points[i]) * share;
            if (!(b > a)) continue;
            compact_mark m;
            m.begins = a == points[i];
            m.ends = b == points[i + 1];
            tree_.add_initial({.a = a, .b = b}, m);
            a = b;
        }
    }
}

/// The first evaluations, one by one.
bool direct_run::is_cheap() {
    std::array<double, at_most> memory;
    std::vector<double> longer(abscissae_ > at_most ? abscissae_ : 0);
    const auto x = longer.empty() ? std::span(memory).first(abscissae_) : std::span(longer);
    place(0, x);
    values_.resize(abscissae_);
    while (true) {
        isolated([&] { f_.plain(x.subspan(tried_, 1), &values_[tried_]); });
        if (cancelled_) return false;
        ++tried_;
        const auto cheap = pace_.tried();
        if (cheap || tried_ == abscissae_) return cheap.value_or(false);
    }
}

/// Evaluates f at the abscissae of the segments that are waiting for that, and estimates them. Whether f is still cheap, and an
/// estimate can be made.
bool direct_run::estimate_waiting() {
    segment_id first = next_;
    const auto last = static_cast<segment_id>(tree_.size());
    const std::size_t fresh = (last - first) * abscissae_ - tried_ * (first == 0 ? 1 : 0);
    values_.resize(last * abscissae_);
    if (first == 0) {
        const segment_id two = std::min<segment_id>(last, 2);
        if (!estimate_here(0, two, tried_)) return false;
        first = two;
    }
    next_ = last;
    if (concurrency_ != 1 && last - first > 2) {
        estimate_in_parallel(first);
    } else if (!estimate_here(first, last, 0)) {
        return false;
    }
    return !cancelled_ && pace_.made(fresh, workers());
}

bool direct_run::estimate_here(segment_id first, segment_id last, std::size_t evaluated) {
    std::array<double, at_most> memory;
    std::vector<double> longer(2 * abscissae_ > at_most ? 2 * abscissae_ : 0);
    const auto x = longer.empty() ? std::span<double>(memory) : std::span(longer);
    bool all = true;
    isolated([&] {
        for (segment_id s = first; all && s < last; s += 2) {
            all = estimate_beside(s, std::min<std::size_t>(last - s, 2), x, std::exchange(evaluated, 0));
        }
    });
    return all;
}

/// False, and not all are known: abscissae are not all different, or there is no estimate.
bool direct_run::estimate_beside(segment_id first, std::size_t count, std::span<double> x, std::size_t evaluated) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto s = static_cast<segment_id>(first + i);
        const auto here = x.subspan(i * abscissae_, abscissae_);
        place(s, here);
        if (!has_distinct_abscissae(s, here)) return false;
    }
    const std::span y(values_.data() + first * abscissae_, count * abscissae_);
    f_.plain(x.first(y.size()).subspan(evaluated), y.data() + evaluated);
    std::array<double, 2> h{};
    std::array<estimate<>, 2> e{};
    for (std::size_t i = 0; i < count; ++i) {
        const compact_segment& s = tree_[static_cast<segment_id>(first + i)];
        tree_.mark(static_cast<segment_id>(first + i)).valued = 1;
        h[i] = (s.b - s.a) / 2;
    }
    if (count == 2 && !rule_.has_weight()) {
        rule_.halves(y, h, e);
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            const compact_segment& s = tree_[static_cast<segment_id>(first + i)];
            const auto its = y.subspan(i * abscissae_, abscissae_);
            e[i] = rule_.has_weight() ? rule_.weighted(its, h[i], std::midpoint(s.a, s.b)) : rule_(its, h[i]);
        }
    }
    bool all = true;
    for (std::size_t i = 0; i < count; ++i)
        all = judge(static_cast<segment_id>(first + i), e[i], h[i], y.subspan(i * abscissae_, abscissae_)) && all;
    return all;
}

/// As estimator has them; none but the middle is dyadic where halves take no abscissa over.
void direct_run::place(segment_id s, std::span<double> x) const {
    const double a = tree_[s].a, b = tree_[s].b, middle = std::midpoint(a, b), h = (b - a) / 2;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = without_signed_zero(std::max(a, std::min(b, middle + t_[i] * h)));
}

/// Whether no abscissa is another one, or one of an ancestor: from the rule, as long as a segment is wide compared with the spacing
/// of doubles; of ancestors beyond those that the rule looks at, by looking.
bool direct_run::has_distinct_abscissae(segment_id s, std::span<const double> x) const {
    const compact_segment& n = tree_[s];
    if (!(rule_.separation() * (n.b - n.a) > 16 * epsilon * farthest(n.a, n.b))) return false;
    const auto depth = static_cast<int>(tree_.mark(s).depth);
    if (depth <= rule::remembered) return true;
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

/// Enters an estimate, as estimator and subdivision do.
bool direct_run::judge(segment_id s, const estimate<>& e, double h, std::span<const double> y) {
    const double magnitude = rounding::magnitude(e.magnitude, h, y);
    const double error = std::max(e.error, rounding_.floor(magnitude));
    if (!std::isfinite(magnitude) || !std::isfinite(e.integral) || !std::isfinite(e.error)) return false;
    if (!(e.magnitude > 0) && !std::ranges::all_of(y, [](double v) { return std::isfinite(v); })) return false;
    compact_segment& n = tree_[s];
    compact_mark& m = tree_.mark(s);
    n.integral = e.integral;
    n.error = error;
    m.known = 1;
    m.explained = rounding_.explains(error, magnitude, h, y);
    m.resolved = stagnation::is_resolved(error, magnitude);
    m.at_rounding = stagnation::is_at_rounding(error, magnitude);
    if (m.begins != 0 || m.ends != 0) m.fades = fades(y, largest_magnitude(y), m.begins != 0, m.ends != 0);
    if (m.depth == 0) m.suspect = is_suspicious(y, largest_magnitude(y)) && has_room(s);
    return true;
}

bool direct_run::has_room(segment_id s) const {
    const compact_segment& n = tree_[s];
    // Beyond doubt for what is not narrow.
    if (crowd_ * (n.b - n.a) > 64 * epsilon * farthest(n.a, n.b)) return true;
    return detail::has_room(rule_, n.a, n.b);
}

void direct_run::look_for_concentration(segment_id half, segment_id sibling, double error_of_whole) {
    compact_mark& m = tree_.mark(half);
    if (m.begins == 0 && m.ends == 0) return;
    if (!concentrates(*trigger_, tree_[half].error, tree_[sibling].error, error_of_whole)) return;
    const compact_mark& whole = tree_.mark(tree_[half].parent);
    const auto one_more = [](std::uint32_t streak) { return streak == 15 ? streak : streak + 1; };
    const bool is_left = half < sibling;
    if (is_left && m.begins != 0) m.streak_begin = one_more(whole.streak_begin) & 15;
    if (!is_left && m.ends != 0) m.streak_end = one_more(whole.streak_end) & 15;
}

bool direct_run::wants_panel(segment_id s) const {
    const compact_mark& m = tree_.mark(s);
    if (!trigger_ || m.fades != 0) return false;
    const auto enough = static_cast<std::uint32_t>(trigger_->bisections);
    return m.streak_begin >= enough || m.streak_end >= enough;
}

}  // namespace taskquad::detail
