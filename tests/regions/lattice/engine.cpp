// Sparse grids go through the engine, which does not know what an item is.
#include "decisions/engine.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "regions/lattice/sparse_runs.hpp"
#include "support/bits.hpp"

using namespace sparse_runs;

TEST_CASE("a sparse grid is that of the serial reference, from each of its points once") {
    for (const model& m : some_models()) {
        CAPTURE(m.name);
        for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
            CAPTURE(tolerance);
            const auto o = with(0, tolerance);
            const auto expected = by_reference(m, o);
            const auto r = by_engine(m, o, 1, 0);
            CHECK(r.status == expected.status);
            CHECK(r.evaluations == expected.evaluations);
            CHECK(r.calls == r.evaluations);
            CHECK(r.value == expected.value.front());
            CHECK(r.error == doctest::Approx(expected.error).epsilon(1e-12));
        }
    }
}

TEST_CASE("a sparse grid has the same bits with any number in flight, in any order, and wastes nothing for an absolute tolerance") {
    for (const model& m : some_models()) {
        CAPTURE(m.name);
        for (const double digits : {4.0, 6.0}) {
            const auto o = with(std::pow(10, -digits) * std::abs(m.mean), 0);
            const auto expected = by_engine(m, o, 1, 0);
            for (const std::size_t outstanding : {2U, 8U, 64U, 512U}) {
                CAPTURE(outstanding);
                const auto r = by_engine(m, o, outstanding, outstanding);
                CHECK(same_bits(r, expected));
                CHECK(r.calls == r.evaluations);
            }
        }
    }
}

TEST_CASE("where f vanishes on the plane through the centre, items that hold back others are refined, to the same bits") {
    for (const double u : {0.37, 0.52, 0.71}) {
        CAPTURE(u);
        // (2 y - 1)^2 / (0.03 + (x - u)^2) and exponentials of others.
        const auto f = [u](std::span<const double> x) {
            const double of_y = 2 * x[1] - 1, of_x = x[0] - u;
            return of_y * of_y / (0.03 + of_x * of_x) * std::exp(x[2] / 2 + x[3] / 3);
        };
        const double root = std::sqrt(0.03);
        const double mean =
            (std::atan((1 - u) / root) + std::atan(u / root)) / root / 3 * 2 * std::expm1(0.5) * 3 * std::expm1(1.0 / 3);
        const model m{"vanishes", 4, f, mean};
        for (const double tolerance : {1e-3, 1e-5}) {
            CAPTURE(tolerance);
            const auto o = with(tolerance * mean, 0);
            const auto expected = by_reference(m, o);
            const auto r = by_engine(m, o, 1, 0);
            CHECK(r.converged());
            CHECK(std::abs(r.value - mean) <= tolerance * mean);
            CHECK(r.evaluations == expected.evaluations);
            CHECK(r.value == expected.value.front());
            for (const std::size_t outstanding : {8U, 64U}) {
                const auto other = by_engine(m, o, outstanding, outstanding);
                CHECK(same_bits(other, r));
                CHECK(other.calls == other.evaluations);
            }
        }
    }
}

TEST_CASE("a sparse grid takes few waves: with 64 workers hardly more than there are evaluations for, with 512 some more") {
    double logarithms = 0;
    for (const model& m : some_models()) {
        const in_waves few(m, with(0, 1e-7), 64);
        logarithms += std::log(static_cast<double>(few.waves) * 64 / static_cast<double>(few.r.evaluations));
    }
    CHECK(std::exp(logarithms / static_cast<double>(some_models().size())) <= 1.3);
    CHECK(in_waves(models::wing_weight(), with(0, 1e-7), 64).waves <= 34);
    CHECK(in_waves(models::wing_weight(), with(0, 1e-7), 512).waves <= 6);
}

TEST_CASE("a budget ends a sparse grid at the same place with any number in flight") {
    for (std::uint64_t most = 10; most < 3000; most += 211) {
        CAPTURE(most);
        auto o = with(0, 1e-12);
        o.max_evaluations = most;
        const auto alone = by_engine(models::otl_circuit(), o, 1, 0), together = by_engine(models::otl_circuit(), o, 64, 1);
        CHECK(alone.status == status::evaluation_limit);
        CHECK(alone.evaluations <= std::max<std::uint64_t>(most, 2 * 36 + 8 * 6 + 1));  // the pilot and the probes
        CHECK(same_bits(alone, together));
        CHECK(std::abs(alone.value - models::otl_circuit().mean) <= alone.error);
        o.max_evaluations = 30'000;
        o.max_segments = 10 + most / 20;
        const auto few = by_engine(models::otl_circuit(), o, 1, 0);
        CHECK(few.status == status::segment_limit);
        CHECK(few.segments <= std::max<std::uint64_t>(10 + most / 20, 28));  // the pilot
        CHECK(same_bits(few, by_engine(models::otl_circuit(), o, 64, 1)));
    }
}

