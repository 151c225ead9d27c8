// What is rare among the estimates of a direct run: initial segments, single segments, values that are taken over, ends.
#include "cheap/halves.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "machine/dyadic.hpp"
#include "machine/scale.hpp"
#include "regions/segments/parts.hpp"

namespace taskquad::cheap {

namespace {

constexpr std::size_t fresh = detail::rule_model::fresh;

}  // namespace

halves::halves(const detail::integrand_view& f, const domain& where, const options& o)
    : f_(f),
      where_(where),
      rule_(o.rule),
      t_(rule_.abscissae()),
      abscissae_(t_.size()),
      initial_segments_(o.initial_segments),
      estimates_(o.rule, o.f_relative_accuracy, where.points().back() - where.points().front()),
      trigger_(rule_.end_panels()),
      misfit_(detail::model_of(rule_).misfit),
      guard_(rule_.guard()),
      separation_(detail::model_of(rule_).separation),
      inherited_(detail::model_of(rule_).inherited),
      fresh_left_(abscissae_),
      fresh_right_(abscissae_),
      enough_(trigger_ ? static_cast<std::uint32_t>(trigger_->bisections) : std::numeric_limits<std::uint32_t>::max()),
      has_weight_(rule_.has_weight()),
      starts_closed_(t_.front() == -1),
      ends_closed_(t_.back() == 1),
      are_plain_(!has_weight_ && inherited_.empty()),
      within_task_(tasks::crew::in_arena()) {
    if (inherited_.empty()) return;
    fresh_left_ = static_cast<std::size_t>(std::ranges::count(inherited_.first(abscissae_), fresh));
    fresh_right_ = static_cast<std::size_t>(std::ranges::count(inherited_.last(abscissae_), fresh));
}

void halves::begin(std::span<const double> values, const regions::segments::plain_estimate& e,
                   std::span<const std::pair<double, double>> beside_ends) {
    const auto points = where_.points();
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        regions::segments::for_each_part(points[i], points[i + 1], initial_segments_, [&](double a, double b) {
            compact_mark m{};
            m.begins = a == points[i];
            m.ends = b == points[i + 1];
            tree_.add_initial({a, b, 0, 0, no_region, no_region}, m);
        });
    }
    memory_.resize(4 * abscissae_);
    values_.begin(tree_.initial());
    for (region_id s = 0; misfit_ != nullptr && s < tree_.initial(); ++s)
        std::fill_n(values_.of_pair(s) + 2 * abscissae_, values_beside, std::numeric_limits<double>::quiet_NaN());
    std::ranges::copy(values, values_.of(0));
    if (beside_ends_ = beside_ends; !beside_ends.empty()) {
        double* const outside = values_.of_pair(0) + 2 * abscissae_ + values_beside - 1;
        outside[-1] = beside_ends.front().second;  // a segment alone is the second one of its pair
        outside[0] = beside_ends.back().second;
    }
    tree_.put(0, e);
    tree_.set_estimated(1);
}

std::size_t halves::evaluations_of(region_id s) const {
    if (s >= tree_.initial()) return s == tree_[tree_[s].parent].left ? fresh_left_ : fresh_right_;
    return abscissae_ + beside_ends_.size() - (s > 0 && starts_closed_ && ends_closed_ ? 1 : 0);
}

std::vector<std::pair<double, double>> halves::values() {
    std::vector<std::pair<double, double>> list;
    if (is_cancelled()) return list;
    list.reserve(tree_.size() * abscissae_);
    std::vector<double> x(abscissae_);
    const auto take = [&](region_id s) {
        regions::segments::place(rule_, tree_[s].a, tree_[s].b, x);
        const std::size_t after = s < tree_.initial() ? 0 : s == tree_[tree_[s].parent].left ? 0 : abscissae_;
        for (std::size_t i = 0; i < abscissae_; ++i) {
            const bool shared = s < tree_.initial() ? i == 0 && evaluations_of(s) < abscissae_
                                                    : !inherited_.empty() && inherited_[after + i] != fresh;
            if (!shared) list.emplace_back(x[i], values_of(s)[i]);
        }
    };
    list.insert(list.end(), beside_ends_.begin(), beside_ends_.end());
    for (region_id s = 0; s < tree_.size(); ++s) {
        if (tree_.mark(s).valued()) take(s);
    }
    return list;
}

