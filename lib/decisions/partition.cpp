#include "decisions/partition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace taskquad::decisions {

partition::partition(std::unique_ptr<regions::kind> k, const options& o, int workers, const approximation* before)
    : approximation(std::move(k), before),
      max_evaluations_(o.max_evaluations),
      max_segments_(o.max_segments),
      ahead_(workers > 1),
      tree_(kind_->initial()),
      observed_(o.observer != nullptr),
      unknown_initial_(tree_.initial().size()) {
    if (count_of_components() > 1) tree_.has_components(count_of_components());
    progress_.resize(tree_.size());
    for (const region_id s : tree_.initial()) placement_.place(tree_[s], s, points_);
    for (const region_id s : tree_.initial()) {
        want(std::numeric_limits<double>::infinity(), s, 1);
        require_points(s);
    }
}

// --- what a policy asks and does

/// If ten refinements, down to a leaf too narrow to be divided, leave 0.9 of the integral of |f|, f behaves like 1 / x there.
status partition::out_of_digits() const {
    const auto list = tree_.leaves();
    const region_id worst =
        *std::max_element(list.begin(), list.end(), [this](auto s, auto t) { return tree_[s].error < tree_[t].error; });
    const region& n = tree_[worst];
    if (const auto why = kind_->limitation(n)) return *why;
    if (kind_->has_room(n)) return status::roundoff;
    region_id ancestor = worst;
    for (int i = 0; i < 10; ++i) {
        if (tree_[ancestor].depth == 0) return status::roundoff;
        ancestor = tree_[ancestor].parent;
    }
    return n.magnitude < 0.9 * tree_[ancestor].magnitude ? status::roundoff : status::divergent;
}

std::optional<status> partition::over_budget(region_id s) {
    const auto points = points_of_parts(s);
    // Integrals see to it themselves, since nobody knows what they will take.
    if (!of_integrals_ && evaluations_ + points.size() > max_evaluations_ &&
        evaluations_ + points_.count(points, [](const auto& p) { return !p.committed; }) > max_evaluations_) {
        return status::evaluation_limit;
    }
    const std::uint64_t more = tree_[s].successors - 1U;
    if (more > 0 && segments_ + more > max_segments_) return status::segment_limit;
    return {};
}

bool partition::affordable(region_id s) {
    if (!ahead_) return false;
    const auto points = points_of_parts(s);
    const auto affords = [&](std::uint64_t fresh) {
        return evaluations_ + 4 * evaluations_at(required_points_ - committed_points_ + fresh) <= max_evaluations_;
    };
    const auto segments_ahead = initial().size() + required_splits_ + 1 - segments_;
    return segments_ + 4 * segments_ahead <= max_segments_ &&
           (affords(points.size()) || affords(points_.count(points, [](const auto& p) { return !p.required; })));
}

void partition::require(region_id s) {
    if (tree_[s].required) return;
    tree_[s].required = true;
    ++required_splits_;
    tree_.prefetch(s);
    points_of_parts(s);
    const region_id first = tree_[s].first;
    const std::uint32_t count = tree_[s].successors;
    want(tree_[s].urgency(), first, count);
    for (std::uint32_t k = 0; k < count; ++k) require_points(first + k);
}

bool partition::parts_known(region_id s) const {
    const auto parts = successors(s);
    return !parts.empty() && std::ranges::all_of(parts, [](const region& part) { return part.known && part.decided; });
}

std::span<const point_id> partition::awaited(region_id s) {
    if (!begun_) return placement_.of(initial().front(), initial().back() - initial().front() + 1);
    return look_ ? placement_.of(*look_) : points_of_parts(s);
}

void partition::split(region_id s) {
    region& n = tree_[s];
    n.split = true;
    if (n.suspect) --suspects_;
    for (std::uint32_t k = 0; k < n.successors; ++k) commit_leaf(n.first + k);
    tree_.update_from(s);
    commit(points_of_parts(s));
    segments_ += n.successors - 1U;
    if (observed_) steps_.push_back({step::kind::split, s});
}

// --- what speculation asks and does

void partition::await_parts(region_id s) {
    points_of_parts(s);
    const region_id first = tree_[s].first;
    for (std::uint32_t k = 0; k < tree_[s].successors; ++k) await_part(first + k);
}

std::optional<point_id> partition::guess(region_id s) { return give_one_of(points_of_parts(s)); }

std::optional<point_id> partition::guess_later(region_id s, std::size_t most) {
    later_.clear();
    kind_->later_points(tree_[s], most, later_);
    for (std::size_t i = 0; i < later_.size(); i += kind_->coordinates()) {
        const point_id p = points_.make(&later_[i]);
        if (points_[p].given || points_[p].known) continue;
        give(p);
        return p;
    }
    return {};
}

bool partition::affords_guess() const {
    return evaluations_ + 4 * evaluations_at(surplus_ + 2 * kind_->points_of_one()) <= max_evaluations_ &&
           segments_ < max_segments_;
}

std::span<const double> partition::outline(region_id s) {
    outline_.clear();
    for (const point_id p : placement_.of(s)) outline_.push_back(points_[p].value);
    return outline_;
}

// --- inside

/// The points of the successors of s, which are made where necessary; they stand in one block.
std::span<const point_id> partition::points_of_parts(region_id s) {
    if (tree_[s].successors == 0) {
        parts_.clear();
        kind_->successors(tree_[s], parts_);
        tree_.divide(s, parts_);
        placement_.place_parts(tree_[s], s, successors(s), tree_[s].first, points_);
        progress_.resize(tree_.size());
    }
    return placement_.of(tree_[s].first, tree_[s].successors);
}

void partition::require_points(region_id s) {
    mark_required(s);
    if (!tree_[s].known) {
        await_part(s);
    } else if (tree_[s].decided) {
        became_known_.push_back(s);
    }
}

void partition::await_part(region_id s) {
    if (tree_[s].awaited) return;
    tree_[s].awaited = true;
    await(s);
}

void partition::commit_leaf(region_id s) {
    tree_.commit_leaf(s);
    if (tree_[s].suspect) ++suspects_;
    const auto why = tree_[s].broken;
    if (why == status::divergent || !broken_) broken_ = why;
}

}  // namespace taskquad::decisions