TEST_CASE("kinks, jumps and noise give a sparse grid the same bits with any number in flight") {
    const auto sum = [](models::point u) { return std::accumulate(u.begin(), u.end(), 0.0); };
    const model kink{"", 3, [=](models::point u) { return std::abs(sum(u) - 1.1); }, 0};
    const model jump{"", 2, [=](models::point u) { return sum(u) < 0.7 ? 1.0 : 0.0; }, 0};
    const model odd{"", 4, [=](models::point u) { return std::sin(7 * (u[0] - 0.5)) * u[1] + std::pow(u[2] * u[3], 3); }, 0};
    const model noisy{
        "", 4, [=](models::point u) { return std::exp(sum(u)) + 1e-6 * std::fmod(1e5 * (sum(u) + 3 * u[1] + 7 * u[2]), 1.0); }, 0};
    for (const model& m : {kink, jump, odd, noisy}) {
        for (const double accuracy : {0.0, 1e-6}) {
            for (const double tolerance : {1e-3, 1e-6}) {
                auto o = with(0, tolerance);
                o.max_evaluations = 3000;
                o.f_relative_accuracy = accuracy;
                const auto expected = by_reference(m, o);
                const auto alone = by_engine(m, o, 1, 0);
                CHECK(alone.status == expected.status);
                CHECK(alone.evaluations == expected.evaluations);
                CHECK(alone.value == expected.value.front());
                CHECK(alone.error == doctest::Approx(expected.error).epsilon(1e-12));
                for (const std::size_t outstanding : {3U, 64U, 512U}) {
                    const auto r = by_engine(m, o, outstanding, outstanding);
                    CHECK(same_bits(r, alone));
                    CHECK(r.calls <= 1.25 * static_cast<double>(r.evaluations) + 200);
                }
            }
        }
    }
}

TEST_CASE("a sparse grid over other ranges and densities, reversed ones too") {
    using regions::lattice::axis, regions::lattice::exponential, regions::lattice::normal, regions::lattice::range;
    const auto f = [](models::point x) { return std::exp(x[0] / 3 + x[1] - 1) / (1 + x[2]); };
    // The integral of exp(x / 3) over [1, 4], the expectation of exp(y - 1), y normal about 1 with 0.2, that of 1 / (1 + z), z
    // exponential with rate 4: exp(4) E_1(4) * 4, E_1(4) = 0.00377935240984890647887 (M. Abramowitz, I. A. Stegun, Handbook of
    // Mathematical Functions, 1964, table 5.1, and the NIST Digital Library of Mathematical Functions, 6.6).
    const double exact =
        3 * (std::exp(4.0 / 3) - std::exp(1.0 / 3)) * std::exp(0.02) * 4 * std::exp(4.0) * 0.00377935240984890647887;
    for (const double sign : {1.0, -1.0}) {
        const auto o = with(0, 1e-7);
        decisions::engine e(
            std::make_unique<sparse_grid_kind>(std::vector{sign > 0 ? range(1, 4) : range(4, 1), normal(1, 0.2), exponential(4)},
                                               o.norm, regions::form_of_f{}),
            o, 1);
        while (const auto p = e.next()) e.tell(*p, f({e.at(*p).coordinates, 3}));
        CHECK(e.outcome().status == status::converged);
        CHECK(std::abs(e.outcome().value - sign * exact) <= e.outcome().error);
    }
}

TEST_CASE("a sparse grid ends with the first value that is not finite, with the same bits") {
    const model m{
        "", 3,
        [](models::point u) { return u[0] + u[1] > 1.9 ? std::numeric_limits<double>::quiet_NaN() : std::exp(9 * u[0] * u[1]); },
        0};
    const auto alone = by_engine(m, with(0, 1e-9), 1, 0);
    CHECK(alone.status == status::non_finite);
    CHECK(alone.non_finite_at > 0.9);
    for (const std::size_t outstanding : {8U, 64U}) CHECK(same_bits(by_engine(m, with(0, 1e-9), outstanding, 1), alone));
}

