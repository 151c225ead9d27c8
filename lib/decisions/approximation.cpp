#include "decisions/approximation.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <taskquad/detail/inner_integral.hpp>

namespace taskquad::decisions {

approximation::approximation(std::unique_ptr<regions::kind> k, const approximation* before)
    : kind_(std::move(k)),
      points_(before == nullptr ? point_table(kind_->coordinates()) : before->points_),
      placement_(*kind_),
      of_integrals_(kind_->of_integrals()) {
    if (before == nullptr) return;
    evaluations_ = evaluations_before_ = before->evaluations_;
    committed_points_ = required_points_ = before->committed_points_;
    told_ = before->told_;
    count_of_components_ = before->count_of_components_;
    memory_ = before->memory_;
    components_ = before->components_;
    const bool is_of_another_foundation = before->kind_->foundation() != kind_->foundation();
    if (!is_of_another_foundation) {
        other_ = before->other_;
    } else if (before->begun() && before->error() > 0) {  // else it has seen nothing but zeros
        const auto integral = before->integral();
        other_ = {{integral.begin(), integral.end()}, before->error()};
    }
    points_.begin_again();
    const auto is_surplus = [](const point_table::point& p) { return p.given && !p.required; };
    surplus_ = static_cast<std::uint64_t>(std::ranges::count_if(points_.all(), is_surplus));
}

bool approximation::is_contradicted(double target) const {
    constexpr double of_no_account = 3;  // targets
    if (other_.integral.empty() || other_.error > of_no_account * target) return false;
    std::vector<double> difference(other_.integral);
    const auto here = integral();
    for (std::size_t c = 0; c < difference.size(); ++c) difference[c] -= here[c];
    return kind_->size_of(difference) > std::max(target, other_.error);
}

std::optional<point_id> approximation::next() {
    const auto free = [this](point_id p) { return !points_[p].given && !points_[p].known; };
    while (!given_back_.empty()) {
        const point_id p = given_back_.back();
        given_back_.pop_back();
        if (free(p)) return give(p), p;
    }
    while (!wanted_.empty()) {
        const wanted& top = wanted_.top();
        const auto points = placement_.of(top.first, top.count);
        std::uint32_t& cursor = progress_[top.first].cursor;
        while (cursor < points.size()) {
            const point_id p = points[cursor++];
            if (free(p)) return give(p), p;
        }
        wanted_.pop();
    }
    return {};
}

void approximation::give(point_id p) {
    points_[p].given = true;
    if (!points_[p].required) ++surplus_;
}

void approximation::withdraw(point_id p) {
    if (points_[p].known || !points_[p].given) return;
    if (points_[p].required) {
        given_back_.push_back(p);
    } else {
        --surplus_;
    }
    points_[p].given = false;
}

void approximation::tell(point_id p, const problem::value_view& value) {
    if (points_[p].known) return;
    if (const auto several = value.components(); several.size() > 1) {
        if (components_.size() <= p) components_.resize(points_.all().size());
        auto* const kept = static_cast<double*>(memory_->allocate(several.size_bytes()));
        std::ranges::copy(several, kept);
        components_[p] = kept;
        count_of_components_ = several.size();
        has_components(several.size());
    }
    points_[p].value = of_integrals_ ? value.components().front() : value.outline();
    points_[p].known = true;  // not before the value is there, which another engine may take over
    ++told_;
    points_.release(p, [this](region_id s) {
        if (--progress_[s].missing == 0) make_estimate(s);
    });
}

std::span<const double> approximation::value(point_id p) const {
    if (count_of_components() == 1) return {&points_[p].value, 1};
    return {components_[p], count_of_components()};
}

std::optional<point_id> approximation::give_one_of(std::span<const point_id> points) {
    for (const point_id p : points) {
        if (points_[p].given || points_[p].known) continue;
        give(p);
        return p;
    }
    return {};
}

void approximation::mark_required(region_id s) {
    for (const point_id p : placement_.of(s)) {
        auto& point = points_[p];
        if (std::exchange(point.required, true)) continue;
        ++required_points_;
        if (point.given) --surplus_;
    }
}

void approximation::await(region_id s) {
    for (const point_id p : placement_.of(s)) {
        if (points_[p].known) continue;
        ++progress_[s].missing;
        points_.park(s, p);
    }
    if (progress_[s].missing == 0) make_estimate(s);
}

void approximation::commit(std::span<const point_id> points) {
    for (const point_id p : points) {
        if (std::exchange(points_[p].committed, true)) continue;
        ++committed_points_;
        evaluations_ += of_integrals_ ? detail::inner_integral::evaluations_of(value(p)) : 1;
    }
}

void approximation::list_values(region_id s, std::vector<const double*>& list) const {
    list.clear();
    for (const point_id p : placement_.of(s)) list.push_back(value(p).data());
}

std::optional<point_id> approximation::first_non_finite() const {
    std::optional<point_id> first;
    const auto is_before = [&](point_id p, point_id q) {
        const auto a = at(p), b = at(q);
        return std::lexicographical_compare(a.coordinates, a.coordinates + a.count, b.coordinates, b.coordinates + b.count);
    };
    for (point_id p = 0; p < points(); ++p) {
        if (points_[p].committed && !std::isfinite(points_[p].value) && (!first || is_before(p, *first))) first = p;
    }
    return first;
}

std::vector<double> approximation::place(point_id p) const {
    const std::size_t n = kind().dimension();
    const double* const x = at(p).coordinates;
    return n > 1 ? std::vector(x, x + n) : std::vector<double>();
}

}  // namespace taskquad::decisions
