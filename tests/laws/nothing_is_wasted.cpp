#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "laws/problems.hpp"
#include "support/effort.hpp"
#include "support/grain.hpp"
#include "support/watchdog.hpp"

TEST_CASE(
    "without speculation, with an absolute tolerance and no budget, every evaluation started is committed; with a relative one, "
    "nearly every") {
    const watchdog dog(std::chrono::seconds(500));
    std::uint64_t committed = 0, excess = 0;
    for (const int seed : seeds(1000)) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        p.options.concurrency = many_slots();
        p.options.speculation = 0;
        const auto r = taskquad::integrate(with_random_delays(p.f), {0.0, 1.0}, p.options);
        if (r.status == taskquad::status::evaluation_limit) CHECK(r.calls <= p.options.max_evaluations * 5 / 4);
        if (!r.converged()) continue;
        if (p.options.relative_tolerance == 0) {
            CHECK(r.speculative == 0);
            CHECK(r.calls == r.evaluations);
        } else {
            committed += r.evaluations;
            excess += r.speculative;
        }
    }
    const double percent = 100.0 * static_cast<double>(excess) / static_cast<double>(committed);
    MESSAGE("relative tolerances: " << excess << " of " << committed << " evaluations in excess, " << percent << " %");
    CHECK(percent < (effort(1000) < 1000 ? 3 : 1));  // of few problems it is not a mean
}

TEST_CASE("segment by segment, too, nothing is wasted with an absolute tolerance, also where many errors are the same") {
    const watchdog dog(std::chrono::seconds(500));
    const auto slow = [](const auto& f) {
        return [f](double x) {  // some microseconds, so that it is worth while to look ahead
            double s = x;
            for (int i = 0; i < 1000; ++i) s = std::fma(s, 0.5, 1.0);
            return s < 1e300 ? f(x) : s;
        };
    };
    taskquad::options o{.absolute_tolerance = 1e-10,
                        .relative_tolerance = 0,
                        .rule = taskquad::simpson(),
                        .concurrency = many_slots(),
                        .speculation = 0,
                        .cost_of_f = grain::segments};
    const auto sine = taskquad::integrate(slow([](double x) { return std::sin(x); }), {0.0, std::numbers::pi}, o);
    CHECK(sine.calls == 373);
    CHECK(sine.concurrency == many_slots());
    for (const int seed : seeds(200)) {
        CAPTURE(seed);
        const auto p = random_problem(static_cast<std::uint64_t>(seed));
        o.absolute_tolerance = std::pow(10.0, -3 - seed % 8);
        o.rule = seed % 2 == 0 ? taskquad::simpson({.guarded = seed % 4 == 0}) : taskquad::gauss_kronrod(15);
        o.max_evaluations = 20'000;
        const auto r = taskquad::integrate(slow(p.f), {0.0, 1.0}, o);
        if (r.converged()) CHECK(r.calls == r.evaluations);
    }
}

TEST_CASE("with speculation, the cap holds, and so do the budgets with their margin") {
    const watchdog dog(std::chrono::seconds(500));
    int runs = 0, over = 0;
    for (const int seed : seeds(300)) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        p.options.concurrency = many_slots();
        for (const double w : {0.25, 2.0}) {
            p.options.speculation = w;
            const auto r = taskquad::integrate(with_random_delays(p.f), {0.0, 1.0}, p.options);
            CHECK(r.calls <= p.options.max_evaluations * 3 / 2);
            // Guesses that were needed in the end are among the evaluations; a relative tolerance adds a few per cent of its own.
            ++runs;
            const double cap = w * (static_cast<double>(r.evaluations) + many_slots());
            if (r.converged() && static_cast<double>(r.speculative) > 1.1 * cap + 50) ++over;
        }
    }
    // Where a worker is made to wait with the one value that the serial algorithm needs next, while the integral so far is nearly
    // zero, the others go on for a target that is too small.
    CHECK(over <= 1 + runs / 200);
}

TEST_CASE("with one worker, exactly the evaluations of the serial algorithm are made, however the run ends") {
    for (const int seed : seeds(400)) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        p.options.concurrency = 1;
        const auto r = taskquad::integrate(p.f, {0.0, 1.0}, p.options);
        CHECK(r.calls == r.evaluations);
    }
}
