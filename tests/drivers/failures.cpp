#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <numbers>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>

#include "support/bits.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

struct broken : std::runtime_error {
    broken() : std::runtime_error("broken") {}
};

const domain half_circle{0.0, std::numbers::pi};

options worked_problem(int concurrency, failure_policy failures) {
    return {
        .absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .concurrency = concurrency, .failures = failures};
}

}  // namespace

TEST_CASE("with retries enough, failures change nothing but the number of calls") {
    const watchdog dog(60s);
    const auto plain = integrate([](double x) { return std::sin(x); }, half_circle, worked_problem(1, {}));
    for (const int n : {1, 8}) {
        CAPTURE(n);
        std::mutex mutex;
        std::map<double, int> attempts;
        const auto f = [&](double x) {
            const std::lock_guard lock(mutex);
            if (++attempts[x] <= 2) throw broken();
            return std::sin(x);
        };
        const auto r = integrate(f, half_circle, worked_problem(n, {.retries = 2}));
        CHECK(same_bits(r, plain));
        // A guess may be between two attempts when the run ends.
        CHECK(r.calls <= 3 * attempts.size());
        CHECK(r.calls >= 3 * r.evaluations);
        CHECK_THROWS_AS(integrate([](double) -> double { throw broken(); }, half_circle, worked_problem(n, {.retries = 1})),
                        broken);
    }
}

TEST_CASE("a failure may end the run with the last consistent partition, x, and the exception") {
    const watchdog dog(60s);
    for (const int n : {1, 8}) {
        CAPTURE(n);
        std::atomic<int> calls = 0;
        integrator quad(
            [&](double x) {
                if (++calls > 100) throw broken();
                return std::sin(x);
            },
            worked_problem(n, {.rethrow = false}));
        const auto r = quad(half_circle);
        CHECK(r.status == status::failed);
        CHECK(!std::isnan(r.failed_at));
        REQUIRE(r.failure);
        CHECK_THROWS_AS(std::rethrow_exception(r.failure), broken);
        CHECK(r.evaluations > 5);
        CHECK(std::abs(r.value - 2) <= r.error);
        CHECK(quad.cache().size() == 100);
    }
}

TEST_CASE("values that are not finite are failures where the user says so") {
    const watchdog dog(60s);
    const auto f = [](double x) { return 1 / std::sqrt(std::abs(x - 0.5)); };
    for (const int n : {1, 8}) {
        const options o{.rule = simpson(), .concurrency = n};
        CHECK(integrate(f, {0.0, 1.0}, o).status == status::non_finite);
        auto strict = o;
        strict.failures = {.non_finite = true};
        CHECK_THROWS_WITH_AS(integrate(f, {0.0, 1.0}, strict), "taskquad: f(x) at x = 0.5 is inf", std::range_error);
        strict.failures.rethrow = false;
        integrator quad(f, strict);
        const auto r = quad({0.0, 1.0});
        CHECK(r.status == status::failed);
        CHECK(r.failed_at == 0.5);
        for (const auto& [x, y] : quad.cache()) CHECK(std::isfinite(y));
    }
}

namespace {

/// Not finite at one abscissa in a hundred, by its bits.
template <class F>
auto with_holes(F f) {
    return [f](double x) {
        auto bits = std::bit_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15U;
        bits = (bits ^ (bits >> 32U)) * 0xBF58476D1CE4E5B9U;
        return (bits ^ (bits >> 29U)) % 100 == 0 ? double(NAN) : f(x);
    };
}

}  // namespace

TEST_CASE(
    "single abscissae at which f is not finite are dropped where the user says so, and what that leaves open is in the error") {
    const watchdog dog(60s);
    const auto check = [](auto f, const domain& where, double exact) {
        const auto holey = with_holes(f);
        for (const auto& rule : {gauss_kronrod(21), clenshaw_curtis()}) {
            for (const double tolerance : {1e-3, 1e-6, 1e-9}) {
                CAPTURE(tolerance);
                options o{.relative_tolerance = tolerance, .rule = rule, .concurrency = 1, .failures = {.drop_non_finite = true}};
                const auto r = integrate(holey, where, o);
                CHECK(r.converged());
                CHECK(std::abs(r.value - exact) <= r.error);
                o.concurrency = 8;
                CHECK(same_bits(integrate(holey, where, o), r));
            }
        }
    };
    check([](double x) { return 1 / (1e-4 + (x - 0.3) * (x - 0.3)); }, {0.0, 1.0}, 100 * (std::atan(70) + std::atan(30)));
    check([](double x) { return std::exp(-x); }, {0.0, INFINITY}, 1);
    check([](double x) { return 1 / std::sqrt(x); }, {0.0, 1.0}, 2);
    // Without, three such abscissae are enough.
    const auto peak = with_holes([](double x) { return 1 / (1e-4 + (x - 0.3) * (x - 0.3)); });
    CHECK(integrate(peak, {0.0, 1.0}).status == status::non_finite);
    // More than a few, or neighbours, are no holes.
    const options drop{.failures = {.drop_non_finite = true}};
    CHECK(integrate([](double x) { return x > 0.7 ? double(NAN) : x; }, {0.0, 1.0}, drop).status == status::non_finite);
    // Of components, each by itself.
    const auto two = [&](double x) { return std::array{peak(x), with_holes([](double y) { return std::exp(y); })(x)}; };
    const auto r = integrate(two, {0.0, 1.0}, drop);
    CHECK(r.converged());
    CHECK(r.value[1] == doctest::Approx(std::expm1(1.0)));
}

