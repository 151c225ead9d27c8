#include <taskquad/workers.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
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
    const auto f = per_worker([&] { return solver{.overlap = &overlap}; });
    const auto r = integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-12, .rule = simpson(), .concurrency = 8});
    CHECK(r.converged());
    CHECK_FALSE(overlap);
    CHECK(f.instances() >= 2);
    CHECK(f.instances() <= 8);
}

TEST_CASE("serial and per-worker integrands may take distances and stop tokens") {
    const auto distances = [](double, double from_a, double) { return 1 / std::sqrt(from_a); };
    CHECK(integrate(serial(distances), {0.0, 1.0}).value == doctest::Approx(2));
    CHECK(integrate(per_worker([=] { return distances; }), {0.0, 1.0}).value == doctest::Approx(2));
    CHECK(integrate(serial([](double x, std::stop_token) { return x; }), {0.0, 1.0}).value == doctest::Approx(0.5));
}
