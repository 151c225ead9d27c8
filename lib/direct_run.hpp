/// The serial algorithm itself, for f that costs no more than deciding about it.
///
/// Where halves take values over from the whole, as the rule says they may, nothing else needs a table of points or a cache, and
/// one thread no tasks. What is decided is what the engine decides, to the bit; where anything else than a bisection comes up, or f
/// turns out to be expensive, the engine goes on, with the values that are there. So this is the algorithm without what is rare,
/// and without what it costs to keep every worker busy with single evaluations.
///
/// The totals of the partition are followed in running sums, which know how wrong they may be; only where that leaves open whether
/// the tolerance is met are they summed as the engine does (compact_tree::sum).
///
/// With several workers, halves that are certain to be needed are evaluated and estimated ahead, by pieces in a line
/// (work_line.hpp): those of the leaves of largest error, down to where the rest alone would not exceed the tolerance
/// (worst_first.hpp says why). The calling thread is the lead. It decides about those that are known, as far as there is no gap,
/// and nobody else does; what stands behind belongs to whoever estimates it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <taskquad/integrator.hpp>

#include "certain_leaves.hpp"
#include "compact_tree.hpp"
#include "concentration.hpp"
#include "crew.hpp"
#include "first_segment.hpp"
#include "judge.hpp"
#include "pace.hpp"
#include "room.hpp"
#include "segment_values.hpp"
#include "stagnation.hpp"
#include "unset_array.hpp"
#include "work_line.hpp"

namespace taskquad::detail {

class direct_run {
public:
    /// Whether f, the domain and the options are of the kind that this is for.
    static bool suits(const integrand_view& f, const domain& where, const options& o);

    /// Goes on from the first segment, whose estimate is there.
    direct_run(const integrand_view& f, const domain& where, const options& o, const first_segment& first);
    direct_run(const direct_run&) = delete;
    direct_run& operator=(const direct_run&) = delete;

    /// Sets the result, one that was just made; false: the engine has to go on.
    [[nodiscard]] bool operator()(result<>& r);

    /// Abscissae and values so far.
    [[nodiscard]] std::vector<std::pair<double, double>> values();
    /// What f has been seen to cost.
    [[nodiscard]] const pace& seen() const { return pace_; }

private:
    enum class state : std::uint8_t { done, waits_for_halves, pauses, for_the_engine };

    [[nodiscard]] state integrate();
    // False: this is for the engine.
    [[nodiscard]] bool begin();
    void make_initial();
    [[nodiscard]] bool estimate_initial();
    [[nodiscard]] state advance();
    [[nodiscard]] bool split(segment_id s, segment_id left);
    [[nodiscard]] bool estimate_halves(segment_id left);
    [[nodiscard]] bool estimate_here(segment_id first, segment_id last);

    // Two segments, one beside the other: direct_halves.hpp.
    [[nodiscard]] bool estimate_both(segment_id s, std::span<double> x, double* y);
    [[nodiscard]] bool estimate_evaluated(segment_id s);
    [[nodiscard]] bool judge_both(segment_id s, double a, double m, double b, const double* y);
    void put(segment_id s, const judgement& v);
    [[nodiscard]] bool judge_one(segment_id s, const estimate<>& e, double h, std::span<const double> y);
    void compare(segment_id s);
    [[nodiscard]] bool have_clearly_distinct_abscissae(segment_id s, double a, double m, double b) const;
    [[nodiscard]] bool has_distinct_abscissae(segment_id s, std::span<const double> x) const;
    [[nodiscard]] bool have_distinct_abscissae(segment_id s, std::span<const double> x, std::size_t of_left) const;

    [[nodiscard]] bool estimate_two(segment_id s, std::span<double> x);
    [[nodiscard]] bool estimate_one(segment_id s, std::span<double> x);
    [[nodiscard]] bool evaluate_fresh(segment_id s, std::span<double> x);
    [[nodiscard]] std::size_t evaluations_of(segment_id s) const;
    [[nodiscard]] bool differs_from_remote_ancestors(segment_id s, std::span<const double> x) const;
    [[nodiscard]] std::span<double> scratch() { return {x_.data(), x_.size()}; }
    [[nodiscard]] std::span<const double> values_of(segment_id s) const { return {values_.of(s), abscissae_}; }

    // What the algorithm asks of a leaf.
    [[nodiscard]] bool has_room(segment_id s) const {
        const compact_segment& n = tree_[s];
        return is_wide(64, n.b - n.a, n.a, n.b) || detail::has_room(rule_, n.a, n.b);
    }
    /// Whether in a segment as wide as that, within [a, b], abscissae are so many roundings apart.
    [[nodiscard]] bool is_wide(double roundings, double width, double a, double b) const {
        return detail::is_wide(separation_, roundings, width, a, b);
    }
    [[nodiscard]] bool divisible(segment_id s) const {
        return (tree_.mark(s).suspect != 0 || !tree_.mark(s).explained()) && has_room(s);
    }
    [[nodiscard]] bool wants_panel(segment_id s) const {
        const compact_mark m = tree_.mark(s);
        if (m.streak_begin == 0 && m.streak_end == 0) return false;
        return (m.streak_begin >= enough_ || m.streak_end >= enough_) && !fades_at_ends(s);
    }
    [[nodiscard]] bool fades_at_ends(segment_id s) const;
    void look_for_concentration(segment_id half, segment_id sibling, double error_of_whole) {
        if ((tree_.mark(half).begins != 0 || tree_.mark(half).ends != 0) &&
            concentrates(*trigger_, tree_[half].error, tree_[sibling].error, error_of_whole)) {
            lengthen_streak(half, half < sibling);
        }
    }
    void lengthen_streak(segment_id half, bool is_left);

