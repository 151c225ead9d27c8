#include "decisions/sparse_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace taskquad::decisions {

namespace {

/// The most evaluations after which another way may be taken, where there is one: as much has to be left for it as has been spent,
/// and what it begins with.
std::uint64_t last_exit(const regions::items::other_way* other, std::uint64_t whole) {
    if (other == nullptr || other->first_estimates > whole) return 0;
    return std::min(whole / 2, whole - other->first_estimates);
}

}  // namespace

sparse_sum::sparse_sum(std::unique_ptr<regions::items> k, const options& o, int workers)
    : approximation(std::move(k)),
      items_(static_cast<regions::items&>(kind())),
      otherwise_(items_.otherwise()),
      budget_(o.max_evaluations),
      last_exit_(last_exit(otherwise_, budget_)),
      max_evaluations_(otherwise_ != nullptr && otherwise_->patience <= last_exit_ ? otherwise_->patience : budget_),
      max_items_(o.max_segments),
      accuracy_(std::max(o.f_relative_accuracy, 2 * std::numeric_limits<double>::epsilon())),
      ahead_(workers > 1),
      observed_(o.observer != nullptr),
      outlook_(otherwise_ != nullptr && otherwise_->is_as_good, otherwise_ != nullptr && otherwise_->is_better_if_slow) {
    constexpr double first_of_all = std::numeric_limits<double>::infinity();
    for (const region& r : items_.initial()) {
        let_in(add(r), first_of_all);
    }
    regions_.front().required = true;  // the probes are not refined
    const region_id lowest = 1;
    by_number_.assign(regions_[lowest].own + std::size_t{1}, no_region);
    by_number_[regions_[lowest].own] = lowest;
    for (region_id s = lowest; s < regions_.size(); ++s) {
        if (items_.in_pilot(regions_[s])) require(s);
    }
    for (region_id s = lowest; s < regions_.size(); ++s) initial_.push_back(s);
    unknown_initial_ = regions_.size();
}

// --- what the replay asks and does

std::span<const sparse_sum::number> sparse_sum::numbers_let_in(set by, region_id s) {
    numbers_.clear();
    items_.let_in(by, regions_[s].own, numbers_);
    return numbers_;
}

std::uint64_t sparse_sum::fresh(std::span<const number> list) const {
    std::uint64_t all = 0;
    for (const auto n : list) all += items_.fresh(n);
    return all;
}

std::optional<status> sparse_sum::over_budget(region_id s) {
    const auto list = numbers_let_in(set::refined, s);
    if (evaluations() + fresh(list) > max_evaluations_) return status::evaluation_limit;
    if (entered_.size() + list.size() > max_items_) return status::segment_limit;
    return {};
}

bool sparse_sum::affordable(region_id s) {
    if (!ahead_) return false;
    const auto list = numbers_let_in(set::required, s);
    const std::uint64_t ahead = required_points() - committed_points() + fresh(list);
    return evaluations() + 4 * ahead <= earliest_end() && regions_.size() + 4 * list.size() <= max_items_;
}

std::uint64_t sparse_sum::earliest_end() const {
    if (otherwise_ == nullptr) return max_evaluations_;
    const std::uint64_t end = outlook_.earliest_end();
    return end <= last_exit_ ? std::min(end, max_evaluations_) : max_evaluations_;
}

bool sparse_sum::gives_way(status ended, double target) const {
    if (otherwise_ == nullptr || !otherwise_->make) return false;
    switch (ended) {
        case status::non_finite:
            return evaluations() + otherwise_->first_estimates <= budget_;
        case status::too_slow:
        case status::all_zero:
        case status::evaluation_limit:
            return leaves_room();
        case status::divergent:
        case status::roundoff:  // which is less where no weight is negative
            return leaves_room() && accuracy_ * size() < target;
        default:
            return false;
    }
}

status sparse_sum::limitation() {
    const auto contribution = [this](number n) {
        const region_id s = region_of(n);
        const bool has_entered = s != no_region && items_progress_[s].entered;
        return has_entered ? std::optional(regions_[s].integral) : std::nullopt;
    };
    return items_.limitation_of_all(contribution).value_or(status::roundoff);
}

void sparse_sum::require(region_id s) {
    if (regions_[s].required) return;
    regions_[s].required = true;
    const auto list = numbers_let_in(set::required, s);
    const std::vector<number> numbers(list.begin(), list.end());
    items_.add(set::required, regions_[s].own);
    const double usefulness = begun_ ? regions_[s].error : std::numeric_limits<double>::infinity();
    for (const auto n : numbers) let_in(made(n), usefulness);
}

