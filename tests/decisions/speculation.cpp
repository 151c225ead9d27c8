#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <queue>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "support/bits.hpp"
#include "support/families.hpp"
#include "support/suite_of_thirty.hpp"
#include "support/virtual_time.hpp"

using namespace taskquad;

namespace {

options worked_problem(refinement r, int workers, double speculation) {
    return {.absolute_tolerance = 1e-10,
            .relative_tolerance = 0,
            .rule = simpson(),
            .refinement = r,
            .concurrency = workers,
            .speculation = speculation,
            .keep_partition = true};
}

virtual_run worked(refinement r, int workers, double speculation) {
    return in_virtual_time([](double x) { return std::sin(x); }, {0.0, std::numbers::pi}, worked_problem(r, workers, speculation));
}

struct summary {
    double makespans = 0, log_speed_up = 0, evaluations = 0, wasted = 0;
    int converged = 0;
    [[nodiscard]] double speed_up() const { return std::exp(log_speed_up / converged); }
};

summary suite(int workers, double speculation, bool exponential = false) {
    summary s;
    random_numbers random(1);
    for (const auto& k : suite_of_thirty()) {
        for (const double t : {1e-3, 1e-6, 1e-9, 1e-12}) {
            const options o{.absolute_tolerance = t * std::abs(k.exact),
                            .relative_tolerance = 0,
                            .rule = raw_gauss_kronrod(),
                            .max_evaluations = 20'000,
                            .concurrency = workers,
                            .speculation = speculation};
            std::function<double()> cost = [] { return 1.0; };
            if (exponential) cost = [&] { return -std::log(1 - random.uniform()); };
            const auto run = in_virtual_time(k.f, {k.a, k.b}, o, cost);
            if (!run.r.converged()) continue;
            ++s.converged;
            s.makespans += run.makespan;
            s.log_speed_up += std::log(static_cast<double>(run.r.evaluations) / run.makespan);
            s.evaluations += static_cast<double>(run.r.evaluations);
            s.wasted += static_cast<double>(run.wasted());
        }
    }
    return s;
}

/// Speed-up where all that is certain is evaluated by 64 workers, then more is asked for (QuadGK.jl and Cubature in batches); the
/// cost of an evaluation distributed exponentially.
double rounds_with_barrier() {
    random_numbers random(1);
    double log_speed_up = 0;
    int converged = 0;
    for (const auto& k : suite_of_thirty()) {
        for (const double t : {1e-3, 1e-6, 1e-9, 1e-12}) {
            session<double> s({k.a, k.b}, {.absolute_tolerance = t * std::abs(k.exact),
                                           .relative_tolerance = 0,
                                           .rule = raw_gauss_kronrod(),
                                           .max_evaluations = 20'000,
                                           .concurrency = 64,
                                           .speculation = 0});
            double makespan = 0;
            while (!s.done()) {
                const auto xs = s.ask(1'000'000);
                std::priority_queue<double, std::vector<double>, std::greater<>> free;
                double longest = 0;
                for (std::size_t i = 0; i < 64; ++i) free.push(0);
                for (std::size_t i = 0; i < xs.size(); ++i) {
                    const double end = free.top() - std::log(1 - random.uniform());
                    free.pop();
                    free.push(end);
                    longest = std::max(longest, end);
                }
                for (const double x : xs) s.tell(x, k.f(x));
                makespan += longest;
            }
            const auto r = s.result();
            if (!r.converged()) continue;
            ++converged;
            log_speed_up += std::log(static_cast<double>(r.evaluations) / makespan);
        }
    }
    return std::exp(log_speed_up / converged);
}

}  // namespace

TEST_CASE("on the worked problem, local refinement keeps 64 virtual workers busy") {
    CHECK(worked(refinement::local, 64, 0).makespan == 12);
    CHECK(worked(refinement::local, 64, 0.5).makespan <= 9);
    const auto eager = worked(refinement::local, 64, 1);
    CHECK(eager.makespan <= 8);  // 473 evaluations: not possible in less
    CHECK(eager.wasted() <= 20);
    CHECK(eager.r.evaluations == 473);
}

TEST_CASE("on the worked problem, so does global refinement") {
    CHECK(worked(refinement::global, 8, 0.5).makespan <= 48);
    CHECK(worked(refinement::global, 64, 0.5).makespan <= 8);
    const auto eager = worked(refinement::global, 64, 1);
    CHECK(eager.makespan <= 6);  // 373 evaluations: not possible in less
    CHECK(eager.r.evaluations == 373);
}

