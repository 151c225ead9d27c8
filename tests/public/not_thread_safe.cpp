#include <taskquad/not_thread_safe.hpp>

#include <doctest/doctest.h>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <array>
#include <atomic>
#include <cmath>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>

#include "support/bits.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

TEST_CASE("no two calls of a serial integrand overlap, within one integration and between several") {
    const watchdog dog(60s);
    std::atomic<int> inside = 0;
    std::atomic<bool> overlap = false;
    auto f = serial([&](double x) {
        if (++inside > 1) overlap = true;
        std::this_thread::yield();
        --inside;
        return std::sqrt(x);
    });
    result<> r[2];
    {
        std::jthread one([&] { r[0] = integrate(f, {0.0, 1.0}, {.concurrency = 8}); });
        std::jthread two([&] { r[1] = integrate(f, {0.0, 1.0}, {.concurrency = 8}); });
    }
    CHECK_FALSE(overlap);
    CHECK(r[0].concurrency == 1);
    CHECK(same_bits(r[0], r[1]));
}

TEST_CASE("a serial integrand that enters the arena in which its integrations run does not wait for itself") {
    const watchdog dog(60s);
    const tbb::global_control four(tbb::global_control::max_allowed_parallelism, 4);
    tbb::task_arena arena(4);
    std::atomic<int> inside = 0;
    std::atomic<std::thread::id> owner;
    std::atomic<bool> overlap = false;
    const auto f = serial([&](double x) {
        const auto me = std::this_thread::get_id();
        if (++inside > 1 && owner.load() != me) overlap = true;
        owner = me;
        arena.execute([] { tbb::parallel_for(0, 8, [](int) { std::this_thread::sleep_for(20us); }); });
        --inside;
        return x * x;
    });
    // Short ones, since it is between two of them that a thread is free to help the one inside f, and to make it wait.
    for (int round = 0; round < 20; ++round) {
        std::array<result<>, 64> r;
        arena.execute([&] {
            tbb::parallel_for(0, 64, [&](int i) {
                r[static_cast<std::size_t>(i)] = integrate(f, {0.0, 1.0 + i}, {.relative_tolerance = 1e-2, .rule = simpson()});
            });
        });
        for (std::size_t i = 0; i < r.size(); ++i) {
            const double b = 1 + static_cast<double>(i);
            CHECK(r[i].value == doctest::Approx(b * b * b / 3));
        }
    }
    CHECK_FALSE(overlap);
    CHECK(inside == 0);
}

TEST_CASE("each instance of a per-worker integrand is used by one thread at a time, and no more are made than calls overlap") {
    const watchdog dog(60s);
    struct solver {
        std::shared_ptr<std::atomic<int>> inside = std::make_shared<std::atomic<int>>(0);
        std::atomic<bool>* overlap;
        double operator()(double x) const {
            if (++*inside > 1) *overlap = true;
            std::this_thread::sleep_for(100us);
            --*inside;
            return std::exp(x);
        }
    };
    std::atomic<bool> overlap = false;
    int made = 0;
    const auto f = per_worker([&] {
        ++made;
        return solver{.overlap = &overlap};
    });
    const auto r = integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-12, .rule = simpson(), .concurrency = 8});
    CHECK(r.converged());
    CHECK_FALSE(overlap);
    CHECK(made >= 2);
    CHECK(made <= 8);
}

TEST_CASE("where an instance of a per-worker integrand could not be made, the next call makes one") {
    int asked = 0;
    const auto f = per_worker([&] {
        if (++asked == 1) throw std::runtime_error("no licence");
        return [](double x) { return x; };
    });
    CHECK_THROWS_WITH_AS(f(0.5), "no licence", std::runtime_error);
    CHECK(f(0.5) == 0.5);
    CHECK(f(0.25) == 0.25);
    CHECK(asked == 2);
}

TEST_CASE("serial and per-worker integrands may take distances and stop tokens") {
    const auto distances = with_distances([](double, double from_a, double) { return 1 / std::sqrt(from_a); });
    CHECK(integrate(serial(distances), {0.0, 1.0}).value == doctest::Approx(2));
    CHECK(integrate(per_worker([=] { return distances; }), {0.0, 1.0}).value == doctest::Approx(2));
    CHECK(integrate(serial([](argument at) { return 1 / std::sqrt(at.from_a); }), {0.0, 1.0}).value == doctest::Approx(2));
    // The wrappers may be put on in any order: f is called on this thread alone.
    const auto of_three = [here = std::this_thread::get_id()](double, double from_a, double) {
        return std::this_thread::get_id() == here ? 1 / std::sqrt(from_a) : NAN;
    };
    CHECK(integrate(with_distances(serial(of_three)), {0.0, 1.0}, {.concurrency = 8}).value == doctest::Approx(2));
    CHECK(integrate(serial([](double x, std::stop_token) { return x; }), {0.0, 1.0}).value == doctest::Approx(0.5));
}
