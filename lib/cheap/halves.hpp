/// The segments of a direct run, and how they are estimated: two neighbours at a time, such as the halves of a segment.
///
/// Their abscissae are computed, values that the rule shares with the whole are copied, f is evaluated at the other abscissae, the
/// rule is applied, and a concentration of the error at an end of the piece is noted. Plain halves, which share nothing, take most
/// of the time of an integration of cheap f; what is done for them is defined in this header, to be part of the loop.
///
/// Several threads may estimate different segments at the same time, each with scratch memory of its own.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/detail/integrand_view.hpp>
#include <taskquad/domain.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>

#include "cheap/compact_tree.hpp"
#include "cheap/segment_values.hpp"
#include "machine/unset_array.hpp"
#include "regions/segments/abscissa.hpp"
#include "regions/segments/rounding.hpp"
#include "regions/segments/signs.hpp"
#include "rules/misfit.hpp"
#include "tasks/crew.hpp"

namespace taskquad::cheap {

class halves {
public:
    halves(const detail::integrand_view& f, const domain& where, const options& o);
    halves(const halves&) = delete;
    halves& operator=(const halves&) = delete;

    /// Makes the initial segments. The first one is known: its values, and its estimate e; where f was looked at beside its ends,
    /// it is the only one.
    void begin(std::span<const double> values, const regions::segments::plain_estimate& e,
               std::span<const std::pair<double, double>> beside_ends);

    [[nodiscard]] compact_tree& tree() { return tree_; }
    [[nodiscard]] const compact_tree& tree() const { return tree_; }
    [[nodiscard]] std::span<const double> values_of(region_id s) const { return {values_.of(s), abscissae_}; }

    /// How many abscissae a segment has.
    [[nodiscard]] std::size_t abscissae() const { return abscissae_; }
    /// At how many abscissae f is evaluated for a segment. At the others its values are taken over.
    [[nodiscard]] std::size_t evaluations_of(region_id s) const;
    /// At how many abscissae f is evaluated for both halves of a segment.
    [[nodiscard]] std::size_t evaluations_of_both() const { return fresh_left_ + fresh_right_; }
    /// Whether values are taken over from other segments.
    [[nodiscard]] bool take_over() const { return !inherited_.empty(); }

    /// Whether a bisection can improve the estimate of a leaf.
    [[nodiscard]] bool divisible(region_id s) const { return (tree_.mark(s).suspect || !tree_.mark(s).explained()) && has_room(s); }
    /// Whether the error of a leaf has concentrated at an end of the piece so often that a double-exponential panel takes over.
    [[nodiscard]] bool wants_panel(region_id s) const {
        const compact_mark m = tree_.mark(s);
        if (m.streak_begin == 0 && m.streak_end == 0) return false;
        return (m.streak_begin >= enough_ || m.streak_end >= enough_) && !fades_at_ends(s);
    }

    /// Abscissae and values so far.
    [[nodiscard]] std::vector<std::pair<double, double>> values();

    // --- Estimates. False: a segment stays unknown, since its abscissae are not all different, or there is no estimate.

    /// Estimates the halves that have just been made, while no others wait for estimates.
    [[nodiscard]] bool estimate_last(region_id left);
    /// The calling thread estimates segments, from `first` up to `end`, as long as no enclosing task group is cancelled.
    [[nodiscard]] bool estimate_here(region_id first, region_id end);

    /// Memory for the abscissae and values of two segments.
    using scratch = machine::unset_array<double, std::size_t{4} * 32>;
    /// Any thread estimates segments for whose values there is memory (`extend`).
    bool estimate_all(region_id first, region_id end, scratch& memory);
    void extend() { values_.extend(tree_.size()); }

    /// Whether several threads may share out the evaluations for two neighbours.
    [[nodiscard]] bool can_be_shared(region_id s) const {
        return are_plain_ && tree_[s].parent != no_region &&
               have_clearly_distinct_abscissae(s, tree_[s].a, tree_[s].b, tree_[s + 1].b);
    }
    /// Evaluates f at abscissae of s and its neighbour: from number `from` up to `to`, of both.
    void evaluate(region_id s, std::size_t from, std::size_t to, scratch& memory);
    /// Estimates s and its neighbour when f has been evaluated at all their abscissae.
    bool estimate_evaluated(region_id s);

