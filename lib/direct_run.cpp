#include "direct_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "abscissa.hpp"
#include "accuracy.hpp"
#include "crew.hpp"
#include "direct_halves.hpp"
#include "grain.hpp"

namespace taskquad::detail {

namespace {

/// Streaks are counted so far.
constexpr int longest_streak = 15;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// The sums of the tree are rounded, too, at each of its levels.
constexpr double of_the_tree = 2048 * epsilon;

}  // namespace

bool direct_run::suits(const integrand_view& f, const domain& where, const options& o) {
    const auto points = where.points();
    const bool finite = std::isfinite(points.front()) && std::isfinite(points.back());
    const bool unwatched = o.observer == nullptr && !o.stop.stop_possible() && std::isinf(o.time_limit.count());
    const bool throws_through = o.failures.rethrow && o.failures.retries == 0 && !o.failures.non_finite;
    return may_be_cheap(o) && f.is_plain() && finite && unwatched && throws_through && o.refinement == refinement::global &&
           o.rule.separation() > 0 && !(o.rule.has_weight() && !o.rule.inherited().empty()) && o.norm.of_number_is_magnitude() &&
           (!o.rule.end_panels() || o.rule.end_panels()->bisections <= longest_streak);
}

direct_run::direct_run(const integrand_view& f, const domain& where, const options& o, const first_segment& first)
    : f_(f),
      where_(where),
      options_(o),
      rule_(o.rule),
      t_(rule_.abscissae()),
      abscissae_(t_.size()),
      tolerance_{o.absolute_tolerance, o.relative_tolerance},
      judge_(o.rule, accuracy_of_values(f, o)),
      trigger_(rule_.end_panels()),
      separation_(rule_.separation()),
      inherited_(rule_.inherited()),
      fresh_left_(abscissae_),
      fresh_right_(abscissae_),
      pace_(first.seen()),
      first_(first),
      pauses_at_(o.max_segments),
      enough_(trigger_ ? static_cast<std::uint32_t>(trigger_->bisections) : std::numeric_limits<std::uint32_t>::max()),
      concurrency_(f.one_at_a_time() ? 1 : o.concurrency),
      has_weight_(rule_.has_weight()),
      starts_closed_(t_.front() == -1),
      ends_closed_(t_.back() == 1),
      within_task_(crew::in_arena()),
      are_plain_(!has_weight_ && inherited_.empty()) {
    if (inherited_.empty()) return;
    fresh_left_ = static_cast<std::size_t>(std::ranges::count(inherited_.first(abscissae_), rule::fresh));
    fresh_right_ = static_cast<std::size_t>(std::ranges::count(inherited_.last(abscissae_), rule::fresh));
}

// --- the totals

void direct_run::sum() {
    totals_ = tree_.sum(estimated_);
    wrong_error_ = wrong_integral_ = 0;
}

inline void direct_run::replace(const compact_segment& whole, const compact_segment& left, const compact_segment& right) {
    totals_.error += (left.error + right.error) - whole.error;
    totals_.integral += (left.integral + right.integral) - whole.integral;
    const double entering = std::abs(left.integral) + std::abs(right.integral);
    totals_.magnitude += entering;
    // Each of these sums is wrong by a few roundings of the largest number in it.
    wrong_error_ += 8 * epsilon * (std::abs(totals_.error) + whole.error + left.error + right.error);
    wrong_integral_ += 8 * epsilon * (std::abs(totals_.integral) + std::abs(whole.integral) + entering);
}

/// Whether the tolerance is met, as the sums of the engine have it.
inline bool direct_run::accepted() {
    const double error = totals_.error - wrong_error_ - of_the_tree * totals_.error;
    const double integral = std::abs(totals_.integral) + wrong_integral_ + of_the_tree * totals_.magnitude;
    if (error > tolerance_.target(integral)) return false;
    if (wrong_error_ > 0 || wrong_integral_ > 0) sum();
    return tolerance_.accepts(std::abs(totals_.integral), totals_.error);
}

/// Whether the leaves that are left alone have too large an error already, as the engine judges that.
inline bool direct_run::settled_for_too_much() {
    if (settled_ == 0) return false;
    const auto ceiling = [this] { return tolerance_.target(std::abs(totals_.integral) + totals_.error); };
    const double wrong = wrong_integral_ + wrong_error_ + of_the_tree * (totals_.magnitude + totals_.error);
    if (std::abs(settled_ - ceiling()) <= tolerance_.relative * wrong) sum();
    return settled_ > ceiling();
}

/// A budget does not allow for the next bisection.
direct_run::state direct_run::exhausted(status why) {
    sum();
    status_ = why;
    return state::done;
}

/// Whether refinement goes on in vain, or it depends on rounding whether it does.
inline bool direct_run::stagnates(const stagnation::refined& whole, double integral, double error) {
    if (wrong_error_ > 1e-10 * totals_.error) sum();
    if (stagnation_.is_close(totals_.error)) return true;
    stagnation_.look(whole, integral, error, totals_.error, segments_);
    return stagnation_.found();
}

// --- the algorithm

/// Replaces a leaf by its halves, which are known, or the engine has to go on.
inline bool direct_run::split(segment_id s, segment_id left) {
    const compact_mark* const of_halves = &tree_.mark(left);
    if (!of_halves[0].known() || !of_halves[1].known()) return false;
    const compact_segment& whole = tree_[s];
    const compact_segment* const halves = &tree_[left];
    const compact_segment &l = halves[0], &r = halves[1];
    compact_mark& mark = tree_.mark(s);
    if (mark.suspect != 0) --suspects_;
    mark.split = 1;
    replace(whole, l, r);
    ++segments_;
    evaluations_ += fresh_left_ + fresh_right_;
    tree_.replace_worst(left, l.error);
    tree_.push(left + 1, r.error);
    return !stagnates({whole.integral, whole.error, mark.resolved(), mark.at_rounding()}, l.integral + r.integral,
                      l.error + r.error);
}

/// With one worker halves are estimated when it is their turn; with several, all that are needed at the same time.
direct_run::state direct_run::advance() {
    while (true) {
        if (suspects_ == 0 && accepted()) return state::done;
        if (tree_.empty() || settled_for_too_much()) return state::for_the_engine;
        const segment_id worst = tree_.worst();
        if (!divisible(worst)) {
            settled_ += tree_[worst].error;
            tree_.pop();
            continue;
        }
        if (wants_panel(worst)) return state::for_the_engine;
        if (evaluations_ + fresh_left_ + fresh_right_ > options_.max_evaluations) return exhausted(status::evaluation_limit);
        if (segments_ >= pauses_at_) return segments_ < options_.max_segments ? state::pauses : exhausted(status::segment_limit);
        segment_id left = tree_[worst].left;
        if (left >= estimated_) {  // or none
            if (looks_ahead_ || worth_looking_ahead()) return state::waits_for_halves;
            left = tree_.divide(worst);
            if (!estimate_halves(left)) return state::for_the_engine;
        }
        if (!split(worst, left)) return state::for_the_engine;
    }
}

direct_run::state direct_run::integrate() {
    if (!begin()) return state::for_the_engine;
    state reached = advance();
    while (reached == state::waits_for_halves) reached = advance_in_parallel();
    return reached;
}

bool direct_run::operator()(result<>& r) {
    if (integrate() != state::done || is_cancelled()) return false;
    finish(r);
    return true;
}

bool direct_run::begin() {
    make_initial();
    if (tree_.size() > 1 && !estimate_initial()) return false;
    for (segment_id s = 0; s < tree_.initial(); ++s) {
        if (!tree_.mark(s).known()) return false;
        if (is_suspect(rule_, tree_[s].a, tree_[s].b, values_of(s))) {
            tree_.mark(s).suspect = 1;
            ++suspects_;
        }
        tree_.push(s);
    }
    segments_ = tree_.initial();
    for (segment_id s = 0; s < tree_.initial(); ++s) evaluations_ += evaluations_of(s);
    sum();
    return true;
}

// --- what is said in the end

/// From totals that are exact.
void direct_run::finish(result<>& r) {
    r.error = totals_.error;
    r.status = status_;
    r.evaluations = r.calls = evaluations_;
    if (looks_ahead_) {  // there may be more, and tasks may have given up
        r.calls = 0;
        for (segment_id i = 0; i < tree_.size(); ++i) r.calls += tree_.mark(i).valued() ? evaluations_of(i) : 0;
    }
    r.speculative = r.calls - evaluations_;
    const bool reversed = where_.reversed();
    r.value = reversed ? -totals_.integral : totals_.integral;
    r.segments = segments_;
    r.concurrency = static_cast<int>(workers());
    if (options_.keep_partition) {
        for (const segment_id i : tree_.committed_leaves()) {
            const compact_segment& n = tree_[i];
            r.partition.push_back(reversed ? segment<>{n.b, n.a, -n.integral, n.error} : segment<>{n.a, n.b, n.integral, n.error});
        }
        if (reversed) std::ranges::reverse(r.partition);
    }
    r.elapsed = pace_.elapsed();
}

std::vector<std::pair<double, double>> direct_run::values() {
    std::vector<std::pair<double, double>> list;
    if (is_cancelled()) return list;
    list.reserve(tree_.size() * abscissae_);
    std::vector<double> x(abscissae_);
    const auto take = [&](segment_id s) {
        place(rule_, tree_[s].a, tree_[s].b, x);
        const std::size_t after = s < tree_.initial() ? 0 : s == tree_[tree_[s].parent].left ? 0 : abscissae_;
        for (std::size_t i = 0; i < abscissae_; ++i) {
            const bool shared = s < tree_.initial() ? i == 0 && evaluations_of(s) < abscissae_
                                                    : !inherited_.empty() && inherited_[after + i] != rule::fresh;
            if (!shared) list.emplace_back(x[i], values_of(s)[i]);
        }
    };
    for (segment_id s = 0; s < tree_.size(); ++s) {
        if (tree_.mark(s).valued()) take(s);
    }
    return list;
}

}  // namespace taskquad::detail
