#include "partition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "abscissa.hpp"

namespace taskquad::detail {

partition::partition(const domain& where, const options& o, int workers, bool exact)
    : estimator_(o.rule, exact, o.f_relative_accuracy, o.norm),
      subdivision_(where, o, estimator_),
      max_evaluations_(o.max_evaluations),
      max_segments_(o.max_segments),
      ahead_(workers > 1),
      tree_(subdivision_.initial()),
      points_(exact),
      placement_(estimator_),
      observed_(o.observer != nullptr),
      unknown_initial_(tree_.initial().size()) {
    for (const segment_id s : tree_.initial()) placement_.place(subdivision_.span(tree_[s]), s, points_);
    progress_.resize(tree_.initial().back() + std::size_t{2});
    for (const segment_id s : tree_.initial()) {
        wanted_.push({std::numeric_limits<double>::infinity(), order_++, s, 1});
        require_points(s);
    }
}

void partition::has_components(std::size_t n, bool complex) {
    estimator_.has_components(n, complex);
    tree_.has_components(n);
}

double partition::first_non_finite() const {
    double first = std::numeric_limits<double>::quiet_NaN();
    for (const auto& p : points_.all()) {
        if (p.committed && !std::isfinite(p.value) && !(p.x >= first)) first = p.x;
    }
    return first;
}

// --- what a policy asks and does

/// A leaf that is too narrow to be bisected: what ten bisections took nearly nothing away from behaves like 1 / x.
status partition::out_of_digits() const {
    const auto list = tree_.leaves();
    const segment_id worst =
        *std::max_element(list.begin(), list.end(), [this](auto s, auto t) { return tree_[s].error < tree_[t].error; });
    const segment_node& n = tree_[worst];
    if (n.limited_by == limit::endpoint) return status::endpoint_precision;
    if (n.limited_by == limit::tail) return status::divergent;
    if (has_room(worst)) return status::roundoff;
    segment_id ancestor = worst;
    for (int i = 0; i < 10; ++i) {
        if (tree_[ancestor].depth == 0) return status::roundoff;
        ancestor = tree_[ancestor].parent;
    }
    return n.magnitude < 0.9 * tree_[ancestor].magnitude ? status::roundoff : status::divergent;
}

std::optional<status> partition::over_budget(segment_id s) {
    const auto points = points_of_parts(s);
    if (evaluations_ + points.size() > max_evaluations_ &&
        evaluations_ + points_.count(points, [](const auto& p) { return !p.committed; }) > max_evaluations_) {
        return status::evaluation_limit;
    }
    if (!tree_[tree_[s].right].absent && segments_ + 1 > max_segments_) return status::segment_limit;
    return {};
}

bool partition::affordable(segment_id s) {
    if (!ahead_) return false;
    const auto points = points_of_parts(s);
    const auto affords = [&](std::uint64_t fresh) {
        return evaluations_ + 4 * (required_points_ - evaluations_ + fresh) <= max_evaluations_;
    };
    const auto segments_ahead = initial().size() + required_splits_ + 1 - segments_;
    return segments_ + 4 * segments_ahead <= max_segments_ &&
           (affords(points.size()) || affords(points_.count(points, [](const auto& p) { return !p.required; })));
}

void partition::require(segment_id s) {
    if (tree_[s].required) return;
    tree_[s].required = true;
    ++required_splits_;
    tree_.prefetch(s);
    points_of_parts(s);
    wanted_.push({tree_[s].urgency(), order_++, tree_[s].left, 2});
    require_points(tree_[s].left);
    require_points(tree_[s].right);
}

bool partition::parts_known(segment_id s) const {
    const segment_node& n = tree_[s];
    const auto decided = [this](segment_id part) { return tree_[part].known && tree_[part].kind != refinement_kind::undecided; };
    return n.left != no_segment && decided(n.left) && decided(n.right);
}

void partition::split(segment_id s) {
    segment_node& n = tree_[s];
    n.split = true;
    if (n.suspect) --suspects_;
    commit_leaf(n.left);
    commit_leaf(n.right);
    tree_.update_from(s);
    commit(points_of_parts(s));
    if (!tree_[n.right].absent) ++segments_;
    if (observed_) steps_.push_back({step::kind::split, s});
}

// --- what speculation asks and does

void partition::await_parts(segment_id s) {
    points_of_parts(s);
    await(tree_[s].left);
    await(tree_[s].right);
}

std::optional<point_id> partition::guess(segment_id s) {
    for (const point_id p : points_of_parts(s)) {
        if (points_[p].given || points_[p].known) continue;
        give(p);
        return p;
    }
    return {};
}

bool partition::room_to_guess() const {
    return evaluations_ + 4 * (surplus_ + 2 * used_rule().abscissae(used_rule().first_level(false)).size()) <= max_evaluations_ &&
           segments_ < max_segments_;
}

std::span<const double> partition::outline(segment_id s) {
    outline_.clear();
    for (const point_id p : placement_.of(s)) outline_.push_back(points_[p].value);
    return outline_;
}

// --- inside

/// The points of the parts of s, which are made where necessary; they stand in one block.
std::span<const point_id> partition::points_of_parts(segment_id s) {
    if (tree_[s].left == no_segment) {
        const auto at = cuts_.find(s);
        subdivision_.parts(tree_[s], at == cuts_.end() ? std::nullopt : std::optional(at->second), parts_);
        tree_.divide(s, parts_);
        const segment_id left = tree_[s].left, right = tree_[s].right;
        const auto span = [this](segment_id part) { return subdivision_.span(tree_[part]); };
        if (parts_.size() == 2) {
            placement_.place_halves(span(s), span(left), span(right), s, left, points_);
        } else {
            placement_.place(span(left), left, points_);
            placement_.place_nothing(right);
        }
        progress_.resize(right + std::size_t{1});
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
    if (!tree_[s].known) {
        await(s);
    } else if (!tree_[s].absent && tree_[s].kind != refinement_kind::undecided) {
        became_known_.push_back(s);
    }
}

/// Parks s at those of its points that have no value.
void partition::await(segment_id s) {
    if (tree_[s].absent || tree_[s].awaited) return;
    tree_[s].awaited = true;
    for (const point_id p : placement_.of(s)) {
        if (points_[p].known) continue;
        ++progress_[s].missing;
        points_.park(s, p);
    }
    if (progress_[s].missing == 0) make_estimate(s);
}

void partition::make_estimate(segment_id s) {
    values_.clear();
    for (const point_id p : placement_.of(s)) values_.push_back(value(p).data());
    const auto found = estimator_.assess(subdivision_.span(tree_[s]), values_, tree_.components(s));
    subdivision_.assess(tree_[s], found);
    if (estimator_.components() > 1) tree_[s].integral = estimator_.size_of(tree_.components(s));
    if (found.bad_u) cuts_.emplace(s, *found.bad_u);
    ++estimates_;
    if (observed_) steps_.push_back({step::kind::estimate, s});
    if (tree_[s].depth == 0) --unknown_initial_;
    decide(s);
}

/// Decides how s will be refined, if that depends on nothing that is missing; and then perhaps its sibling.
void partition::decide(segment_id s) {
    segment_node& n = tree_[s];
    const bool is_half = n.depth > 0 && tree_[n.parent].kind == refinement_kind::halves;
    const bool is_guess = n.depth > 0 && (tree_[n.parent].kind == refinement_kind::undecided || !is_part(s));
    if (is_guess) return;
    if (!is_half) {
        subdivision_.decide(n, nullptr, nullptr);
        return decided(s);
    }
    const segment_id other = tree_[n.parent].left == s ? tree_[n.parent].right : tree_[n.parent].left;
    const auto settle = [&](segment_id one, segment_id sibling) {
        if (!tree_[one].known || tree_[one].kind != refinement_kind::undecided) return;
        const bool depends = subdivision_.needs_sibling(tree_[one]);
        if (depends && !tree_[sibling].known) return;
        subdivision_.decide(tree_[one], depends ? &tree_[n.parent] : nullptr, depends ? &tree_[sibling] : nullptr);
        decided(one);
    };
    settle(s, other);
    settle(other, s);
}

/// The refinement of s is decided: halves that were guessed may not be what it will be.
void partition::decided(segment_id s) {
    if (tree_[s].kind != refinement_kind::halves && tree_[s].left != no_segment) {
        tree_[s].left = tree_[s].right = no_segment;
    } else if (tree_[s].left != no_segment) {
        for (const segment_id half : {tree_[s].left, tree_[s].right}) {
            if (tree_[half].known && tree_[half].kind == refinement_kind::undecided) decide(half);
        }
    }
    if (tree_[s].depth == 0 || tree_[tree_[s].parent].required) became_known_.push_back(s);
}

void partition::commit(std::span<const point_id> points) {
    for (const point_id p : points) {
        if (!std::exchange(points_[p].committed, true)) ++evaluations_;
    }
}

void partition::commit_leaf(segment_id s) {
    tree_.commit_leaf(s);
    if (tree_[s].suspect) ++suspects_;
    if (tree_[s].absent || !subdivision_.hopeless(tree_[s])) return;
    if (tree_[s].divergent) broken_ = status::divergent;
    if (!broken_) broken_ = status::non_finite;
}

/// Commits the initial partition.
void partition::begin() {
    begun_ = true;
    for (const segment_id s : initial()) {
        commit_leaf(s);
        commit(placement_.of(s));
    }
    tree_.update_joins();
    segments_ = initial().size();
}

}  // namespace taskquad::detail