bool sparse_sum::parts_known(region_id s) {
    return std::ranges::all_of(numbers_let_in(set::refined, s), [this](number n) { return is_known(n); });
}

std::span<const point_id> sparse_sum::awaited(region_id s) {
    if (!begun_) return placement_.of(0, initial_.size() + 1);
    awaited_.clear();
    for (const auto n : numbers_let_in(set::refined, s)) {
        const auto points = placement_.of(by_number_[n]);
        awaited_.insert(awaited_.end(), points.begin(), points.end());
    }
    return awaited_;
}

std::span<const region_id> sparse_sum::refine(region_id s) {
    let_in_.clear();
    for (const auto n : numbers_let_in(set::refined, s)) let_in_.push_back(by_number_[n]);
    items_.add(set::refined, regions_[s].own);
    regions_[s].split = true;
    if (is_last(s)) {
        stays_.add(regions_[s].error);
    } else {
        left_.remove(regions_[s].error);
        spread_.remove(items_.spread(regions_[s]));
    }
    for (const region_id part : let_in_) enter(part);
    return let_in_;
}

std::vector<region_id> sparse_sum::standing() const {
    std::vector<region_id> list;
    std::ranges::copy_if(entered_, std::back_inserter(list), [this](region_id s) { return !regions_[s].split; });
    return list;
}

std::span<const double> sparse_sum::components(region_id s) {
    if (count_of_components() == 1) return {&regions_[s].integral, 1};
    return items_progress_[s].integral;
}

// --- items become known, and enter

region_id sparse_sum::made(number n) {
    if (by_number_.size() <= n) by_number_.resize(n + std::size_t{1}, no_region);
    if (by_number_[n] == no_region) by_number_[n] = add(items_.item(n));
    return by_number_[n];
}

region_id sparse_sum::add(const region& r) {
    const auto s = static_cast<region_id>(regions_.size());
    regions_.push_back(r);
    items_progress_.emplace_back();
    progress_.emplace_back();
    placement_.place(r, s, points_);
    return s;
}

/// Wants the points of an item that one lets in which is required.
void sparse_sum::let_in(region_id s, double usefulness) {
    items_progress_[s].wanted = true;
    want(usefulness, s, 1);
    mark_required(s);
    if (regions_[s].known) {
        became_known_.push_back(s);
    } else {
        await_item(s);
    }
}

void sparse_sum::await_item(region_id s) {
    if (!std::exchange(items_progress_[s].awaited, true)) await(s);
}

void sparse_sum::make_estimate(region_id s) {
    list_values(s, values_);
    region& r = regions_[s];
    auto& several = items_progress_[s].integral;
    if (count_of_components() > 1) several.resize(count_of_components());
    items_.assess(r, values_, several.empty() ? std::span(&r.integral, 1) : std::span(several));
    items_.decide(r, nullptr, {});
    r.known = true;
    ++estimates_;
    if (!begun_) --unknown_initial_;
    if (items_progress_[s].wanted) became_known_.push_back(s);
}

std::optional<region_id> sparse_sum::take_known() {
    if (!begun_ && unknown_initial_ == 0) begin();
    if (!begun_ || became_known_.empty()) return {};
    const region_id s = became_known_.back();
    became_known_.pop_back();
    return s;
}

/// All that was wanted from the beginning is known: the pilot is refined.
void sparse_sum::begin() {
    sums_.resize(count_of_components());
    integral_.resize(count_of_components());
    for (region_id s = 0; s < regions::items::count_of_initial; ++s) enter(s);
    for (bool more = true; more;) {
        more = false;
        for (const region_id s : standing()) {
            if (!items_.in_pilot(regions_[s])) continue;
            refine(s);
            more = true;
        }
    }
    begun_ = true;
}

void sparse_sum::enter(region_id s) {
    const region& r = regions_[s];
    commit(placement_.of(s));
    if (r.broken) broken_ = r.broken;
    if (broken_ && begun_) return;  // the sum stays as it was
    list_values(s, values_);
    items_.enter(r, values_, count_of_components());
    if (s == 0) return;  // the probes
    const auto c = components(s);
    for (std::size_t i = 0; i < c.size(); ++i) {
        sums_[i].add(c[i]);
        integral_[i] = sums_[i].value();
    }
    left_.add(r.error);
    spread_.add(items_.spread(r));
    bound_of_magnitude_ += r.magnitude;
    entered_.push_back(s);
    items_progress_[s].entered = true;
    if (observed_) steps_.push_back({step::kind::estimate, s});
}

}  // namespace taskquad::decisions
