#include <doctest/doctest.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>

#include "support/grain.hpp"
#include "support/watchdog.hpp"

namespace {

struct broken : std::runtime_error {
    explicit broken(double at) : std::runtime_error("broken"), x(at) {}
    double x;
};

}  // namespace

TEST_CASE("what f throws reaches the caller, after every evaluation in flight has ended, and the cache stays usable") {
    const watchdog dog(std::chrono::seconds(60));
    for (const int n : {1, 2, 8}) {
        CAPTURE(n);
        std::atomic<int> running = 0, calls = 0;
        std::atomic<bool> sick = true;
        const auto f = [&](double x) {
            ++running;
            ++calls;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            const bool fail = sick && x > 0.9 && x < 0.95;
            --running;
            if (fail) throw broken(x);
            return std::exp(x);
        };
        taskquad::integrator quad(f, {.relative_tolerance = 1e-10, .rule = taskquad::simpson(), .concurrency = n});
        double x = 0;
        try {
            quad({0.0, 1.0});
        } catch (const broken& b) {
            x = b.x;
            CHECK(running == 0);
        }
        CHECK(x > 0.9);
        CHECK(x < 0.95);

        sick = false;
        const auto paid = quad.cache().size();
        CHECK(paid > 0);
        for (const auto& [at, value] : quad.cache()) CHECK(value == std::exp(at));
        calls = 0;
        const auto r = quad({0.0, 1.0});
        CHECK(r.converged());
        CHECK(static_cast<std::uint64_t>(calls) + paid == r.evaluations);
        CHECK(r.value == doctest::Approx(std::exp(1.0) - 1).epsilon(1e-10));
    }
}

TEST_CASE("after f has thrown, or the observer has said stop, no evaluation begins, however many slots there are") {
    const watchdog dog(std::chrono::seconds(60));
    struct impatient final : taskquad::observer {
        std::atomic<bool>* over = nullptr;
        taskquad::verdict on_evaluation(const taskquad::evaluation& /*e*/) override {
            *over = true;
            return taskquad::verdict::stop;
        }
    };
    for (const bool throws : {true, false}) {
        CAPTURE(throws);
        std::atomic<bool> over = false, first = true;
        std::atomic<int> late = 0;
        const auto f = [&](double x) {
            if (over) ++late;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            if (throws && first.exchange(false)) {
                over = true;
                throw broken(x);
            }
            return x;
        };
        impatient observer;
        observer.over = &over;
        const taskquad::options o{.observer = throws ? nullptr : &observer, .cost_of_f = grain::points};
        // More slots than threads: the tasks are sent, but not begun.
        tbb::task_arena arena(16);
        const auto run = [&] { return arena.execute([&] { return taskquad::integrate(f, {0.0, 1.0}, o); }); };
        if (throws) {
            CHECK_THROWS_AS(run(), broken);
        } else {
            CHECK(run().status == taskquad::status::stopped);
        }
        // What another thread begins in the moment in which it is told.
        CHECK(late <= 2);
    }
}

TEST_CASE("a failure in one of two calls is tried again by the other") {
    const watchdog dog(std::chrono::seconds(60));
    for (int round = 0; round < 50; ++round) {
        std::atomic<int> failures = 0;
        const auto f = [&](double x) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
            if (x == 0.5 && failures++ == 0) throw broken(x);
            return std::exp(x);
        };
        taskquad::integrator quad(f, {.relative_tolerance = 1e-6, .rule = taskquad::simpson(), .concurrency = 8});
        std::atomic<int> thrown = 0, converged = 0;
        const auto call = [&] {
            try {
                converged += quad({0.0, 1.0}).converged() ? 1 : 0;
            } catch (const broken&) {
                ++thrown;
            }
        };
        std::thread other(call);
        call();
        other.join();
        CHECK(thrown == 1);
        CHECK(converged == 1);
        CHECK(failures == 2);
    }
}

TEST_CASE("an f that asks its own integrator for the value it is computing is told so") {
    const watchdog dog(std::chrono::seconds(60));
    for (const int n : {0, 1, 8}) {
        CAPTURE(n);
        std::function<double(double)> body;
        taskquad::integrator quad([&](double x) { return body(x); }, {.concurrency = n});
        body = [&](double x) { return x + quad({0.0, 1.0}).value; };
        CHECK_THROWS_AS(quad({0.0, 1.0}), std::logic_error);
    }
}
