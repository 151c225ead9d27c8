#include "regions/first_estimates.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <taskquad/detail/budget.hpp>

#include "regions/regions.hpp"
#include "regions/segments/double_exponential.hpp"

namespace taskquad::regions {

namespace {

/// A panel of the first level goes on to |u| = 6 at most, in steps of 2^-level.
constexpr std::size_t most_in_panel = 2 * 6 * (1U << static_cast<unsigned>(segments::panel::first_level)) + 1;

/// No fewer than the abscissae of the initial regions: each piece may have two charts, and each chart twice the parts.
double bound(const domain& where, const options& o) {
    const std::size_t of_one = std::max(most_in_panel, o.rule.abscissae(o.rule.first_level()).size());
    return 4.0 * static_cast<double>(where.points().size()) * o.initial_segments * static_cast<double>(of_one);
}

/// Each with all its coordinates.
std::vector<std::vector<double>> points(const domain& where, const options& o, const form_of_f& f) {
    std::vector<std::vector<double>> list;
    if (where.points().size() == 1) return list;
    const auto kind = regions_of(where, o, f);
    std::vector<double> coordinates;
    for (const region& r : kind->initial()) kind->points(r, coordinates);
    const auto each = static_cast<std::ptrdiff_t>(kind->coordinates());
    for (auto at = coordinates.begin(); at != coordinates.end(); at += each) list.emplace_back(at, at + each);
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
}

}  // namespace

std::vector<double> points_of_first_estimates(const domain& where, const options& o, const form_of_f& f) {
    std::vector<double> list;
    for (const auto& p : points(where, o, f)) list.push_back(p.front());
    return list;
}

std::uint64_t evaluations_of_first_estimates(const domain& where, const options& o, const form_of_f& f) {
    return points(where, o, f).size();
}

void check_budget(std::uint64_t max_evaluations, std::uint64_t first_estimates) {
    detail::check_budget("options", max_evaluations, first_estimates);
}

void check_budget(const domain& where, const options& o, const form_of_f& f) {
    if (static_cast<double>(o.max_evaluations) >= bound(where, o)) return;
    check_budget(o.max_evaluations, evaluations_of_first_estimates(where, o, f));
}

void check_budget(const box& where, const options& o) {
    if (where.dimension() == 1) {
        const domain* const line = where.axes().front().interval();
        return check_budget(line != nullptr ? *line : domain{0.0, 1.0}, o);
    }
    check_cubature(where, o);
    check_budget(o.max_evaluations, evaluations_of_first_estimates(where, o));
}

}  // namespace taskquad::regions