TEST_CASE("f that takes a stop token ends early when the run does, and what it returns then is not used") {
    const watchdog dog(60s);
    for (const int how : {0, 1, 2}) {
        for (const int n : {1, 8}) {
            CAPTURE(how);
            CAPTURE(n);
            std::atomic<int> begun = 0, asked = 0;
            const auto f = [&](double x, const std::stop_token& stop) {
                if (x < 0.4) return std::exp(x);
                ++begun;
                while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
                ++asked;
                if (how == 1) throw broken();
                return -1e9;
            };
            std::stop_source source;
            options o = worked_problem(n, {});
            if (how == 2) o.time_limit = 500ms;
            o.stop = source.get_token();
            std::jthread stopper([&](const std::stop_token& over) {
                while (begun == 0 && !over.stop_requested()) std::this_thread::sleep_for(1ms);
                if (how != 2) source.request_stop();
            });
            integrator quad(f, o);
            const auto r = quad({0.0, 1.0});
            CHECK(r.status == (how == 2 ? status::deadline : status::stopped));
            CHECK(asked >= 1);
            CHECK(asked == begun);
            CHECK(r.elapsed < 30s);
            for (const auto& [x, y] : quad.cache()) CHECK(y == std::exp(x));
        }
    }
}

TEST_CASE("a guess that is not needed any more is asked to end") {
    const watchdog dog(60s);
    // The first five evaluations show that no other is needed; the guesses would take for ever.
    std::atomic<int> begun = 0;
    const auto f = [&](double x, const std::stop_token& stop) {
        const bool needed = x == 0 || x == 0.25 || x == 0.5 || x == 0.75 || x == 1;
        if (needed) {
            while (begun == 0) std::this_thread::sleep_for(1ms);
            return 2 * x;
        }
        ++begun;
        while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
        throw broken();
    };
    const auto r = integrate(f, {0.0, 1.0}, {.rule = simpson(), .concurrency = 8, .speculation = 1});
    CHECK(r.converged());
    CHECK(r.value == 1);
    CHECK(r.evaluations == 5);
    CHECK(begun >= 1);
}

TEST_CASE("a guess that fails ends nothing") {
    const watchdog dog(60s);
    for (const bool rethrow : {true, false}) {
        std::atomic<int> failed = 0;
        const auto f = [&](double x) {
            const bool needed = x == 0 || x == 0.25 || x == 0.5 || x == 0.75 || x == 1;
            if (needed) {
                while (failed == 0) std::this_thread::sleep_for(1ms);
                return 2 * x;
            }
            ++failed;
            throw broken();
        };
        const auto r =
            integrate(f, {0.0, 1.0}, {.rule = simpson(), .concurrency = 8, .speculation = 1, .failures = {.rethrow = rethrow}});
        CHECK(r.converged());
        CHECK(r.evaluations == 5);
    }
}

TEST_CASE("what f throws is not lost where it turns out to be expensive just then") {
    // On the calling thread at first, evaluation by evaluation; at each of them it may be handed over to tasks.
    for (int k = 1; k <= 30; ++k) {
        CAPTURE(k);
        std::atomic<int> calls = 0;
        const auto f = [&](double x) {
            const int now = ++calls;
            std::this_thread::sleep_for(10us);
            return now == k ? throw broken() : std::array{std::exp(x), x};
        };
        CHECK_THROWS_AS(integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-12, .rule = simpson(), .concurrency = 2}), broken);
        CHECK(calls >= k);
        calls = 0;
        const options o{.relative_tolerance = 1e-12, .rule = simpson(), .concurrency = 2, .failures = {.retries = 1}};
        CHECK(integrate(f, {0.0, 1.0}, o).converged());
    }
}