TEST_CASE("where there is another way, a sum that will not meet its target soon is given up, at the same place; models never are") {
    const auto sum = [](models::point u) { return std::accumulate(u.begin(), u.end(), 0.0); };
    const model jump{"", 3, [=](models::point u) { return sum(u) < 1.1 ? 1.0 : 0.0; }, 0};
    const model kink{"", 3, [=](models::point u) { return std::abs(sum(u) - 1.1); }, 0};
    const model peak{"", 4, [=](models::point u) { return std::exp(-400 * (std::pow(u[0] - 0.4, 2) + std::pow(sum(u) - 1.7, 2))); },
                     0};
    for (const model& m : {jump, kink, peak}) {
        const auto expected = by_reference(m, with(0, 1e-4), true);
        CHECK(expected.status == status::too_slow);
        CHECK(expected.evaluations <= 1500);
        const auto alone = by_engine(m, with(0, 1e-4), 1, 0, true);
        CHECK(alone.status == status::too_slow);
        CHECK(alone.evaluations == expected.evaluations);
        CHECK(same_bits(by_engine(m, with(0, 1e-4), 64, 1, true), alone));
        CHECK(by_engine(m, with(0, 1e-4), 1, 0).evaluations > 2 * alone.evaluations);
    }
    for (const model& m : {models::ishigami(), models::lotka_volterra()}) {
        for (const double tolerance : {1e-3, 1e-6, 1e-9}) CHECK(by_engine(m, with(0, tolerance), 1, 0, true).converged());
    }
}

TEST_CASE("values that are all 0 are believed if an absolute tolerance says that this is enough, after 1024 for each dimension") {
    const model zero{"", 3, [](models::point) { return 0.0; }, 0};
    for (const std::size_t outstanding : {1U, 64U}) {
        const auto r = by_engine(zero, with(1e-6, 1e-6), outstanding, 0);
        CHECK(r.converged());
        CHECK(r.evaluations >= 3 * 1024);
        CHECK(r.evaluations <= 3 * 1300);
        CHECK(r.value == 0);
        CHECK(by_engine(zero, with(0, 1e-6), outstanding, 0).status == status::all_zero);
    }
}

TEST_CASE("values of several components go through the engine with the reference's bits, in whichever order they come") {
    const auto f = [](models::point u) {
        return std::vector{models::lotka_volterra().f(u), 100 * std::exp(u[0] * u[1] - u[2]), u[3] * u[3]};
    };
    auto o = with(0, 1e-6);
    o.norm = norm(norm::kind::infinity);
    const auto in_unit_cube = [&](std::span<const double> t) {
        std::vector<double> u(t.begin(), t.end());
        for (double& x : u) x = (1 + x) / 2;
        return f(u);
    };
    const auto expected = reference::sparse_grid(in_unit_cube, std::vector(4, &rules::gauss_patterson()),
                                                 {.tolerance = o.tolerance(), .norm = o.norm})();
    CHECK(expected.status == status::converged);
    for (const std::size_t outstanding : {1U, 8U, 64U}) {
        decisions::engine e(kind_for({"", 4, {}, 0}, o), o, static_cast<int>(outstanding));
        tell_in_any_order(e, outstanding, outstanding, [&f](const detail::point_view& at) {
            return f({at.coordinates, at.count});
        });
        CHECK(e.components() == expected.value);
        CHECK(e.outcome().evaluations == expected.evaluations);
        CHECK(e.outcome().error == doctest::Approx(expected.error).epsilon(1e-12));
    }
}

TEST_CASE("how many evaluations are left of a sparse grid is known within a factor of some") {
    const model m = models::borehole();
    decisions::engine e(kind_for(m, with(0, 1e-7)), with(0, 1e-7), 1);
    CHECK(e.evaluations_left() == std::numeric_limits<double>::infinity());
    while (const auto p = e.next()) {
        e.tell(*p, m.f({e.at(*p).coordinates, 8}));
        if (e.told() != 1000) continue;
        CHECK(e.evaluations_left() > 100);  // it takes 1977
        CHECK(e.evaluations_left() < 10'000);
    }
    CHECK(e.evaluations_left() == 0);
}
