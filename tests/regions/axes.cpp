// Axes of all kinds, by both kinds of regions.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <set>
#include <span>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>
#include <utility>
#include <vector>

#include "decisions/engine.hpp"
#include "regions/lattice/sparse_grid_kind.hpp"
#include "regions/lattice/sparse_runs.hpp"
#include "regions/regions.hpp"
#include "support/any_order.hpp"
#include "support/axis_problems.hpp"
#include "support/bits.hpp"
#include "support/models.hpp"

using namespace taskquad;

namespace {

enum class by { boxes, sparse_grid };

result<> found(const axis_problems::problem& p, by kind, const options& o, std::size_t outstanding = 1) {
    auto regions = kind == by::boxes ? regions::regions_of(p.where, o)
                                     : std::make_unique<regions::lattice::sparse_grid_kind>(p.where, o, regions::form_of_f{});
    decisions::engine e(std::move(regions), o, static_cast<int>(outstanding));
    std::set<std::vector<double>> seen;
    bool once = true;
    tell_in_any_order(e, outstanding, outstanding, [&](const detail::point_view& at) {
        once = seen.insert({at.coordinates, at.coordinates + at.count}).second && once;
        return p.f({at.coordinates, at.count});
    });
    CHECK(once);
    return e.outcome();
}

}  // namespace

TEST_CASE("axes of all kinds have the integrals that are known, in any order of values") {
    using namespace axis_problems;
    for (const auto& p : {normal_moments(), exponential_moments(), exponential_transform(), other_distributions(), triangle(),
                          simplex(), cone(), gaussian_of_two(), half_lines(), upside_down(), all_kinds()}) {
        for (const by kind : {by::boxes, by::sparse_grid}) {
            const options o{.relative_tolerance = kind == by::boxes ? 1e-3 : 1e-5, .max_evaluations = 30'000};
            CAPTURE(p.name);
            CAPTURE(static_cast<int>(kind));
            const auto r = found(p, kind, o);
            CHECK(r.converged());
            CHECK(std::abs(r.value - p.exact) <= o.relative_tolerance * std::abs(p.exact));
            CHECK(same_bits(found(p, kind, o, 16), r));
        }
    }
}

// The last has 372 since the default looks more closely before it believes a sparse grid, or begins boxes after that; 263 before.
TEST_CASE("expectations by default take as few evaluations as were measured") {
    using namespace axis_problems;
    for (const auto& [p, evaluations] :
         {std::pair(normal_moments(), 1850), std::pair(exponential_moments(), 1850), std::pair(exponential_transform(), 372)}) {
        const auto r = found(p, by::boxes, {.relative_tolerance = 1e-5});
        CHECK(r.converged());
        CHECK(static_cast<double>(r.evaluations) <= 1.1 * evaluations);
    }
}

TEST_CASE("bells anywhere in the plane and in space are found, and none is claimed falsely") {
    // By boxes, 94 of 96 members of such families were solved in a million evaluations, and none was claimed falsely; the two
    // others, in space at 1e-5, ran out of evaluations. Here as many as take little time.
    for (int member = 0; member < 8; ++member) {
        for (const double tolerance : {1e-3, 1e-5}) {
            const auto p = axis_problems::bell(2, member);
            const auto r = found(p, by::boxes, {.relative_tolerance = tolerance, .max_evaluations = 30'000});
            CHECK(r.converged());
            CHECK(std::abs(r.value / p.exact - 1) <= tolerance);
        }
    }
    for (const int member : {0, 1}) {
        const auto p = axis_problems::bell(3, member);
        const auto r = found(p, by::boxes, {.relative_tolerance = 1e-2, .max_evaluations = 100'000});
        CHECK(r.converged());
        CHECK(std::abs(r.value / p.exact - 1) <= 1e-2);
    }
}

TEST_CASE("models over boxes of plain or normal axes have the bits of the sparse grids that were measured") {
    for (const auto& m : {models::ishigami(), models::lognormal_diffusion()}) {
        const axis each = m.is_normal ? axis(normal(0, 1)) : axis{0.0, 1.0};
        const axis_problems::problem p{m.name, box(std::vector<axis>(m.dimensions, each)), m.f, m.mean};
        for (const double tolerance : {1e-3, 1e-5}) {
            const auto o = sparse_runs::with(0, tolerance);
            const auto r = found(p, by::sparse_grid, o);
            CHECK(r.converged());
            CHECK(std::abs(r.value / m.mean - 1) <= tolerance);
            CHECK(same_bits(r, sparse_runs::by_engine(m, o, 1, 0)));
        }
    }
}