    // --- The calling thread may be within a task of oneTBB's. Once the group of the task is cancelled, f's values may be wrong.

    [[nodiscard]] bool is_cancelled() {
        if (within_task_ && !cancelled_) cancelled_ = tasks::crew::cancelled();
        return cancelled_;
    }
    void cancel() { cancelled_ = true; }

private:
    [[nodiscard]] double half_width(region_id s) const { return (tree_[s].b - tree_[s].a) / 2; }
    /// Whether abscissae of a segment of this width, within [a, b], are that number of roundings apart.
    [[nodiscard]] bool is_wide(double roundings, double width, double a, double b) const {
        return regions::segments::is_wide(separation_, roundings, width, a, b);
    }
    [[nodiscard]] bool has_room(region_id s) const {
        const compact_segment& n = tree_[s];
        return is_wide(64, n.b - n.a, n.a, n.b) || regions::segments::has_room(rule_, n.a, n.b);
    }
    [[nodiscard]] bool have_clearly_distinct_abscissae(region_id s, double a, double m, double b) const;
    [[nodiscard]] bool have_distinct_abscissae(region_id s, std::span<const double> x, std::size_t of_left) const;
    [[nodiscard]] bool has_distinct_abscissae(region_id s, std::span<const double> x) const;
    [[nodiscard]] bool differs_from_remote_ancestors(region_id s, std::span<const double> x) const;

    /// The segment after the pair that s begins; after s itself, where it begins none. Initial segments need not begin with a pair.
    [[nodiscard]] region_id after_pair(region_id s, region_id end) const {
        return values_.is_second(s) || s + 1 == end ? s + 1 : s + 2;
    }
    bool estimate_one(region_id s, std::span<double> x);
    bool estimate_two(region_id s, std::span<double> x);
    bool estimate_plain(region_id s, std::span<double> x, double* y);
    bool evaluate_fresh(region_id s, std::span<double> x);
    bool assess_one(region_id s, const estimate<>& e, double h, std::span<const double> y, double doubt = 0);
    bool assess_two(region_id s, double a, double m, double b, double* y);
    [[nodiscard]] estimate<> estimate_of(region_id s) const;

    [[nodiscard]] std::array<double, 2> look_back(region_id whole, double* y, std::span<const double, 2> h,
                                                  std::span<const estimate<>, 2> e) const;
    void compare(region_id s);
    void compare_with_whole(region_id s);
    void look_for_concentration(region_id half, region_id sibling, double error_of_whole);
    void lengthen_streak(region_id half, bool is_left);
    [[nodiscard]] bool fades_at_ends(region_id s) const;

    const detail::integrand_view& f_;
    const domain& where_;
    const rule& rule_;
    const std::span<const double> t_;
    const std::size_t abscissae_;
    const int initial_segments_;
    const regions::segments::plain_estimates estimates_;
    const std::optional<end_trigger> trigger_;
    const rules::misfit* const misfit_;             ///< none: halves are not compared with older values
    const double guard_, separation_;               ///< of the rule
    const std::span<const std::size_t> inherited_;  ///< by halves: see detail::rule_model
    std::size_t fresh_left_, fresh_right_;          ///< how many abscissae of the halves are evaluated
    const std::uint32_t enough_;                    ///< bisections with a concentrated error, for a panel
    const bool has_weight_;                         ///< of the rule
    const bool starts_closed_, ends_closed_;        ///< an abscissa lies at the beginning, or at the end
    const bool are_plain_;                          ///< halves take nothing over, and the rule has no weight
    const bool within_task_;                        ///< of oneTBB's
    bool cancelled_ = false;

    /// Beside the values of two halves stand those where the left one begins, where they meet, and where the right one ends: NaN
    /// where f is not known there.
    static constexpr std::size_t values_beside = 3;

