// Boxes through a session whose engine is replaced half way, and under local refinement.
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

#include "support/box_families.hpp"
#include "support/box_runs.hpp"
#include "support/broken_session.hpp"

using namespace taskquad;

namespace {

/// Up to n points at a time are asked for, and told in any order. `break_at`: the numbers of the values after which the engine is
/// taken to be half way through a decision, and is replaced.
box_outcome by_session(const box_task& t, std::size_t n, std::uint64_t seed, const std::set<std::size_t>& break_at) {
    detail::flat_session::state s([&](const options&) { return t.kind(); }, t.o,
                                  {.coordinates = t.breaks.size(), .components = 1, .complex = false});
    const std::size_t asked = tell_and_break(s, n, seed, break_at, t.f);
    box_outcome r(s.engine());
    r.calls = asked;
    return r;
}

box_task jump(int family, const options& o) {
    random_numbers random(31);
    const auto f = random_box_integrand(family, 2, random);
    return {{{0.0, 1.0}, {0.0, 1.0}}, [f](std::span<const double> x) { return reference::value{f(x)}; }, 7, o};
}

}  // namespace

TEST_CASE(
    "a session gives boxes the same bits, asks for each point once, and does so when its engine is replaced, between looks or in "
    "one") {
    for (const int family : {1, 5, 6}) {
        auto t = jump(family, {.absolute_tolerance = 0, .relative_tolerance = 2e-2, .max_evaluations = 20'000, .speculation = 0});
        const box_outcome expected(t.by_reference());
        REQUIRE(expected.status == status::converged);
        // The last values are those of a look.
        const std::size_t all = expected.evaluations;
        const std::set<std::size_t> breaks{20, all / 3, all / 2, all - 40, all - 2};
        for (const std::size_t n : {1U, 8U, 64U}) {
            for (const double speculation : {0.0, 2.0}) {
                t.o.concurrency = static_cast<int>(n);
                t.o.speculation = speculation;
                CHECK(by_session(t, n, n, breaks) == expected);
            }
        }
    }
}

TEST_CASE("boxes are refined locally, too, to the same bits with any number in flight, and believed after a look") {
    for (int family = 0; family < box_families; ++family) {
        const auto t = jump(family, {.absolute_tolerance = 0,
                                     .relative_tolerance = 1e-2,
                                     .refinement = refinement::local,
                                     .max_evaluations = 50'000,
                                     .speculation = 0.5});
        const auto alone = by_engine(t, 1);
        CHECK(alone.evaluations >= 128 + 3 * 17);
        for (const std::size_t outstanding : {8U, 64U}) CHECK(by_engine(t, outstanding) == alone);
    }
}
