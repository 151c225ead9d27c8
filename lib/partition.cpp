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
      placement_(o.rule),
      observed_(o.observer != nullptr),
      unknown_initial_(tree_.initial().size()) {
    for (const segment_id s : tree_.initial()) placement_.place(tree_[s], s, points_);
    progress_.resize(tree_.initial().back() + std::size_t{1});
    for (const segment_id s : tree_.initial()) {
        wanted_.push({std::numeric_limits<double>::infinity(), order_++, s, 1});
        require_points(s);
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
    return !n.non_finite && n.error > n.noise && has_room(s);
}

bool partition::has_room(segment_id s) const {
    const segment_node& n = tree_[s];
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
    const auto points = points_of_halves(s);
    if (evaluations_ + points.size() > max_evaluations_ &&
        evaluations_ + points_.count(points, [](const auto& p) { return !p.committed; }) > max_evaluations_) {
        return status::evaluation_limit;
    }
    if (segments_ + 1 > max_segments_) return status::segment_limit;
    return {};
}

bool partition::affordable(segment_id s) {
    if (!ahead_) return false;
    const auto points = points_of_halves(s);
    const auto affords = [&](std::uint64_t fresh) {
        return evaluations_ + 4 * (required_points_ - evaluations_ + fresh) <= max_evaluations_;
    };
    const auto segments_ahead = initial().size() + required_splits_ + 1 - segments_;
    return segments_ + 4 * segments_ahead <= max_segments_ &&
           (affords(points.size()) || affords(points_.count(points, [](const auto& p) { return !p.required; })));
}

void partition::require(segment_id s) {
    if (std::exchange(tree_[s].required, true)) return;
    ++required_splits_;
    tree_.prefetch(s);
    points_of_halves(s);
    wanted_.push({tree_[s].error, order_++, tree_[s].left, 2});
    require_points(tree_[s].left);
    require_points(tree_[s].right);
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
    if (observed_) steps_.push_back({step::kind::split, s});
}

// --- what speculation asks and does

void partition::await_halves(segment_id s) {
    points_of_halves(s);
    await(tree_[s].left);
    await(tree_[s].right);
}

std::optional<point_id> partition::guess(segment_id s) {
    for (const point_id p : points_of_halves(s)) {
        if (points_[p].given || points_[p].known) continue;
        give(p);
        return p;
    }
    return {};
}

bool partition::room_to_guess() const {
    return evaluations_ + 4 * (surplus_ + 2 * rule_.abscissae().size()) <= max_evaluations_ && segments_ < max_segments_;
}

std::span<const double> partition::values(segment_id s) {
    values_.clear();
    for (const point_id p : placement_.of(s)) values_.push_back(points_[p].value);
    return values_;
}

// --- what an evaluator of f does

std::optional<point_id> partition::next() {
    const auto free = [this](point_id p) { return !points_[p].given && !points_[p].known; };
    while (!given_back_.empty()) {
        const point_id p = given_back_.back();
        given_back_.pop_back();
        if (free(p)) return give(p), p;
    }
    while (!wanted_.empty()) {
        const wanted& top = wanted_.top();
        const auto points = placement_.of(top.first, top.segments);
        std::uint32_t& cursor = progress_[top.first].cursor;
        while (cursor < points.size()) {
            const point_id p = points[cursor++];
            if (free(p)) return give(p), p;
        }
        wanted_.pop();
    }
    return {};
}

void partition::give(point_id p) {
    points_[p].given = true;
    if (!points_[p].required) ++surplus_;
}

void partition::withdraw(point_id p) {
    if (points_[p].known || !std::exchange(points_[p].given, false)) return;
    if (points_[p].required) {
        given_back_.push_back(p);
    } else {
        --surplus_;
    }
}

point_id partition::at(double x) {
    std::vector<point_id> found;
    points_.at({&x, 1}, found);
    return found.front();
}

void partition::tell(point_id p, double value) {
    if (std::exchange(points_[p].known, true)) return;
    points_[p].value = value;
    points_.release(p, [this](segment_id s) {
        if (--progress_[s].missing == 0) make_estimate(s);
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

/// The points of both halves of s, which are made where necessary; they stand in one block.
std::span<const point_id> partition::points_of_halves(segment_id s) {
    if (tree_[s].left == no_segment) {
        tree_.bisect(s);
        placement_.place_halves(tree_, s, points_);
        progress_.resize(tree_[s].right + std::size_t{1});
    }
    return placement_.of(tree_[s].left, 2);
}

/// Notes that the points of s are required.
void partition::require_points(segment_id s) {
    for (const point_id p : placement_.of(s)) {
        auto& point = points_[p];
        if (std::exchange(point.required, true)) continue;
        ++required_points_;
        if (point.given) --surplus_;
    }
    if (tree_[s].known) {
        became_known_.push_back(s);
    } else {
        await(s);
    }
}

/// Parks s at those of its points that have no value.
void partition::await(segment_id s) {
    if (std::exchange(tree_[s].awaited, true)) return;
    for (const point_id p : placement_.of(s)) {
        if (points_[p].known) continue;
        ++progress_[s].missing;
        points_.park(s, p);
    }
    if (progress_[s].missing == 0) make_estimate(s);
}

/// Applies the rule, and separates what it says of the error from what rounding explains.
void partition::make_estimate(segment_id s) {
    segment_node& n = tree_[s];
    bool finite = true;
    double size = 0;
    for (const double y : values(s)) {
        finite = finite && std::isfinite(y);
        size += std::abs(y);
    }
    const double h = (n.b - n.a) / 2;
    const auto e = finite ? rule_(values_, h) : estimate<>{};
    n.non_finite = !finite || !std::isfinite(e.integral);
    n.integral = n.non_finite ? std::numeric_limits<double>::quiet_NaN() : e.integral;
    const double magnitude = e.magnitude > 0 ? e.magnitude : 2 * h * (size / static_cast<double>(values_.size()));
    n.noise = std::isfinite(magnitude) ? noise_per_magnitude * magnitude : 0;
    n.error = n.non_finite || std::isnan(e.error) ? std::numeric_limits<double>::infinity() : std::max(e.error, n.noise);
    n.known = true;
    ++estimates_;
    if (observed_) steps_.push_back({step::kind::estimate, s});
    if (n.depth == 0) --unknown_initial_;
    if (n.depth == 0 || tree_[n.parent].required) became_known_.push_back(s);
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
        commit(placement_.of(s));
    }
    tree_.update_joins();
    segments_ = initial().size();
}

}  // namespace taskquad::detail