    compact_tree tree_;
    segment_values values_{abscissae_, misfit_ != nullptr ? values_beside : 0};
    std::span<const std::pair<double, double>> beside_ends_;  ///< of the only initial segment
    scratch memory_;                                          ///< of the calling thread
};

/// Whether the abscissae of [a, m] and [m, b], two neighbours of the depth of s, are different beyond doubt.
inline bool halves::have_clearly_distinct_abscissae(region_id s, double a, double m, double b) const {
    return static_cast<int>(tree_.mark(s).depth) <= detail::rule_model::remembered && is_wide(16, std::min(m - a, b - m), a, b);
}

/// Enters the estimate e from the values y of a segment of half width h. The error is no less than the doubt.
inline bool halves::assess_one(region_id s, const estimate<>& e, double h, std::span<const double> y, double doubt) {
    const auto assessed = estimates_(e, h, y);
    tree_.put(s, assessed, std::max(assessed.error, doubt));
    return assessed.is_known;
}

/// What older values say against the interpolants of two halves, whose estimates from their values y are e.
inline std::array<double, 2> halves::look_back(region_id whole, double* y, std::span<const double, 2> h,
                                               std::span<const estimate<>, 2> e) const {
    const std::size_t n = abscissae_, second = values_.is_second(whole) ? 1 : 0;
    const double* const pair = values_.of_pair(whole);
    const double *const of_whole = pair + second * n, *const beside_whole = pair + 2 * n + second;
    double* const here = y + 2 * n;
    here[0] = beside_whole[0];
    here[1] = of_whole[n / 2];
    here[2] = beside_whole[1];
    return misfit_->of_halves(y, {of_whole, here[0], here[2]}, h, e);
}

/// Estimates [a, m] and [m, b] from their values y.
inline bool halves::assess_two(region_id s, double a, double m, double b, double* y) {
    const std::size_t n = abscissae_;
    const std::array<double, 2> h{(m - a) / 2, (b - m) / 2};
    std::array<estimate<>, 2> e;
    detail::model_of(rule_).halves({y, 2 * n}, h, e);
    std::array<double, 2> doubt{};
    const region_id whole = tree_[s].parent;
    if (misfit_ != nullptr && whole != no_region) doubt = look_back(whole, y, h, e);
    const bool left_is_known = assess_one(s, e[0], h[0], {y, n}, doubt[0]);
    return assess_one(s + 1, e[1], h[1], {y + n, n}, doubt[1]) && left_is_known;
}

inline void halves::look_for_concentration(region_id half, region_id sibling, double error_of_whole) {
    if ((tree_.mark(half).begins || tree_.mark(half).ends) &&
        regions::segments::concentrates(*trigger_, tree_[half].error, tree_[sibling].error, error_of_whole)) {
        lengthen_streak(half, half < sibling);
    }
}

/// Compares two halves with each other and with the whole.
inline void halves::compare(region_id s) {
    const region_id whole = tree_[s].parent;
    if (whole == no_region) return;
    if (guard_ > 0) compare_with_whole(s);
    if (!trigger_) return;
    look_for_concentration(s, s + 1, tree_[whole].error);
    look_for_concentration(s + 1, s, tree_[whole].error);
}

/// Estimates two neighbours that share no values, by a rule without a weight. Their values go to y.
inline bool halves::estimate_plain(region_id s, std::span<double> x, double* y) {
    const compact_segment* const both = &tree_[s];
    const double a = both[0].a, m = both[0].b, b = both[1].b;
    regions::segments::abscissae(a, m, m, b, t_, x);
    if (!have_clearly_distinct_abscissae(s, a, m, b) && !have_distinct_abscissae(s, x.first(2 * abscissae_), abscissae_))
        return false;
    f_.plain(x.first(2 * abscissae_), y);
    if (!assess_two(s, a, m, b, y)) return false;
    compare(s);
    return true;
}

inline bool halves::estimate_last(region_id left) {
    const region_id end = left + 2;
    tree_.set_estimated(end);
    double* const y = values_.append(end);
    const std::span<double> x(memory_.data(), memory_.size());
    return are_plain_ ? estimate_plain(left, x, y) : estimate_two(left, x);
}

}  // namespace taskquad::cheap
