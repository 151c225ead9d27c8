#include "regions/regions.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "regions/box_chart.hpp"
#include "regions/boxes/box_kind.hpp"
#include "regions/lattice/sparse_grid_kind.hpp"
#include "regions/segments/probability_kind.hpp"
#include "regions/segments/segment_kind.hpp"
#include "rules/fully_symmetric.hpp"

namespace taskquad::regions {

namespace {

std::unique_ptr<kind> boxes_of(const box& where, const options& o, const form_of_f& f) {
    box_chart in(where, o.scale, box_chart::kind::boxes);
    auto breaks = in.breaks();
    return std::make_unique<boxes::box_kind>(std::move(breaks), boxes::rule_for(where.dimension(), o.relative_tolerance), o, f,
                                             where.reversed(), std::move(in));
}

bool has_breakpoints(const axis& a) { return a.interval() != nullptr && a.interval()->points().size() > 2; }

bool suits_boxes(const box& where) { return where.dimension() <= rules::most_dimensions; }

bool suits_sparse_grid(const box& where, const options& o) {
    return std::ranges::none_of(where.axes(), has_breakpoints) && o.refinement == refinement::global;
}

/// Of so many axes that boxes cannot divide them, more than any budget.
std::uint64_t first_of_boxes(const box& where, const options& o) {
    if (!suits_boxes(where)) return std::numeric_limits<std::uint64_t>::max();
    auto all = static_cast<double>(boxes::rule_for(where.dimension(), o.relative_tolerance)->count());
    for (const axis& a : where.axes()) {
        if (a.interval() != nullptr) all *= static_cast<double>(a.interval()->points().size() - 1);
    }
    constexpr double countless = 1e18;
    return static_cast<std::uint64_t>(std::min(all, countless));
}

std::uint64_t first_of_sparse_grid(const box& where, const options& o) {
    return lattice::sparse_grid_kind::first_estimates(
        lattice::axes_of(where, box_chart(where, o.scale, box_chart::kind::sparse_grid)));
}

bool begins_with_sparse_grid(const box& where, const options& o) {
    if (o.cubature == sparse_grid()) return true;
    if (o.cubature != automatic() || !suits_sparse_grid(where, o)) return false;
    return !suits_boxes(where) || first_of_sparse_grid(where, o) <= o.max_evaluations;
}

bool is_finite_interval(const axis& a) {
    return a.interval() != nullptr && std::ranges::all_of(a.interval()->points(), [](double x) { return std::isfinite(x); });
}

/// Boxes, from where a sparse grid comes to nothing. In up to six dimensions they are as good a way, in more the sparse grid has a
/// budget of its own. By the families of tests/support/box_families.hpp, two draws each, at 1e-2 to 1e-4, before there were looks:
/// giving up in up to four dimensions only takes 1.36 times the evaluations of the better way where they are smooth, and 1.60 times
/// where they are rough; in up to six 1.28 and 1.36. No model of three to ten dimensions is given up either way.
/// On infinite axes and under densities a sparse grid of smooth f converges slowly, too, and boxes are worse.
items::other_way boxes_instead(const box& where, const options& o, const form_of_f& f) {
    constexpr std::size_t most_dimensions = 6;
    constexpr std::uint64_t patience = 30'000;
    return {.make = [where, o, f] { return boxes_of(where, o, f); },
            .first_estimates = first_of_boxes(where, o),
            .is_as_good = where.dimension() <= most_dimensions,
            .is_better_if_slow = where.dimension() <= most_dimensions && std::ranges::all_of(where.axes(), is_finite_interval),
            .patience = patience};
}

}  // namespace

std::unique_ptr<kind> regions_of(const domain& where, const options& o, const form_of_f& f) {
    return std::make_unique<segments::segment_kind>(where, o, f);
}

std::unique_ptr<kind> regions_of(const box& where, const options& o, const form_of_f& f) {
    if (where.dimension() == 1) {
        const domain* const line = where.axes().front().interval();
        if (line != nullptr) return regions_of(*line, o, f);
        return std::make_unique<segments::probability_kind>(box_chart(where, o.scale, box_chart::kind::segments), o, f);
    }
    if (!begins_with_sparse_grid(where, o)) return boxes_of(where, o, f);
    const bool may_give_up = o.cubature == automatic() && suits_boxes(where);
    const auto instead = may_give_up ? std::optional(boxes_instead(where, o, f)) : std::nullopt;
    return std::make_unique<lattice::sparse_grid_kind>(where, o, f, instead);
}

std::uint64_t evaluations_of_first_estimates(const box& where, const options& o) {
    const bool sparse = o.cubature == sparse_grid() || (o.cubature == automatic() && suits_sparse_grid(where, o));
    if (!sparse) return first_of_boxes(where, o);
    return o.cubature == sparse_grid() ? first_of_sparse_grid(where, o)
                                       : std::min(first_of_sparse_grid(where, o), first_of_boxes(where, o));
}

void check_cubature(const box& where, const options& o) {
    if (!suits_boxes(where) && !begins_with_sparse_grid(where, o)) {
        throw std::invalid_argument("taskquad: box: there are " + std::to_string(where.dimension()) + " axes, must be at most " +
                                    std::to_string(rules::most_dimensions) +
                                    " where options::cubature, a breakpoint or local refinement asks for adaptive boxes");
    }
    if (where.dimension() == 1 || o.cubature != sparse_grid()) return;
    for (std::size_t a = 0; a < where.dimension(); ++a) {
        if (!has_breakpoints(where.axes()[a])) continue;
        throw std::invalid_argument("taskquad: box: axis " + std::to_string(a) +
                                    " has breakpoints, and options::cubature is sparse_grid(), must be automatic() or "
                                    "adaptive_boxes(), which are cut there");
    }
    if (o.refinement == refinement::local) {
        throw std::invalid_argument(
            "taskquad: options: cubature is sparse_grid() and refinement is local, must be global, or cubature another one");
    }
}

}  // namespace taskquad::regions
