#include "direct_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>
#include <utility>

#include "abscissa.hpp"
#include "crew.hpp"

namespace taskquad::detail {

namespace {

using seconds = std::chrono::duration<double>;

/// Of one evaluation: from here on the engine's tasks are worth what they cost.
constexpr seconds expensive(5e-6);

/// The first call may take longer than the others: so many are looked at, unless one is beyond doubt.
constexpr std::size_t trials = 3;
constexpr int beyond_doubt = 20;

/// What a task should take, at least.
constexpr seconds worth_a_task(20e-6);

/// Evaluations between two looks at the clock.
constexpr std::size_t patience = 500;

/// Whoever asks for more evaluations in flight has an expensive f, which the first one by itself would cost dear.
constexpr int few = 4;

/// Asked for once: it reads files.
int cores() {
    static const int n = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return n;
}

}  // namespace

bool direct_run::suits(const integrand_view& f, const domain& where, const options& o) {
    const bool wanted = o.grain == grain::segments || (o.grain == grain::automatic && o.concurrency <= std::min(cores(), few));
    const bool finite = std::isfinite(where.points().front()) && std::isfinite(where.points().back());
    const bool unwatched = o.observer == nullptr && !o.stop.stop_possible() && std::isinf(o.time_limit.count());
    const bool throws_through = o.failures.rethrow && o.failures.retries == 0 && !o.failures.non_finite;
    return wanted && f.is_plain() && finite && unwatched && throws_through && o.refinement == refinement::global &&
           o.rule.separation() > 0;
}

direct_run::direct_run(const integrand_view& f, const domain& where, const options& o)
    : f_(f),
      reversed_(where.reversed()),
      keep_partition_(o.keep_partition),
      tolerance_{o.absolute_tolerance, o.relative_tolerance},
      max_evaluations_(o.max_evaluations),
      max_segments_(o.max_segments),
      abscissae_(o.rule.abscissae().size()),
      estimator_(o.rule, false, std::max(o.f_relative_accuracy, f.accuracy()), o.norm),
      subdivision_(where, o, estimator_),
      tree_(subdivision_.initial()),
      expensive_(o.grain == grain::segments ? seconds(std::numeric_limits<double>::infinity()) : expensive),
      concurrency_(f.one_at_a_time() ? 1 : o.concurrency) {}

std::optional<result<>> direct_run::operator()() {
    if (!begin()) return {};
    while (true) {
        if (suspects_ == 0 && tolerance_.accepts(size(), tree_.error())) return finished();
        if (stagnation_.found() || leaves_.empty() || settled_ > tolerance_.target(size() + tree_.finite_error())) return {};
        const segment_id worst = leaves_.front().segment;
        if (!subdivision_.divisible(tree_[worst])) {
            settled_ += tree_[worst].error;
            pop();
            continue;
        }
        if (!refine(worst)) return {};
    }
}

bool direct_run::begin() {
    estimated_.push_back(tree_.initial().front());
    values_.reserve(tree_.initial().size() * abscissae_);
    if (!is_cheap(estimated_.front()) || !estimate()) return false;
    if (tree_.initial().size() > 1) {
        estimated_.insert(estimated_.end(), tree_.initial().begin() + 1, tree_.initial().end());
        if (!estimate()) return false;
    }
    for (const segment_id s : tree_.initial()) {
        subdivision_.decide(tree_[s], nullptr, nullptr);
        if (!commit(s)) return false;
        push(s);
    }
    tree_.update_joins();
    segments_ = tree_.initial().size();
    evaluations_ = segments_ * abscissae_;
    return true;
}

/// Replaces a leaf by its halves.
bool direct_run::refine(segment_id s) {
    if (tree_[s].kind != refinement_kind::halves || segments_ + 1 > max_segments_) return false;
    if (evaluations_ + 2 * abscissae_ > max_evaluations_) return false;
    if (tree_[s].left == no_segment) {
        divide(s);
        if (concurrency_ != 1) gather_certain(s);
        if (!estimate() || cancelled_) return false;
    }
    const segment_id left = tree_[s].left, right = tree_[s].right;
    if (!tree_[left].known || !tree_[right].known) return false;
    decide(left, right);
    decide(right, left);
    if (tree_[s].suspect) --suspects_;
    tree_[s].split = true;
    if (!commit(left) || !commit(right)) return false;
    tree_.update_from(s);
    ++segments_;
    evaluations_ += 2 * abscissae_;
    pop();
    push(left);
    push(right);
    stagnation_.look(tree_[s], tree_[left], tree_[right], tree_.error(), segments_);
    return true;
}

void direct_run::divide(segment_id s) {
    subdivision_.parts(tree_[s], {}, parts_);
    tree_.divide(s, parts_);
    estimated_.push_back(tree_[s].left);
    estimated_.push_back(tree_[s].right);
}

/// Beside the worst leaf, all that are certain to be bisected, as far as the budgets allow for them four times over.
void direct_run::gather_certain(segment_id worst) {
    constexpr std::size_t most = 4096;
    const double bar = tolerance_.target(size() + tree_.finite_error()) * (1 + 1e-12);
    double standing = tree_.error() - tree_[worst].error;
    if (!std::isfinite(standing)) return;
    set_aside_.clear();
    const auto affords_another = [&] {
        const std::uint64_t ahead = estimated_.size() - next_ + 2;
        return evaluations_ + 4 * ahead * abscissae_ <= max_evaluations_ && segments_ + 4 * ahead <= max_segments_;
    };
    set_aside_.push_back(leaves_.front());
    pop();
    while (!leaves_.empty() && set_aside_.size() < most && standing - settled_ > bar && affords_another()) {
        const segment_id next = leaves_.front().segment;
        if (tree_[next].kind != refinement_kind::halves || !subdivision_.divisible(tree_[next])) break;
        standing -= tree_[next].error;
        if (tree_[next].left == no_segment) divide(next);
        set_aside_.push_back(leaves_.front());
        pop();
    }
    for (const ranked& r : set_aside_) {
        leaves_.push_back(r);
        std::push_heap(leaves_.begin(), leaves_.end());
    }
}

/// Evaluates f at the abscissae of the segments that are waiting for that, and estimates them.
bool direct_run::estimate() {
    const std::size_t first = next_, n = estimated_.size() - first, there = first == 0 ? tried_ : 0;
    values_.resize(estimated_.size() * abscissae_);
    filled_.resize(estimated_.size());
    next_ = estimated_.size();
    if (concurrency_ != 1 && first == 1 && !look_at_the_clock()) return false;  // the first call may have taken longer than others
    const double in_a_task = worth_a_task.count() / (cost_ * static_cast<double>(abscissae_));
    if (concurrency_ != 1 && there == 0 && in_a_task < static_cast<double>(n)) {
        estimate_in_parallel(first, static_cast<std::size_t>(std::max(in_a_task, 1.0)));
    } else if (!estimate_here(first, there)) {
        return false;
    }
    since_ += n * abscissae_ - there;
    return since_ < patience || look_at_the_clock();
}

bool direct_run::estimate_here(std::size_t first, std::size_t there) {
    bool all = true;
    isolated([&] {
        for (std::size_t i = first; all && i < next_; ++i) all = estimate(estimator_, i, i == first ? there : 0);
    });
    return all;
}

/// f may wait for tasks of its own; within a task of somebody else's this thread must not begin another meanwhile.
template <class Body>
void direct_run::isolated(Body&& body) {
    if (!crew::in_arena()) return body();
    crew::isolated(body);
    cancelled_ = cancelled_ || crew::cancelled();
}

void direct_run::estimate_in_parallel(std::size_t first, std::size_t in_a_task) {
    if (!loop_) {
        loop_ = std::make_unique<parallel_loop>(concurrency_, std::stop_token(), seconds(std::numeric_limits<double>::infinity()));
        estimators_.resize(static_cast<std::size_t>(loop_->slots()));
    }
    const auto ended = (*loop_)((next_ - first + in_a_task - 1) / in_a_task, [&](std::size_t task) {
        auto& mine = estimators_[static_cast<std::size_t>(crew::slot())];
        if (!mine) mine = std::make_unique<estimator>(estimator_);
        const std::size_t begin = first + task * in_a_task;
        for (std::size_t i = begin; i < std::min(next_, begin + in_a_task); ++i) {
            if (!estimate(*mine, i, 0)) return;
        }
    });
    if (ended) cancelled_ = true;
}

/// Evaluates and estimates a segment, so many values of which are there. False, and the segment is not known: its abscissae are not
/// all different, or there is no estimate.
bool direct_run::estimate(estimator& by, std::size_t index, std::size_t there) {
    segment_node& n = tree_[estimated_[index]];
    const auto span = subdivision_.span(n);
    const auto x = by.plain_abscissae(span);
    if (!are_new(n, x)) return false;
    const std::span y(values_.data() + index * abscissae_, abscissae_);
    f_.plain(x.subspan(there), y.data() + there);
    filled_[index] = 1;
    if (!std::ranges::all_of(y, [](double v) { return std::isfinite(v); })) return false;
    const assessment a = by.assess_plain(span, y, n.integral);
    if (a.non_finite || a.divergent) return false;
    subdivision_.assess(n, a);
    return true;
}

/// Whether no abscissa is another one, or one of an ancestor: from the rule, as long as a segment is wide compared with the spacing
/// of doubles; of ancestors beyond those that the rule looks at, by looking.
bool direct_run::are_new(const segment_node& n, std::span<const double> x) const {
    const double separation = estimator_.used_rule().separation() * (n.b - n.a) / 2;
    if (separation <= 8 * std::numeric_limits<double>::epsilon() * std::max(std::abs(n.a), std::abs(n.b))) return false;
    if (n.depth <= rule::remembered) return true;
    const auto t = estimator_.used_rule().abscissae();
    segment_id above = n.parent;
    for (int i = 0; i < rule::remembered; ++i) above = tree_[above].parent;
    for (int levels = n.depth - rule::remembered; levels > 0; --levels, above = tree_[above].parent) {
        const segment_node& m = tree_[above];
        const double centre = std::midpoint(m.a, m.b), half = (m.b - m.a) / 2, margin = 1e-9;
        auto at = std::ranges::lower_bound(t, (n.a - centre) / half - margin);
        for (; at != t.end() && *at <= (n.b - centre) / half + margin; ++at) {
            const double old = without_signed_zero(std::clamp(centre + *at * half, m.a, m.b));
            if (std::ranges::binary_search(x, old)) return false;
        }
    }
    return true;
}

/// The first evaluations, one by one.
bool direct_run::is_cheap(segment_id s) {
    const auto x = estimator_.plain_abscissae(subdivision_.span(tree_[s]));
    for (std::size_t i = 0; i < std::min(trials, x.size()); ++i) {
        double y = 0;
        isolated([&] { f_.plain(x.subspan(i, 1), &y); });
        if (cancelled_) return false;
        values_.push_back(y);
        ++tried_;
        const auto now = clock::now();
        const seconds took = now - std::exchange(looked_at_, now);
        cost_ = std::max(took.count(), 1e-9);
        if (took <= expensive_) return true;
        if (took > beyond_doubt * expensive_) return false;
    }
    return false;
}

/// What an evaluation has taken since the last look, decisions included; whether that is still cheap.
bool direct_run::look_at_the_clock() {
    const auto now = clock::now();
    const seconds took = now - std::exchange(looked_at_, now);
    const auto at_a_time = static_cast<double>(std::max<std::size_t>(estimators_.size(), 1));
    cost_ = std::max(took.count() * at_a_time / static_cast<double>(std::max<std::size_t>(std::exchange(since_, 0), 1)), 1e-9);
    return cost_ <= expensive_.count();
}

void direct_run::decide(segment_id s, segment_id sibling) {
    const bool depends = subdivision_.needs_sibling(tree_[s]);
    subdivision_.decide(tree_[s], depends ? &tree_[tree_[s].parent] : nullptr, depends ? &tree_[sibling] : nullptr);
}

bool direct_run::commit(segment_id s) {
    tree_.commit_leaf(s);
    if (tree_[s].suspect) ++suspects_;
    return !subdivision_.hopeless(tree_[s]);
}

void direct_run::push(segment_id s) {
    leaves_.emplace_back(tree_[s], s);
    std::push_heap(leaves_.begin(), leaves_.end());
}

void direct_run::pop() {
    std::pop_heap(leaves_.begin(), leaves_.end());
    leaves_.pop_back();
}

result<> direct_run::finished() const {
    const auto calls = static_cast<std::uint64_t>(std::ranges::count(filled_, 1)) * abscissae_;
    result<> r{.error = tree_.error(), .status = status::converged, .evaluations = evaluations_, .calls = calls};
    r.speculative = calls - evaluations_;
    r.value = reversed_ ? -tree_.integral() : tree_.integral();
    r.segments = segments_;
    r.concurrency = loop_ ? loop_->slots() : 1;
    if (keep_partition_) {
        for (const segment_id s : tree_.leaves()) {
            const segment_node& n = tree_[s];
            const double a = n.x, b = subdivision_.end(n);
            r.partition.push_back(reversed_ ? segment<>{b, a, -n.integral, n.error} : segment<>{a, b, n.integral, n.error});
        }
        if (reversed_) std::ranges::reverse(r.partition);
    }
    r.elapsed = elapsed();
    return r;
}

std::vector<std::pair<double, double>> direct_run::values() {
    std::vector<std::pair<double, double>> list;
    const auto take = [&](std::size_t index, std::size_t count) {
        const auto x = estimator_.plain_abscissae(subdivision_.span(tree_[estimated_[index]]));
        for (std::size_t i = 0; i < count; ++i) list.emplace_back(x[i], values_[index * abscissae_ + i]);
    };
    if (cancelled_) return list;  // what was computed meanwhile may be wrong
    if (filled_.empty() || filled_[0] == 0) take(0, tried_);
    for (std::size_t i = 0; i < filled_.size(); ++i) {
        if (filled_[i] != 0) take(i, abscissae_);
    }
    return list;
}

}  // namespace taskquad::detail
