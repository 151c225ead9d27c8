#include <doctest/doctest.h>

#include <cfenv>
#include <cmath>
#include <numbers>
#include <vector>

#include "laws/problems.hpp"
#include "reference/serial.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/watchdog.hpp"

TEST_CASE(
    "1000 random problems have the bits of the serial reference at concurrency 1, 2, 8 and 64, with speculation 0, 0.5 and 3") {
    const watchdog dog(std::chrono::seconds(500));
    int converged = 0;
    for (const int seed : seeds(1000)) {
        const auto p = random_problem(static_cast<std::uint64_t>(seed));
        const auto expected = reference::serial(p.f, {0.0, 1.0}, p.options)();
        converged += expected.status == taskquad::status::converged ? 1 : 0;
        for (const int n : {1, 2, 8, 64}) {
            if (n == 64 && seed % 16 != 0) continue;  // 64 threads on a few cores would take nearly all the time
            CAPTURE(seed);
            CAPTURE(n);
            auto o = p.options;
            o.concurrency = n;
            o.speculation = seed % 3 == 0 ? 0 : seed % 3 == 1 ? 0.5 : 3;
            const auto r = taskquad::integrate(n == 1 ? p.f : with_random_delays(p.f), {0.0, 1.0}, o);
            CHECK(same_bits(r, expected));
            CHECK(r.calls + r.reused == r.evaluations + r.speculative);
        }
    }
    CHECK(converged > effort(1000) / 2);
}

TEST_CASE("breakpoints, reversed limits and the caller's arena give the bits of the reference too") {
    const auto f = [](double x) { return std::abs(x - 0.3) + std::sqrt(std::abs(x)); };
    for (const auto refinement : {taskquad::refinement::global, taskquad::refinement::local}) {
        const taskquad::options o{.relative_tolerance = 1e-9, .refinement = refinement, .keep_partition = true};
        const taskquad::domain forward{-1.0, 0.0, 0.1, 0.2, 0.3, 1.0, 2.0}, backward{2.0, 1.0, 0.3, 0.2, 0.1, 0.0, -1.0};
        const auto expected = reference::serial(f, forward, o)();
        CHECK(same_bits(taskquad::integrate(f, forward, o), expected));
        const auto r = taskquad::integrate(f, backward, o);
        CHECK(r.value == -expected.value);
        CHECK(r.error == expected.error);
        CHECK(r.partition.front().a == 2.0);
        CHECK(r.partition.back().b == -1.0);
        CHECK(r.partition.front().integral == -expected.partition.back().integral);
    }
}

TEST_CASE("so do random domains, rules, budgets and half-filled caches") {
    const watchdog dog(std::chrono::seconds(300));
    for (const int seed : seeds(1000)) {
        CAPTURE(seed);
        random_numbers random(static_cast<std::uint64_t>(seed) + 12345);
        const auto base = random_integrand(random.below(families), random);
        const double scale = std::pow(10.0, random.uniform(-3, 3)), shift = random.below(3) == 0 ? 0 : random.uniform(-5, 5);
        const auto f = [&](double x) { return base(std::abs((x - shift) / scale)); };
        std::vector<double> points{shift};
        for (int i = random.below(6) + 1; i > 0; --i) points.push_back(points.back() + scale * random.uniform(0.01, 1));
        const taskquad::domain where(points);

        taskquad::options o{.keep_partition = true};
        o.absolute_tolerance = random.below(2) == 0 ? 0 : scale * std::pow(10.0, -random.uniform(2, 13));
        o.relative_tolerance = o.absolute_tolerance > 0 && random.below(2) == 0 ? 0 : std::pow(10.0, -random.uniform(2, 17));
        const int n = 3 + random.below(30);
        const int kind = random.below(3);
        o.rule = kind == 0   ? taskquad::simpson({.guarded = seed % 2 == 0})
                 : kind == 1 ? taskquad::gauss_kronrod(2 * n - 3)
                             : taskquad::clenshaw_curtis(n);
        o.refinement = random.below(2) == 0 ? taskquad::refinement::global : taskquad::refinement::local;
        // What the first estimates take, and up to 5000 more.
        o.max_evaluations = (where.points().size() - 1) * o.rule.abscissae().size() +
                            static_cast<std::uint64_t>(std::pow(10.0, random.uniform(0, 3.7)));

        const auto expected = reference::serial(f, where, o)();
        o.concurrency = 2 + random.below(9);
        taskquad::integrator quad(with_random_delays(f), o);
        const auto source = taskquad::integrate(f, where, o);
        CHECK(same_bits(source, expected));
        // Half of what will be needed is there already.
        taskquad::integrator other(f, o);
        other(where);
        int inserted = 0;
        for (const auto& [x, value] : other.cache()) {
            if (random.below(2) == 0) inserted += quad.cache().insert(x, value) ? 1 : 0;
        }
        const auto r = quad(where);
        CHECK(same_bits(r, expected));
        CHECK(r.calls + static_cast<std::uint64_t>(inserted) >= r.evaluations);
    }
}

TEST_CASE("of equal errors, the leftmost segment is refined first") {
    // Powers of dyadic numbers are exact, so that the errors on both sides of 0 are the same double.
    const auto f = [](double x) { return std::pow(x, 8); };
    for (const int n : {1, 8}) {
        const auto r = taskquad::integrate(f, {-1.0, 1.0},
                                           {.absolute_tolerance = 1e-9,
                                            .relative_tolerance = 0,
                                            .rule = taskquad::simpson(),
                                            .max_evaluations = 13,
                                            .concurrency = n,
                                            .keep_partition = true});
        REQUIRE(r.partition.size() == 3);
        CHECK(r.partition[0].b == -0.5);
        CHECK(r.partition[2].a == 0);
    }
}

TEST_CASE("a filled cache changes what is paid, not the result") {
    for (const int seed : seeds(96)) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        p.options.concurrency = 8;
        taskquad::integrator quad(p.f, p.options);
        const auto first = quad({0.0, 1.0});
        const auto again = quad({0.0, 1.0});
        CHECK(same_bits(first, again));
        if (first.converged()) CHECK(again.calls == 0);
        CHECK(again.reused >= again.evaluations);
    }
}

TEST_CASE("the caller's floating-point mode holds in all tasks") {
    const auto f = [](double x) { return std::exp(x) / 3; };
    taskquad::options o{.relative_tolerance = 1e-9, .rule = taskquad::simpson(), .keep_partition = true};
    o.concurrency = 1;
    const auto nearest = taskquad::integrate(f, {0.0, 1.0}, o);
    std::fesetround(FE_UPWARD);
    const auto serial = taskquad::integrate(f, {0.0, 1.0}, o);
    // 0: an arena that was there before, and knows another mode.
    for (const int n : {0, 8, 0, 8}) {
        o.concurrency = n;
        const auto parallel = taskquad::integrate(f, {0.0, 1.0}, o);
        CHECK(same_bits(serial, parallel));
    }
    std::fesetround(FE_TONEAREST);
    CHECK_FALSE(same_bits(serial, nearest));
}
