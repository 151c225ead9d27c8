#include "tasks/workforce.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "support/scaling_problems.hpp"
#include "support/virtual_run.hpp"

using taskquad::tasks::effort;
using taskquad::tasks::workforce;

namespace {

effort job(double worker_us, double lead_us = 0) { return {effort::seconds(worker_us * 1e-6), effort::seconds(lead_us * 1e-6)}; }

workforce::situation at(std::size_t unbegun, int awake, int idle, double worked_us) {
    return {unbegun, awake, idle, effort::seconds(worked_us * 1e-6)};
}

}  // namespace

TEST_CASE("one thread that decides keeps no more workers busy than it has jobs for") {
    const workforce force(16);
    CHECK(force.most({}) == 15);
    CHECK(force.most(job(20)) == 15);
    CHECK(force.most(job(5)) == 10);       // handing over takes 0.5 us
    CHECK(force.most(job(20, 4.4)) == 4);  // and deciding
    CHECK(force.most(job(0.1)) == 1);
    CHECK(workforce(2).most({}) == 1);
}

TEST_CASE("a worker is woken for jobs that neither the lead has a hand for, nor those who are awake") {
    workforce force(4);
    CHECK_FALSE(force.wakes_another(at(1, 0, 0, 0), {}));
    CHECK(force.wakes_another(at(2, 0, 0, 0), {}));
    CHECK_FALSE(force.wakes_another(at(2, 1, 1, 0), {}));
    CHECK(force.wakes_another(at(2, 1, 0, 0), {}));
    CHECK_FALSE(force.wakes_another(at(99, 3, 0, 0), {}));  // there are no more
    CHECK(force.woken() == 2);
}

TEST_CASE("no more than an eighth of the work goes into waking workers") {
    workforce force(16);
    CHECK_FALSE(force.wakes_another(at(3, 0, 0, 0), job(11)));  // 33 us of work, and waking takes 5
    CHECK(force.wakes_another(at(4, 0, 0, 0), job(11)));
    CHECK_FALSE(force.wakes_another(at(4, 0, 0, 0), job(11)));
    CHECK(force.wakes_another(at(4, 0, 0, 40), job(11)));
    CHECK(force.woken() == 2);
}

TEST_CASE("jobs are large while there is much to do, and leave some for each worker while there is little") {
    const workforce force(16);
    const effort pair = job(4, 0.13);
    CHECK(force.units_in_a_job(pair, 1) == 1);
    CHECK(force.units_in_a_job(pair, 512) == 2);
    CHECK(force.units_in_a_job(pair, 1e6) == 5);
    const effort slow = job(400, 0.13);
    CHECK(force.shares_of_a_unit(slow, 1000, 15) == doctest::Approx(5));   // of 80 us
    CHECK(force.shares_of_a_unit(slow, 0, 0) == doctest::Approx(20));      // of 20 us
    CHECK(force.shares_of_a_unit(job(200), 0, 0) == doctest::Approx(16));  // one for each
    CHECK(force.shares_of_a_unit(job(42), 0, 0) == doctest::Approx(4.2));  // but of 10 us at least
    CHECK(force.shares_of_a_unit(pair, 0, 0) == 1);
}

TEST_CASE("more workers are never slower, on as many cores, in a simulation") {
    for (const scaling::problem& p : scaling::problems()) {
        CAPTURE(std::string(p.name));
        simulation::bisections all(p.f);
        for (const double cost : {0.01, 0.1, 1.0, 10.0}) {
            CAPTURE(cost);
            double least = INFINITY;
            for (const int slots : {1, 2, 4, 8, 16, 32, 64, 128}) {
                CAPTURE(slots);
                const simulation::tally t = simulation::run(all, cost, slots)();
                CHECK(t.evaluations == p.evaluations);
                CHECK(t.time <= 1.06 * least);
                CHECK(5.0 * static_cast<double>(t.woken) <= t.worked / 8);
                CHECK(t.spinning <= 50.0 * static_cast<double>(t.woken + t.by_others));
                least = std::min(least, t.time);
            }
        }
    }
}

TEST_CASE("sixteen workers are worth what they are worth, in a simulation, and were not when everybody was woken") {
    struct speedup {
        double cost, at_least, before;  ///< before: at most
    };
    const std::vector<std::vector<speedup>> of{
        {{0.1, 1.4, 1.5}, {1, 7.5, 7.5}, {10, 13, 15}},
        {{0.01, 2, 1.8}, {0.1, 9, 5}, {1, 15, 16}},
        {{0.1, 0.95, 0.9}, {1, 2.5, 2}, {10, 8, 9}},
    };
    const auto problems = scaling::problems();
    for (std::size_t i = 0; i < problems.size(); ++i) {
        CAPTURE(std::string(problems[i].name));
        simulation::bisections all(problems[i].f);
        for (const speedup& s : of[i]) {
            CAPTURE(s.cost);
            const double alone = simulation::run(all, s.cost, 1)().time;
            CHECK(alone / simulation::run(all, s.cost, 16)().time >= s.at_least);
            CHECK(alone / simulation::run(all, s.cost, 16, simulation::policy::everybody)().time <= s.before);
        }
    }
}