// --- whether abscissae are different

/// Whether no abscissa coincides with another one, with an end, or with an abscissa of an ancestor. The rule knows, as long as the
/// segment is wide compared with the spacing of doubles; ancestors that are too remote for the rule are looked at.
bool halves::has_distinct_abscissae(region_id s, std::span<const double> x) const {
    const compact_segment& n = tree_[s];
    if (!is_wide(16, n.b - n.a, n.a, n.b)) return false;
    return static_cast<int>(tree_.mark(s).depth) <= detail::rule_model::remembered || differs_from_remote_ancestors(s, x);
}

/// The same for two neighbours. The left one has the first `of_left` abscissae.
bool halves::have_distinct_abscissae(region_id s, std::span<const double> x, std::size_t of_left) const {
    return has_distinct_abscissae(s, x.first(of_left)) && has_distinct_abscissae(s + 1, x.subspan(of_left));
}

bool halves::differs_from_remote_ancestors(region_id s, std::span<const double> x) const {
    const compact_segment& n = tree_[s];
    const auto depth = static_cast<int>(tree_.mark(s).depth);
    region_id above = n.parent;
    for (int i = 0; i < detail::rule_model::remembered; ++i) above = tree_[above].parent;
    for (int levels = depth - detail::rule_model::remembered; levels > 0; --levels, above = tree_[above].parent) {
        const compact_segment& m = tree_[above];
        const double centre = std::midpoint(m.a, m.b), half = (m.b - m.a) / 2, margin = 1e-9;
        auto at = std::ranges::lower_bound(t_, (n.a - centre) / half - margin);
        for (; at != t_.end() && *at <= (n.b - centre) / half + margin; ++at) {
            const double old = machine::without_signed_zero(std::clamp(centre + *at * half, m.a, m.b));
            if (std::ranges::binary_search(x, old)) return false;
        }
    }
    return true;
}

// --- estimates

bool halves::estimate_here(region_id first, region_id end) {
    for (region_id s = first; s < end;) {
        const region_id next = after_pair(s, end);
        if (is_cancelled() || !estimate_all(s, next, memory_)) return false;
        s = next;
    }
    return !is_cancelled();
}

bool halves::estimate_all(region_id first, region_id end, scratch& memory) {
    memory.resize(4 * abscissae_);
    const std::span<double> x(memory.data(), memory.size());
    for (region_id s = first; s < end;) {
        const region_id next = after_pair(s, end);
        if (!(next == s + 1 ? estimate_one(s, x) : estimate_two(s, x))) return false;
        s = next;
    }
    return true;
}

/// An initial segment may share its first value with the segment before it, which has been estimated.
bool halves::estimate_one(region_id s, std::span<double> x) {
    const compact_segment n = tree_[s];
    const std::span y(values_.of(s), abscissae_);
    regions::segments::place(rule_, n.a, n.b, x);
    if (!has_distinct_abscissae(s, x.first(abscissae_))) return false;
    const std::size_t evaluated = abscissae_ - evaluations_of(s);
    if (evaluated == 1) y[0] = values_of(s - 1).back();
    f_.plain(x.subspan(evaluated, abscissae_ - evaluated), y.data() + evaluated);
    return assess_one(s, estimate_of(s), half_width(s), y);
}

