#include "values/verification.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "problem/failure.hpp"
#include "tasks/crew.hpp"
#include "tasks/nested_call.hpp"

namespace taskquad::values {

namespace {

/// Of each component of f, at all points.
std::vector<double> largest_of(std::span<const sample> points) {
    std::vector<double> largest;
    for (const sample& at : points) {
        largest.resize(at.components.size());
        for (std::size_t i = 0; i < largest.size(); ++i) {
            const double size = std::abs(at.components[i]);
            if (std::isfinite(size)) largest[i] = std::max(largest[i], size);
        }
    }
    return largest;
}

/// Calls f alone. Whether there is a value.
bool evaluate(const detail::integrand_view& f, const sample& at, std::vector<double>& components) {
    components.clear();
    detail::components_out out{components};
    const detail::point_view point{at.coordinates.data(), at.coordinates.size()};
    try {
        // f may wait for tasks of its own; meanwhile this thread must not begin another of somebody else's.
        const tasks::nested_call around(tasks::whereabouts::here());
        tasks::crew::isolated([&] { f({&point, 1}, out, {}); });
    } catch (...) {
        return false;
    }
    return !out.gave_up && !tasks::crew::cancelled();
}

/// The numbers of the values that fit in least with their neighbours, in falling order of that.
std::vector<std::size_t> by_doubt(std::span<const double> values) {
    const auto doubt = [&](std::size_t i) {
        if (i == 0 || i + 1 == values.size()) return 0.0;
        const double bend = std::abs(values[i] - std::midpoint(values[i - 1], values[i + 1]));
        return std::isnan(bend) ? std::numeric_limits<double>::infinity() : bend;
    };
    std::vector<double> doubts;
    std::vector<std::size_t> order(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) doubts.push_back(doubt(i));
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t i, std::size_t k) { return doubts[i] > doubts[k]; });
    return order;
}

}  // namespace

bool agree(double before, double now, double relative, double absolute) {
    if (before == now || (std::isnan(before) && std::isnan(now))) return true;
    return std::abs(before - now) <= std::max(absolute, relative * std::max(std::abs(before), std::abs(now)));
}

std::size_t count_to_verify(const options& o, status s, std::uint64_t evaluations) {
    if (s == status::failed) return 0;
    if (o.verify) return static_cast<std::size_t>(*o.verify);
    const bool may_be_f = s == status::evaluation_limit || s == status::segment_limit || s == status::roundoff;
    constexpr std::uint64_t least = 3, most = 21;
    return may_be_f ? static_cast<std::size_t>(std::clamp(evaluations / 100, least, most)) : 0;
}

std::vector<sample> most_doubtful(std::span<const samples_of_region> regions, std::size_t n) {
    std::vector<std::vector<std::size_t>> orders;
    std::size_t longest = 0;
    for (const samples_of_region& r : regions) {
        orders.push_back(by_doubt(r.outline));
        longest = std::max(longest, orders.back().size());
    }
    std::vector<sample> found;
    for (std::size_t k = 0; k < longest; ++k) {
        for (std::size_t i = 0; i < regions.size() && found.size() < n; ++i) {
            if (k >= orders[i].size()) continue;
            const sample& next = regions[i].samples[orders[i][k]];
            const auto is_there = [&](const sample& other) { return other.coordinates == next.coordinates; };
            if (std::ranges::none_of(found, is_there)) found.push_back(next);
        }
    }
    return found;
}

void verify(const detail::integrand_view& f, const options& o, std::span<const sample> points,
            const detail::end_from_outside& until, account& r) {
    const std::vector<double> largest = largest_of(points);
    std::vector<double> now;
    for (const sample& before : points) {
        if (until.reached() || (tasks::crew::in_arena() && tasks::crew::cancelled())) return;
        ++r.calls;
        if (!evaluate(f, before, now) || now.size() != before.components.size()) continue;
        for (std::size_t i = 0; i < now.size(); ++i) {
            if (agree(before.components[i], now[i], o.f_relative_accuracy, rounding_of_sums * largest[i])) continue;
            r.status = status::not_reproducible;
            r.not_reproducible_at = before.coordinates[0];
            const auto place = problem::place_in({before.coordinates.data(), before.coordinates.size()}, f.is_exact());
            if (place.size() > 1) r.place.assign(place.begin(), place.end());
            r.values_there = {before.components[i], now[i]};
            return;
        }
    }
}

}  // namespace taskquad::values
