#include <doctest/doctest.h>

#include "laws/problems.hpp"
#include "support/effort.hpp"
#include "support/watchdog.hpp"

TEST_CASE(
    "without speculation, with an absolute tolerance and no budget, every evaluation started is committed; with a relative one, "
    "nearly every") {
    const watchdog dog(std::chrono::seconds(500));
    std::uint64_t committed = 0, excess = 0;
    for (int seed = 0; seed < effort(1000); ++seed) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        p.options.concurrency = 8;
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
    CHECK(percent < 1);
}

TEST_CASE("with speculation, the cap holds, and so do the budgets with their margin") {
    const watchdog dog(std::chrono::seconds(500));
    for (int seed = 0; seed < effort(300); ++seed) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        p.options.concurrency = 8;
        for (const double w : {0.25, 2.0}) {
            p.options.speculation = w;
            const auto r = taskquad::integrate(with_random_delays(p.f), {0.0, 1.0}, p.options);
            CHECK(r.calls <= p.options.max_evaluations * 3 / 2);
            // Guesses that were needed in the end are among the evaluations; a relative tolerance adds a few per cent of its own.
            if (r.converged()) CHECK(static_cast<double>(r.speculative) <= 1.1 * w * static_cast<double>(r.evaluations + 8) + 50);
        }
    }
}

TEST_CASE("with one worker, exactly the evaluations of the serial algorithm are made, however the run ends") {
    for (int seed = 0; seed < effort(400); ++seed) {
        CAPTURE(seed);
        auto p = random_problem(static_cast<std::uint64_t>(seed));
        p.options.concurrency = 1;
        const auto r = taskquad::integrate(p.f, {0.0, 1.0}, p.options);
        CHECK(r.calls == r.evaluations);
    }
}
