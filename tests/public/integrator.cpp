#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <complex>
#include <functional>
#include <memory>
#include <numbers>
#include <stdexcept>
#include <stop_token>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "support/bits.hpp"

static double square(double x) { return x * x; }

namespace {
struct counting {
    int calls = 0;
    double operator()(double x) { return ++calls, x; }
};
}  // namespace

TEST_CASE("the three-line example of the README") {
    const auto r = taskquad::integrate([](double x) { return std::exp(-x * x); }, {0.0, 1.0});
    // sqrt(pi) / 2 erf(1), Abramowitz & Stegun 7.1.1
    CHECK(r.converged());
    CHECK(r.value == doctest::Approx(std::sqrt(std::numbers::pi) / 2 * std::erf(1.0)).epsilon(1e-15));
}

TEST_CASE("f may be a function, a lambda, a function object with state, a std::function or a reference") {
    CHECK(taskquad::integrate(square, {0.0, 3.0}).value == doctest::Approx(9));
    CHECK(taskquad::integrate(&square, {0.0, 3.0}).value == doctest::Approx(9));
    CHECK(taskquad::integrate(std::function<double(double)>(square), {0.0, 3.0}).value == doctest::Approx(9));
    CHECK(taskquad::integrate([](double x) { return static_cast<float>(x); }, {0.0, 2.0}).value == doctest::Approx(2));
    CHECK(taskquad::integrate([](double) { return 1; }, {0.0, 2.0}).value == doctest::Approx(2));
    counting c;
    CHECK(taskquad::integrate(c, {0.0, 2.0}, {.concurrency = 1}).value == doctest::Approx(2));
    CHECK(c.calls == 21);
    CHECK(taskquad::integrate(std::ref(c), {0.0, 2.0}, {.concurrency = 1}).value == doctest::Approx(2));
    CHECK(c.calls == 42);
    const auto owner = [p = std::make_unique<double>(3)](double x) { return *p * x; };
    CHECK(taskquad::integrate(owner, {0.0, 2.0}).value == doctest::Approx(6));
}

TEST_CASE("limits may be integers, in either direction") {
    CHECK(taskquad::integrate(square, {0, 3}).value == doctest::Approx(9));
    CHECK(taskquad::integrate(square, {3, 0}).value == doctest::Approx(-9));
    taskquad::integrator quad(&square);
    CHECK(quad({0, 3}).value == doctest::Approx(9));
}

TEST_CASE("the result says what was done") {
    const auto r = taskquad::integrate(square, {0.0, 0.5, 3.0}, {.concurrency = 4, .keep_partition = true});
    CHECK(r.evaluations == 42);
    CHECK(r.calls == 42);
    CHECK(r.segments == 2);
    CHECK(r.concurrency == 4);
    CHECK(r.elapsed.count() > 0);
    REQUIRE(r.partition.size() == 2);
    CHECK(r.partition[0].b == 0.5);
    CHECK(r.partition[0].integral + r.partition[1].integral == r.value);
    CHECK(r.partition[0].error + r.partition[1].error == r.error);
    CHECK(taskquad::integrate(square, {0.0, 1.0}, {.concurrency = 1}).concurrency == 1);
    CHECK(taskquad::integrate(square, {0.0, 1.0}, {.concurrency = 100'000}).concurrency == 257);
}

TEST_CASE("the integral from a to a asks f for the size of its values once at most") {
    int calls = 0;
    taskquad::integrator quad([&](double x) { return ++calls, std::vector{x, 1.0, 2.0}; }, {.concurrency = 1});
    const auto nothing = quad({1.0, 1.0});
    CHECK(nothing.converged());
    CHECK(nothing.value == std::vector{0.0, 0.0, 0.0});
    CHECK(nothing.calls == 1);
    for (int i = 0; i < 2; ++i) {
        const auto again = quad({2.0, 2.0});
        CHECK(again.value == nothing.value);
        CHECK(again.error == 0);
        CHECK(again.calls == 0);
    }
    using values = std::vector<double>;
    const auto late = taskquad::async<values>([&](double x, taskquad::completion<values> done) { done(values{x, 1.0}); });
    CHECK_THROWS_AS(taskquad::integrate(late, {1.0, 1.0}), std::invalid_argument);
    CHECK(taskquad::integrate([](double x) { return std::array{x, 1.0}; }, {1.0, 1.0}).value == std::array{0.0, 0.0});
    quad.cache().clear();
    CHECK(quad({3.0, 3.0}).value == nothing.value);
    CHECK(calls == 1);
    const auto complex = [](double x) { return std::vector{std::complex(x, 1.0)}; };
    taskquad::integrator of_complex(complex, {.concurrency = 1});
    CHECK(of_complex({0.0, 1.0}).value.size() == 1);
    CHECK(of_complex({1.0, 1.0}).value == std::vector{std::complex(0.0, 0.0)});
}

TEST_CASE("a call of an integrator may be made under other options, on the values that are there") {
    std::atomic<int> calls = 0;
    const auto f = [&](double x) {
        ++calls;
        return std::abs(x - 0.3);
    };
    std::stop_source source;
    taskquad::integrator quad(f, {.relative_tolerance = 1e-4, .stop = source.get_token(), .max_cache_bytes = 1 << 20});
    const auto first = quad({0.0, 1.0});
    CHECK(first.converged());
    source.request_stop();
    CHECK(quad({0.0, 1.0}).status == taskquad::status::stopped);

    // An integrator whose stop token has fired goes on with another.
    std::stop_source another;
    taskquad::options o = quad.options();
    CHECK(o.relative_tolerance == 1e-4);
    o.stop = another.get_token();
    o.relative_tolerance = 1e-9;
    o.keep_partition = true;
    const auto r = quad({0.0, 1.0}, o);
    CHECK(r.converged());
    CHECK(r.partition.size() == r.segments);
    CHECK(r.evaluations > first.evaluations);
    CHECK(static_cast<std::uint64_t>(calls) == r.evaluations + r.speculative);
    CHECK(same_bits(r, taskquad::integrate(f, {0.0, 1.0}, o)));
    const int paid = calls;
    const auto by_simpson = quad({0.0, 1.0}, {.rule = taskquad::simpson()});
    CHECK(by_simpson.converged());
    CHECK(calls - paid < static_cast<int>(by_simpson.evaluations));
    CHECK(quad({0.0, 1.0}, {.relative = 1e-2}).status == taskquad::status::stopped);  // a tolerance, and the first token

    CHECK_THROWS_WITH_AS(quad({0.0, 1.0}, {.initial_segments = 0}), "taskquad: options: initial_segments is 0, must be >= 1",
                         std::invalid_argument);
    CHECK(quad.cache().size() > 0);
    CHECK(quad({0.0, 1.0}, {.max_cache_bytes = 0}).converged());
    CHECK(quad.cache().size() == 0);
}