bool halves::estimate_two(region_id s, std::span<double> x) {
    if (are_plain_) return estimate_plain(s, x, values_.of(s));
    if (!has_weight_ && tree_[s].parent != no_region) return evaluate_fresh(s, x) && estimate_evaluated(s);
    if (!(estimate_one(s, x) && estimate_one(s + 1, x))) return false;
    compare(s);
    return true;
}

/// Evaluates f at the abscissae that two halves do not share with the whole, and copies the other values.
bool halves::evaluate_fresh(region_id s, std::span<double> x) {
    const std::size_t n = abscissae_;
    std::size_t count = 0;
    for (std::size_t i = 0; i < 2 * n; ++i) {
        if (inherited_[i] != fresh) continue;
        const compact_segment& half = tree_[static_cast<region_id>(s + i / n)];
        x[count++] = machine::without_signed_zero(regions::segments::abscissa(half.a, half.b, t_[i % n]));
    }
    if (!have_distinct_abscissae(s, x.first(count), fresh_left_)) return false;
    // The values go behind the abscissae, and from there to their places.
    double* const y = x.data() + count;
    f_.plain(x.first(count), y);
    const auto whole = values_of(tree_[s].parent);
    double* const to = values_.of(s);
    for (std::size_t i = 0, next = 0; i < 2 * n; ++i) {
        const std::size_t from = inherited_[i];
        to[i] = from == fresh ? y[next++] : from < n ? whole[from] : to[from - n];
    }
    return true;
}

void halves::evaluate(region_id s, std::size_t from, std::size_t to, scratch& memory) {
    memory.resize(4 * abscissae_);
    const std::span<double> x(memory.data(), 2 * abscissae_);
    regions::segments::abscissae(tree_[s].a, tree_[s].b, tree_[s + 1].a, tree_[s + 1].b, t_, x);
    f_.plain(x.subspan(from, to - from), values_.of(s) + from);
}

bool halves::estimate_evaluated(region_id s) {
    if (!assess_two(s, tree_[s].a, tree_[s].b, tree_[s + 1].b, values_.of(s))) return false;
    compare(s);
    return true;
}

/// What the rule makes of the values of a segment.
estimate<> halves::estimate_of(region_id s) const {
    const double h = half_width(s);
    return has_weight_ ? rule_.weighted(values_of(s), h, std::midpoint(tree_[s].a, tree_[s].b)) : rule_(values_of(s), h);
}

// --- what halves say of each other and of the whole

/// Does what partition_estimates.cpp does for a rule with a guard. The tree does not keep the noise of an estimate, which is
/// computed again, since few rules have a guard.
void halves::compare_with_whole(region_id s) {
    const auto assessed = [this](region_id i) { return estimates_(estimate_of(i), half_width(i), values_of(i)); };
    const region_id whole = tree_[s].parent;
    const double difference = std::abs(tree_[s].integral + tree_[s + 1].integral - tree_[whole].integral);
    if (!(difference > assessed(whole).noise)) return;
    for (const region_id half : {s, s + 1}) {
        const auto e = assessed(half);
        tree_.put(half, e, std::max(e.error, guard_ * difference));
    }
}

void halves::lengthen_streak(region_id half, bool is_left) {
    compact_mark& m = tree_.mark(half);
    const compact_mark& whole = tree_.mark(tree_[half].parent);
    const auto s = regions::segments::streaks_of_half({static_cast<int>(whole.streak_begin), static_cast<int>(whole.streak_end)},
                                                      is_left, m.begins, m.ends, compact_mark::longest_streak);
    m.streak_begin = static_cast<std::uint32_t>(s.begin) & 15U;
    m.streak_end = static_cast<std::uint32_t>(s.end) & 15U;
}

bool halves::fades_at_ends(region_id s) const {
    const auto y = values_of(s);
    return regions::segments::fades(y, machine::largest_magnitude(y), starts_closed_ || ends_closed_, tree_.mark(s).begins,
                                    tree_.mark(s).ends);
}

}  // namespace taskquad::cheap
