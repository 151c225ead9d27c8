#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <numbers>
#include <taskquad/taskquad.hpp>

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
