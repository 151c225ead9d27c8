/// Models by sparse grids: the slow reference, and the engine with values that arrive in any order.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <taskquad/options.hpp>
#include <taskquad/result.hpp>

#include "decisions/engine.hpp"
#include "reference/sparse_grid.hpp"
#include "regions/lattice/sparse_grid_kind.hpp"
#include "rules/nested_families.hpp"
#include "support/any_order.hpp"
#include "support/families.hpp"
#include "support/models.hpp"

namespace sparse_runs {

using namespace taskquad;
using models::model;
using regions::lattice::sparse_grid_kind;

inline std::unique_ptr<regions::kind> kind_for(const model& m, const options& o, bool gives_up = false) {
    return std::make_unique<sparse_grid_kind>(
        std::vector(m.dimensions, m.is_normal ? regions::lattice::normal(0, 1) : regions::lattice::range(0, 1)), o.norm,
        regions::form_of_f{},
        gives_up ? std::optional(regions::items::other_way{.is_as_good = m.dimensions <= 4, .is_better_if_slow = m.dimensions <= 4})
                 : std::nullopt);
}

inline options with(double absolute, double relative, int concurrency = 0, double speculation = 0) {
    return {.absolute_tolerance = absolute,
            .relative_tolerance = relative,
            .max_evaluations = 30'000,
            .concurrency = concurrency,
            .speculation = speculation};
}

inline reference::sparse_grid::outcome by_reference(const model& m, const options& o, bool gives_up = false) {
    const auto f = [&m](std::span<const double> t) {
        std::vector<double> u(t.begin(), t.end());
        if (!m.is_normal) {
            for (double& x : u) x = (1 + x) / 2;
        }
        return std::vector{m.f(u)};
    };
    return reference::sparse_grid(f, std::vector(m.dimensions, m.is_normal ? &rules::genz_keister() : &rules::gauss_patterson()),
                                  {.tolerance = o.tolerance(),
                                   .max_evaluations = o.max_evaluations,
                                   .f_relative_accuracy = o.f_relative_accuracy,
                                   .doubts = gives_up})();
}

/// By the engine alone, with so many values outstanding that arrive in any order.
inline result<> by_engine(const model& m, const options& o, std::size_t outstanding, std::uint64_t seed, bool gives_up = false) {
    decisions::engine e(kind_for(m, o, gives_up), o, static_cast<int>(outstanding));
    const auto f = [&m](const detail::point_view& at) { return m.f({at.coordinates, at.count}); };
    const auto evaluations = tell_in_any_order(e, outstanding, seed, f);
    result<> r = e.outcome();
    r.calls = evaluations.told + evaluations.left;
    return r;
}

/// Of all that is wanted so many are evaluated at a time, before any of the next.
struct in_waves {
    std::uint64_t waves = 0, calls = 0;
    result<> r;
    in_waves(const model& m, const options& o, std::size_t workers) {
        decisions::engine e(kind_for(m, o), o, static_cast<int>(workers));
        while (!e.done()) {
            std::vector<decisions::point_id> wave;
            while (wave.size() < workers) {
                auto next = e.next();
                if (!next) next = e.guess();
                if (!next) break;
                wave.push_back(*next);
            }
            ++waves;
            calls += wave.size();
            REQUIRE(!wave.empty());
            for (const auto p : wave) {
                const auto at = e.at(p);
                e.tell(p, m.f({at.coordinates, at.count}));
            }
        }
        r = e.outcome();
    }
};

inline std::vector<model> some_models() {
    return {models::ishigami(),       models::otl_circuit(), models::borehole(),           models::wing_weight(),
            models::lotka_volterra(), models::oscillator(),  models::lognormal_diffusion()};
}

}  // namespace sparse_runs
