// The worked problem of "Numerical coroutines", the text that this library grew from: adaptive Simpson integration of sin over
// [0, pi] to 1e-10, with an f that takes its time. It counts 473 abscissae with the tolerance halved from level to level.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <numbers>
#include <taskquad/taskquad.hpp>
#include <thread>

using namespace taskquad;

TEST_CASE("the worked problem: 473 evaluations in local refinement, 373 in global, both within 1e-10 of 2") {
    for (const int n : {0, 1, 8, 64}) {
        CAPTURE(n);
        const auto f = [](double x) { return std::sin(x); };
        options o{.absolute_tolerance = 1e-10,
                  .relative_tolerance = 0,
                  .rule = simpson(),
                  .refinement = refinement::local,
                  .concurrency = n,
                  .speculation = 0};  // how much is guessed depends on the time f takes
        const auto local = integrate(f, {0.0, std::numbers::pi}, o);
        CHECK(local.converged());
        CHECK(local.evaluations == 473);
        CHECK(local.calls == 473);
        CHECK(std::abs(local.value - 2) <= 1e-10);
        o.refinement = refinement::global;
        const auto global = integrate(f, {0.0, std::numbers::pi}, o);
        CHECK(global.converged());
        CHECK(global.evaluations == 373);
        CHECK(global.calls == 373);
        CHECK(std::abs(global.value - 2) <= 1e-10);
        CHECK(integrate(f, {0.0, std::numbers::pi}, {.relative_tolerance = 1e-10, .concurrency = n}).evaluations == 21);
    }
}

TEST_CASE("comparing wholes with their halves costs the worked problem nothing") {
    for (const auto refinement : {refinement::local, refinement::global}) {
        options o{.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .refinement = refinement};
        const auto plain = integrate([](double x) { return std::sin(x); }, {0.0, std::numbers::pi}, o);
        o.rule = simpson({.guarded = true});
        const auto guarded = integrate([](double x) { return std::sin(x); }, {0.0, std::numbers::pi}, o);
        CHECK(guarded.evaluations == plain.evaluations);
        CHECK(guarded.value == plain.value);
    }
}

TEST_CASE("64 evaluations of the worked problem are in flight at once") {
    // Not timed: f waits until 64 of it are inside, or gives up after a while.
    std::atomic<int> inside = 0, most = 0;
    const auto f = [&](double x) {
        const int now = ++inside;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        for (int i = 0; i < 300 && most < 64; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        --inside;
        return std::sin(x);
    };
    const auto r = integrate(f, {0.0, std::numbers::pi},
                             {.absolute_tolerance = 1e-10,
                              .relative_tolerance = 0,
                              .rule = simpson(),
                              .refinement = refinement::local,
                              .concurrency = 64});
    CHECK(most == 64);
    CHECK(r.evaluations == 473);
    CHECK(r.concurrency == 64);
}