    // The totals.
    void sum();
    void replace(const compact_segment& whole, const compact_segment& left, const compact_segment& right);
    [[nodiscard]] bool accepted();
    [[nodiscard]] bool settled_for_too_much();
    [[nodiscard]] state exhausted(status why);
    [[nodiscard]] bool stagnates(const stagnation::refined& whole, double integral, double error);

    // With several workers: direct_workers.cpp.
    [[nodiscard]] bool worth_looking_ahead() const;
    [[nodiscard]] double enough_to_begin() const;
    [[nodiscard]] state advance_in_parallel();
    [[nodiscard]] state lead();
    void look_ahead();
    void stand(segment_id s);
    [[nodiscard]] bool take_in(segment_id end);
    void divide_ahead(segment_id s);
    void divide_certain(std::size_t most);
    [[nodiscard]] bool grows_without_waiting();
    void add_certain();
    [[nodiscard]] std::size_t workers() const { return line_ ? static_cast<std::size_t>(line_->slots()) : 1; }

    // Their pieces: direct_pieces.cpp.
    [[nodiscard]] double pairs_worth_a_piece() const;
    [[nodiscard]] std::size_t pairs_in_a_piece() const;
    [[nodiscard]] bool wants_pieces();
    void add_in_pieces(segment_id first, segment_id end);
    void add_pieces(segment_id first, segment_id end);
    [[nodiscard]] bool can_be_shared(segment_id s) const;
    void do_piece(std::size_t number);
    void do_part(std::size_t number, std::span<double> x);
    void estimate_initial_in_parallel(segment_id end);
    void run_line(const std::function<void()>& lead);
    [[nodiscard]] bool is_cancelled() {
        if (within_task_ && !cancelled_) cancelled_ = crew::cancelled();
        return cancelled_;
    }

    void finish(result<>& r);

    const integrand_view& f_;
    const domain& where_;
    const options& options_;
    const rule& rule_;
    const std::span<const double> t_;
    const std::size_t abscissae_;  ///< of a segment
    const tolerance tolerance_;
    const judge judge_;
    const std::optional<end_trigger> trigger_;
    const double separation_;
    const std::span<const std::size_t> inherited_;  ///< see rule
    std::size_t fresh_left_, fresh_right_;          ///< abscissae of the halves that are evaluated
    pace pace_;
    const first_segment& first_;

    compact_tree tree_;
    segment_values values_{abscissae_};
    using scratch_array = unset_array<double, std::size_t{4} * 32>;
    scratch_array x_;

    // Over the committed leaves; wrong by no more than is said.
    compact_tree::totals totals_{};
    double wrong_integral_ = 0, wrong_error_ = 0;
    double settled_ = 0;  ///< the error of leaves that are left alone
    std::uint64_t segments_ = 0, suspects_ = 0, evaluations_ = 0;
    std::uint64_t pauses_at_;  ///< so many segments, at most as many as there may be
    stagnation stagnation_;
    status status_ = status::converged;  ///< in the end

    // With several workers.
    struct piece_of_work {
        segment_id first = 0, end = 0;
        std::size_t part = 0, parts = 1;     ///< of the evaluations of one pair
        std::atomic<std::size_t> ended = 0;  ///< of the parts, in the first one
    };
    std::unique_ptr<work_line> line_;
    std::unique_ptr<piece_of_work[]> pieces_;  ///< those that are not done, by their number modulo the line's capacity
    [[nodiscard]] piece_of_work& piece(std::size_t number) const { return pieces_[number % line_->capacity()]; }
    std::size_t taken_in_ = 0;  ///< pieces that are known to be done
    certain_leaves ahead_;
    double ends_at_ = 0;  ///< the largest error of a leaf that needs more than a bisection

    const std::uint32_t enough_;  ///< bisections with a concentrated error, for a panel
    segment_id estimated_ = 0;    ///< so many segments; those beyond belong to whoever estimates them
    int concurrency_;
    const bool has_weight_;                   ///< the rule has
    const bool starts_closed_, ends_closed_;  ///< an abscissa lies at the end
    bool looks_ahead_ = false;
    const bool within_task_;  ///< of oneTBB's
    const bool are_plain_;    ///< halves: nothing is taken over, there is no weight
    bool cancelled_ = false;  ///< an enclosing oneTBB group was: what f computed since may be wrong
};

}  // namespace taskquad::detail
