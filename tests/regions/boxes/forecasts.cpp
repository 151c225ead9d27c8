// What small boxes foretell of large ones beside them, where no rule has a point in a narrow peak.
#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "regions/boxes/mesh.hpp"
#include "support/box_runs.hpp"
#include "support/families.hpp"
#include "support/narrow_peak.hpp"

using namespace taskquad;
namespace boxes = taskquad::regions::boxes;

namespace {

narrow_peak some_peak(std::size_t d, random_numbers& random) {
    const double sd = std::pow(10, random.uniform(-1.9, -1));
    return {d, sd, random};
}

}  // namespace

TEST_CASE("a peak that is narrow beside the boxes around it is not cut off at their sides, in any order of values") {
    // With an absolute tolerance, what is seen of a tail may be too little to be followed.
    random_numbers random(41);
    std::size_t converged = 0;
    for (int i = 0; i < 40; ++i) {
        const std::size_t d = 2 + static_cast<std::size_t>(i % 2);
        const narrow_peak peak = some_peak(d, random);
        const double absolute = i % 4 < 2 ? 1e-3 * peak.integral() : 0, relative = absolute > 0 ? 0 : 1e-3;
        const options o{.absolute_tolerance = absolute,
                        .relative_tolerance = relative,
                        .max_evaluations = 30'000,
                        .speculation = 0,
                        .verify = 0};
        box_task t{std::vector(d, std::vector{-5.0, 5.0}), [=](auto x) { return reference::value{peak(x)}; }, 7, o};
        const box_outcome expected(t.by_reference());
        CAPTURE(i);
        CAPTURE(peak.sd);
        if (expected.status == status::converged) {
            ++converged;
            if (relative > 0) CHECK(std::abs(expected.integral.front() / peak.integral() - 1) <= 1e-3);
        }
        for (const double speculation : {0.0, 2.0}) {
            t.o.speculation = speculation;
            for (const std::size_t outstanding : {1U, 8U, 300U}) {
                const auto r = by_engine(t, outstanding, static_cast<std::uint64_t>(i));
                CHECK(r == expected);
                if (speculation == 0 && absolute > 0 && r.status == status::converged) CHECK(r.calls == r.evaluations);
            }
        }
    }
    CHECK(converged > 20);
}

TEST_CASE(
    "peaks are followed into the boxes beside, too, where these are refined locally, and cuts that were guessed do not stay") {
    // Several peaks, so that one is found while what has been guessed below the leaves of another stands.
    random_numbers random(43);
    for (int i = 0; i < 60; ++i) {
        const std::size_t d = i % 3 == 0 ? 3 : 2;
        const narrow_peak first = some_peak(d, random), second = some_peak(d, random), third = some_peak(d, random);
        const double height = std::pow(10, random.uniform(-2, 2)), base = i % 2 == 0 ? 0 : 1e-3;
        const auto f = [=](std::span<const double> x) {
            return reference::value{base + first(x) + height * second(x) + height * height * third(x)};
        };
        options o{
            .relative_tolerance = std::pow(10, random.uniform(-3, -0.5)), .max_evaluations = 8'000, .speculation = 0, .verify = 0};
        CAPTURE(i);
        for (const refinement how : {refinement::global, refinement::local}) {
            o.refinement = how;
            o.speculation = 0;
            const box_task alone{std::vector(d, std::vector{-5.0, 5.0}), f, 7, o};
            const auto expected = by_engine(alone, 1);
            if (how == refinement::global) CHECK(expected == box_outcome(alone.by_reference()));
            for (const double speculation : {0.0, 8.0}) {
                auto t = alone;
                t.o.speculation = speculation;
                for (const std::size_t outstanding : {60U, 800U}) {
                    CHECK(by_engine(t, outstanding, static_cast<std::uint64_t>(i)) == expected);
                }
            }
        }
    }
}

TEST_CASE("the initial box of a point is found, and a box has its upper sides") {
    const boxes::mesh m({{-1, 0.25, 3}, {-2, 0.1, 0.5, 0.75}});
    random_numbers random(42);
    const auto agrees = [&](const std::vector<double>& x) {
        const auto n = m.initial_at(x);
        for (boxes::box_number b = 0; b < m.initial_boxes(); ++b) {
            if (m.contains(b, x) != (b == n)) return false;
        }
        return true;
    };
    for (int i = 0; i < 200; ++i) CHECK(agrees({random.uniform(-1.5, 3.5), random.uniform(-2.5, 1)}));
    for (const double x : {-1.0, 0.25, 3.0}) {
        for (const double y : {-2.0, 0.1, 0.3, 0.5, 0.75}) CHECK(agrees({x, y}));
    }
    CHECK(m.initial_at(std::vector{0.25, 0.5}) == 1);
    CHECK(m.initial_at(std::vector{-1.0, 0.5}) == boxes::no_box);
    CHECK(m.is_break(0, 0.25));
    CHECK(m.is_break(1, 0.75));
    CHECK_FALSE(m.is_break(0, 0.5));
}

TEST_CASE("a box is cut where it is longest beside another, if x has the digits for it") {
    boxes::mesh m({{0, 8}, {0, 2}}, [](std::size_t a, double lower, double upper) { return a != 0 || upper - lower > 0.5; });
    const auto left = m.cut(0, 0, 4.0), right = left + 1;
    CHECK(m.longest_beside(0, left) == 0);  // 8 by 2 beside 4 by 2
    const auto flat = m.cut(right, 1, 0.5);
    CHECK(m.longest_beside(left, flat) == 1);  // 4 by 2 beside 4 by 0.5
    const auto narrow = m.cut(left, 0, 0.5), half = m.cut(narrow, 0, 0.25);
    CHECK(m.longest_beside(narrow, half) == 1);  // a width of 0.5 cannot be halved
}
