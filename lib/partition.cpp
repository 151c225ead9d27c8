#include "partition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "abscissa.hpp"

namespace taskquad::detail {

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// A sum of values that are right to half an ulp, with positive weights, is right to a few ulp of the sum of magnitudes. The
/// total noise of a partition does not shrink by bisection, so an error at this floor is final. 4 measured over 14 smooth and
/// oscillating integrands at tolerance 1e-16: ends within 1830 evaluations, and accepts 1e-15 where it can be reached.
constexpr double noise_per_magnitude = 4 * epsilon;

/// Segments narrower than this many ulp of their position are not bisected: a rule needs room for its abscissae.
constexpr double narrowest = 64 * epsilon;

}  // namespace

partition::partition(const domain& where, const options& o, int workers)
    : rule_(o.rule),
      max_evaluations_(o.max_evaluations),
      max_segments_(o.max_segments),
      ahead_(workers > 1),
      tree_(where.points()),
      unknown_initial_(tree_.initial().size()) {
    for (const segment_id s : tree_.initial()) {
        place(s);
        request(s, std::numeric_limits<double>::infinity());
    }
}

double partition::first_non_finite() const {
    double first = std::numeric_limits<double>::quiet_NaN();
    for (const auto& p : points_.all()) {
        if (p.committed && !std::isfinite(p.value) && !(p.x >= first)) first = p.x;
    }
    return first;
}

// --- what a policy asks and does

bool partition::divisible(segment_id s) const {
    const segment_node& n = tree_[s];
    if (n.non_finite || n.error <= n.noise) return false;
    if (n.b - n.a <= std::max(narrowest * std::max(std::abs(n.a), std::abs(n.b)), std::numeric_limits<double>::min())) {
        return false;
    }
    // The outermost abscissae of the halves must not round onto their ends, unless they are meant to lie there.
    const double first = rule_.abscissae().front(), last = rule_.abscissae().back();
    const double m = std::midpoint(n.a, n.b);
    const auto inside = [&](double a, double b) {
        return (first == -1 || abscissa(a, b, first) > a) && (last == 1 || abscissa(a, b, last) < b);
    };
    return inside(n.a, m) && inside(m, n.b);
}

std::optional<status> partition::over_budget(segment_id s) {
    const auto fresh = points_.count(points_of_halves(s), [](const auto& p) { return !p.committed; });
    if (evaluations_ + fresh > max_evaluations_) return status::evaluation_limit;
    if (segments_ + 1 > max_segments_) return status::segment_limit;
    return {};
}

bool partition::affordable(segment_id s) {
    if (!ahead_) return false;
    const auto fresh = points_.count(points_of_halves(s), [](const auto& p) { return !p.requested; });
    const auto points_ahead = requested_points_ - evaluations_ + fresh;
    const auto segments_ahead = initial().size() + required_splits_ + 1 - segments_;
    return evaluations_ + 4 * points_ahead <= max_evaluations_ && segments_ + 4 * segments_ahead <= max_segments_;
}

void partition::require(segment_id s) {
    if (std::exchange(tree_[s].required, true)) return;
    ++required_splits_;
    points_of_halves(s);
    request(tree_[s].left, tree_[s].error);
    request(tree_[s].right, tree_[s].error);
}

bool partition::halves_known(segment_id s) const {
    const segment_node& n = tree_[s];
    return n.left != no_segment && tree_[n.left].known && tree_[n.right].known;
}

void partition::split(segment_id s) {
    segment_node& n = tree_[s];
    n.split = true;
    tree_.commit_leaf(n.left);
    tree_.commit_leaf(n.right);
    tree_.update_from(s);
    commit(points_of_halves(s));
    non_finite_ = non_finite_ || tree_[n.left].non_finite || tree_[n.right].non_finite;
    ++segments_;
}

// --- what an evaluator of f does