TEST_CASE("without speculation nothing is wasted, with it the cap holds at every moment, and the result is the same") {
    for (int seed = 0; seed < 60; ++seed) {
        CAPTURE(seed);
        random_numbers random(static_cast<std::uint64_t>(seed));
        const auto f = random_integrand(seed % families, random);
        const int workers = 2 + random.below(300);
        options o{.absolute_tolerance = std::pow(10.0, -random.uniform(2, 10)),
                  .relative_tolerance = 0,
                  .rule = random.below(2) == 0 ? simpson() : gauss_kronrod(21),
                  .refinement = random.below(2) == 0 ? refinement::local : refinement::global,
                  .max_evaluations = 30'000,
                  .concurrency = workers,
                  .speculation = 0,
                  .keep_partition = true};
        const auto certain = in_virtual_time(f, {0.0, 1.0}, o);
        if (certain.r.converged()) CHECK(certain.wasted() == 0);
        for (const double w : {0.1, 0.5, 3.0}) {
            o.speculation = w;
            const auto eager = in_virtual_time(f, {0.0, 1.0}, o);
            CHECK(same_bits(certain.r, eager.r));
            if (certain.r.converged())
                CHECK(static_cast<double>(eager.wasted()) <=
                      w * static_cast<double>(eager.r.evaluations + static_cast<std::uint64_t>(workers)));
        }
    }
}

TEST_CASE("nothing is guessed before the first estimate, unless speculation is 1 or more") {
    const options o{.rule = simpson(), .concurrency = 64, .speculation = 0.99};
    session<double> s({0.0, 1.0}, o);
    CHECK(s.ask(1000).size() == 5);
    auto eager = o;
    eager.speculation = 1;
    session<double> t({0.0, 1.0}, eager);
    CHECK(t.ask(1000).size() == 5 + 69);  // 1 * (5 + 64)
    auto alone = eager;
    alone.concurrency = 1;
    session<double> u({0.0, 1.0}, alone);
    CHECK(u.ask(1000).size() == 5);
}

TEST_CASE("on thirty integrands at four tolerances 64 workers are busy, and little is wasted") {
    const auto s = suite(64, 0.5);
    CHECK(s.converged == 117);
    CHECK(s.makespans <= 2200);  // all evaluations / 64, rounded up: 2126; 2194 since the first estimate comes before any guess
    CHECK(s.wasted <= 0.015 * s.evaluations);
    const auto none = suite(64, 0);
    CHECK(none.makespans <= 2620);
    CHECK(none.wasted == 0);
}

TEST_CASE("on thirty integrands at four tolerances 512 workers gain a factor of 120") {
    CHECK(suite(512, 0.5).speed_up() >= 120);
    CHECK(suite(512, 0).speed_up() <= 52);
}

TEST_CASE("several digits of a jump are guessed at once, and decided one by one") {
    const auto step = [](double x) { return x < 0.3 ? 0.0 : 1.0; };
    const auto run = [&](int workers, double speculation) {
        return in_virtual_time(step, {0.0, 1.0},
                               {.absolute_tolerance = 1e-12,
                                .relative_tolerance = 0,
                                .concurrency = workers,
                                .speculation = speculation,
                                .inner_places = inner_places::located});
    };
    const auto alone = run(1, 0), none = run(64, 0), some = run(64, 0.5), many = run(512, 0.5);
    CHECK(none.wasted() == 0);
    CHECK(none.makespan >= 35);
    CHECK(some.makespan <= 14);
    CHECK(many.makespan <= 15);
    for (const auto& r : {none, some, many}) {
        CHECK(r.r.value == alone.r.value);
        CHECK(r.r.error == alone.r.error);
        CHECK(r.r.evaluations == alone.r.evaluations);
    }
}

TEST_CASE("with inner places located, 64 workers take a third of the time where f has such places") {
    const std::vector<std::string> with_inner_places{"kink",      "kink 1.5",    "|sin|",     "step",
                                                     "floor exp", "|x-1/3|^-.5", "log|x-.7|", "|x-.4|^.3"};
    double bisected = 0, located = 0;
    for (const auto& k : suite_of_thirty()) {
        if (std::ranges::find(with_inner_places, k.name) == with_inner_places.end()) continue;
        for (const double t : {1e-3, 1e-6, 1e-9, 1e-12}) {
            options o{
                .absolute_tolerance = t * std::abs(k.exact), .relative_tolerance = 0, .max_evaluations = 20'000, .concurrency = 64};
            bisected += in_virtual_time(k.f, {k.a, k.b}, o).makespan;
            o.inner_places = inner_places::located;
            const auto run = in_virtual_time(k.f, {k.a, k.b}, o);
            CHECK(run.r.converged());
            located += run.makespan;
        }
    }
    CHECK(located <= bisected / 3);
}

TEST_CASE("with exponentially distributed cost, speculation doubles the speed-up of rounds with a barrier") {
    CHECK(suite(64, 1e9, true).speed_up() >= 2 * rounds_with_barrier());
}
