#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <stop_token>
#include <taskquad/taskquad.hpp>
#include <thread>

#include "support/watchdog.hpp"

using namespace std::chrono_literals;
using taskquad::status;

static double quick(double x) { return std::sqrt(std::abs(x - 1.0 / 3)); }
static double slow(double x) {
    std::this_thread::sleep_for(2ms);
    return quick(x);
}
// 2/3 ((1/3)^1.5 + (2/3)^1.5)
static const double exact = 2.0 / 3 * (std::pow(1.0 / 3, 1.5) + std::pow(2.0 / 3, 1.5));

TEST_CASE("a time limit and a stop token return what is there, with its honest error") {
    const watchdog dog(60s);
    for (const int n : {1, 8}) {
        CAPTURE(n);
        // The first estimates come at once, so that there is a result on a loaded machine, too.
        std::atomic<int> calls = 0;
        const auto f = [&](double x) { return ++calls <= 63 ? quick(x) : slow(x); };
        const auto late = taskquad::integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-13, .concurrency = n, .time_limit = 150ms});
        CHECK(late.status == status::deadline);
        CHECK(late.evaluations > 0);
        CHECK(std::abs(late.value - exact) <= late.error);
        CHECK(late.elapsed < 10s);

        std::stop_source source;
        calls = 0;
        std::jthread stopper([&] {
            while (calls < 90) std::this_thread::sleep_for(1ms);
            source.request_stop();
        });
        const auto stopped =
            taskquad::integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-13, .concurrency = n, .stop = source.get_token()});
        CHECK(stopped.status == status::stopped);
        CHECK(std::abs(stopped.value - exact) <= stopped.error);
    }
}

TEST_CASE("stopped before the first estimate, nothing is known and nothing claimed") {
    std::stop_source source;
    source.request_stop();
    for (const int n : {1, 8}) {
        std::atomic<int> calls = 0;
        const auto r = taskquad::integrate(
            [&](double x) {
                ++calls;
                return x;
            },
            {0.0, 1.0}, {.concurrency = n, .stop = source.get_token()});
        CHECK(r.status == status::stopped);
        CHECK(std::isnan(r.value));
        CHECK(std::isinf(r.error));
        CHECK(calls == 0);
    }
}

TEST_CASE("a call that waits for values of another can be stopped, and ends in time") {
    const watchdog dog(60s);
    std::atomic<bool> go_on = false;
    std::atomic<int> inside = 0;
    const auto f = [&](double x) {
        ++inside;
        while (!go_on) std::this_thread::sleep_for(1ms);
        return x;
    };
    taskquad::integrator quad(f, {.absolute_tolerance = 1, .rule = taskquad::simpson(), .concurrency = 8});
    std::jthread first([&] { quad({0.0, 1.0}); });
    while (inside < 5) std::this_thread::sleep_for(1ms);

    // All five values are being computed by the first call.
    std::stop_source source;
    taskquad::options o{.absolute_tolerance = 1, .rule = taskquad::simpson(), .concurrency = 8, .time_limit = 50ms};
    const auto waiting = taskquad::detail::run({f, quad.cache().shape()}, {0.0, 1.0}, o, quad.cache().current()).flat;
    CHECK(waiting.status == status::deadline);
    CHECK(waiting.calls == 0);

    o.time_limit = 1h;
    o.stop = source.get_token();
    std::jthread stopper([&] {
        std::this_thread::sleep_for(50ms);
        source.request_stop();
    });
    const auto stopped = taskquad::detail::run({f, quad.cache().shape()}, {0.0, 1.0}, o, quad.cache().current()).flat;
    CHECK(stopped.status == status::stopped);
    go_on = true;
}

TEST_CASE("what a stopped call has claimed passes to whoever waits") {
    const watchdog dog(60s);
    // The first call is stopped while it has five points in flight or on its list; the second needs them.
    for (int i = 0; i < 30; ++i) {
        std::atomic<int> calls = 0;
        const auto f = [&](double x) {
            ++calls;
            std::this_thread::sleep_for(1ms);
            return x;
        };
        std::stop_source source;
        taskquad::options o{
            .absolute_tolerance = 1, .rule = taskquad::clenshaw_curtis(33), .concurrency = 2, .stop = source.get_token()};
        taskquad::integrator quad(f, o);
        std::jthread first([&] { quad({0.0, 1.0}); });
        std::this_thread::sleep_for(std::chrono::microseconds(500 * i));
        source.request_stop();
        o.stop = {};
        const auto r = taskquad::detail::run({f, quad.cache().shape()}, {0.0, 1.0}, o, quad.cache().current()).flat;
        CHECK(r.converged());
        first.join();
        CHECK(calls == 33);
    }
}