std::optional<point_id> partition::next() {
    while (!wanted_.empty()) {
        const point_id p = wanted_.top().point;
        wanted_.pop();
        if (!points_[p].known) return p;
    }
    return {};
}

void partition::withdraw(point_id p) { wanted_.push({std::numeric_limits<double>::infinity(), order_++, p}); }

void partition::tell(point_id p, double value) {
    if (std::exchange(points_[p].known, true)) return;
    points_[p].value = value;
    points_.release(p, [this](segment_id s) {
        if (--missing_[s] == 0) make_estimate(s);
    });
}

std::optional<segment_id> partition::take_known() {
    if (!begun_ && unknown_initial_ == 0) begin();
    if (became_known_.empty()) return {};
    const segment_id s = became_known_.back();
    became_known_.pop_back();
    return s;
}

// --- inside

std::span<const point_id> partition::points_of(segment_id s, std::size_t segments) const {
    return std::span(placed_).subspan(block_[s], segments * rule_.abscissae().size());
}

/// Gives a segment its points.
void partition::place(segment_id s) {
    if (block_.size() <= s) {
        block_.resize(s + std::size_t{1});
        missing_.resize(s + std::size_t{1});
    }
    block_[s] = placed_.size();
    for (const double t : rule_.abscissae()) {
        placed_.push_back(points_.at(without_signed_zero(abscissa(tree_[s].a, tree_[s].b, t))));
    }
}

/// The points of both halves of s, which are made where necessary; they stand in one block.
std::span<const point_id> partition::points_of_halves(segment_id s) {
    if (tree_[s].left == no_segment) {
        tree_.bisect(s);
        place(tree_[s].left);
        place(tree_[s].right);
    }
    return points_of(tree_[s].left, 2);
}

/// Parks s at those of its points that have no value, and puts on the list those that nobody has asked for.
void partition::request(segment_id s, double usefulness) {
    for (const point_id p : points_of(s)) {
        auto& point = points_[p];
        if (point.known) continue;
        ++missing_[s];
        points_.park(s, p);
        if (std::exchange(point.requested, true)) continue;
        ++requested_points_;
        wanted_.push({usefulness, order_++, p});
    }
    if (missing_[s] == 0) make_estimate(s);
}

/// Applies the rule, and separates what it says of the error from what rounding explains.
void partition::make_estimate(segment_id s) {
    segment_node& n = tree_[s];
    values_.clear();
    bool finite = true;
    double size = 0;
    for (const point_id p : points_of(s)) {
        values_.push_back(points_[p].value);
        finite = finite && std::isfinite(points_[p].value);
        size += std::abs(points_[p].value);
    }
    const double h = (n.b - n.a) / 2;
    const auto e = finite ? rule_(values_, h) : estimate<>{};
    n.non_finite = !finite || !std::isfinite(e.integral);
    n.integral = n.non_finite ? std::numeric_limits<double>::quiet_NaN() : e.integral;
    const double magnitude = e.magnitude > 0 ? e.magnitude : 2 * h * (size / static_cast<double>(values_.size()));
    n.noise = std::isfinite(magnitude) ? noise_per_magnitude * magnitude : 0;
    n.error = n.non_finite || std::isnan(e.error) ? std::numeric_limits<double>::infinity() : std::max(e.error, n.noise);
    n.known = true;
    became_known_.push_back(s);
    if (n.depth == 0) --unknown_initial_;
}

void partition::commit(std::span<const point_id> points) {
    for (const point_id p : points) {
        if (!std::exchange(points_[p].committed, true)) ++evaluations_;
    }
}

/// Commits the initial partition.
void partition::begin() {
    begun_ = true;
    for (const segment_id s : initial()) {
        tree_.commit_leaf(s);
        non_finite_ = non_finite_ || tree_[s].non_finite;
        commit(points_of(s));
    }
    tree_.update_joins();
    segments_ = initial().size();
}

}  // namespace taskquad::detail
