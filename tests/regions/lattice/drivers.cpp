// Sparse grids by sessions and by tasks.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "drivers/drivers.hpp"
#include "regions/lattice/sparse_runs.hpp"
#include "support/bits.hpp"
#include "support/broken_session.hpp"
#include "support/watchdog.hpp"

using namespace sparse_runs;

namespace {

using place = std::vector<double>;

/// By a session of which up to n points at a time are asked for, and told in any order. `break_at`: the number of the value after
/// which the engine is taken to be half way through a decision, and is replaced.
result<> by_session(const model& m, const options& o, std::size_t n, std::size_t break_at) {
    detail::flat_session::state s([&m](const options& chosen) { return kind_for(m, chosen); }, o,
                                  {.coordinates = m.dimensions, .components = 1, .complex = false});
    tell_and_break(s, n, n, {break_at}, [&m](std::span<const double> at) { return std::vector{m.f(at)}; });
    return s.so_far().flat;
}

}  // namespace

TEST_CASE("a session gives a sparse grid the same bits, asks for each point once, and does so when its engine is replaced") {
    for (const model& m : {models::otl_circuit(), models::lognormal_diffusion()}) {
        const auto expected = by_engine(m, with(0, 1e-6), 1, 0);
        for (const std::size_t n : {1U, 8U, 64U}) {
            for (const double speculation : {0.0, 2.0}) {
                const auto o = with(0, 1e-6, static_cast<int>(n), speculation);
                for (const std::size_t break_at : {std::size_t{20}, expected.evaluations / 2}) {
                    CHECK(same_bits(by_session(m, o, n, break_at), expected));
                }
            }
        }
    }
}

TEST_CASE("tasks give a sparse grid the same bits at every concurrency, and evaluate each point once") {
    const watchdog dog(std::chrono::seconds(300));
    for (const model& m : {models::borehole(), models::oscillator()}) {
        const auto expected = by_engine(m, with(0, 1e-6), 1, 0);
        for (const int concurrency : {1, 2, 8}) {
            for (const double speculation : {0.0, 0.5}) {
                const auto o = with(0, 1e-6, concurrency, speculation);
                std::mutex mutex;
                std::multiset<place> evaluated;
                auto f = [&](std::span<const double> at) {
                    const double y = m.f(at);
                    const std::lock_guard lock(mutex);
                    evaluated.emplace(at.begin(), at.end());
                    return y;
                };
                const auto view = detail::integrand_view::of_coordinates(f, nullptr);
                drivers::integration all([&m](const options& chosen) { return kind_for(m, chosen); }, o);
                const auto r = drivers::run_tasks(all, view, o, nullptr).flat;
                CHECK(same_bits(r, expected));
                CHECK(r.calls == evaluated.size());
                CHECK(std::set<place>(evaluated.begin(), evaluated.end()).size() == evaluated.size());
            }
        }
    }
}
