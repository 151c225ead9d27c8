#include <doctest/doctest.h>

#include <cmath>
#include <mutex>
#include <numbers>
#include <random>
#include <set>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <taskquad/vectorized.hpp>
#include <vector>

#include "support/bits.hpp"
#include "support/grain.hpp"

using namespace taskquad;

namespace {

const auto bell = [](const auto& x) { return (-x * x).exp(); };

}  // namespace

TEST_CASE("the value at an abscissa does not depend on what else is evaluated with it") {
    const auto f = vectorized(bell);
    std::mt19937_64 random(20261125);
    std::uniform_real_distribution<double> uniform(-3, 3);
    for (std::size_t n = 1; n <= std::size_t{3} * vectorized_abscissae::SizeAtCompileTime + 1; ++n) {
        CAPTURE(n);
        std::vector<double> x(n), y(n);
        for (double& at : x) at = uniform(random);
        f(x, y.data());
        for (std::size_t i = 0; i < n; ++i) {
            CHECK(same_bits(y[i], f(x[i])));
            CHECK(y[i] == doctest::Approx(std::exp(-x[i] * x[i])).epsilon(1e-15));
        }
    }
}

TEST_CASE("a vectorized integrand has one result, whoever evaluates it") {
    const auto f = vectorized([](const auto& x) { return 1 / ((x - 0.3) * (x - 0.3) + 1e-6); });
    const options o{.relative_tolerance = 1e-10, .keep_partition = true};
    const auto with = [&](grain::cost g, int n) {
        options changed = o;
        changed.cost_of_f = g;
        changed.concurrency = n;
        return changed;
    };
    const auto expected = integrate(f, {0.0, 1.0}, with(grain::points, 1));
    CHECK(expected.converged());
    CHECK(expected.value == doctest::Approx(1000 * (std::atan(700.0) + std::atan(300.0))).epsilon(1e-10));
    for (const int n : {1, 2, 8}) {
        CAPTURE(n);
        CHECK(same_bits(integrate(f, {0.0, 1.0}, with(grain::segments, n)), expected));
        CHECK(same_bits(integrate(f, {0.0, 1.0}, with(grain::points, n)), expected));
        CHECK(same_bits(integrate(f, {0.0, 1.0}, with(grain::automatic, n)), expected));
    }
}

TEST_CASE("f sees full arrays, each abscissa in one of them, the last one repeated") {
    std::multiset<double> seen;
    bool full = true;
    const auto f = vectorized([&](const vectorized_abscissae& x) {
        full = full && reinterpret_cast<std::uintptr_t>(x.data()) % alignof(vectorized_abscissae) == 0;
        for (int i = 0; i < vectorized_abscissae::SizeAtCompileTime; ++i) {
            if (i == 0 || x[i] != x[i - 1]) seen.insert(x[i]);
        }
        return x.square().eval();
    });
    const auto r = integrate(f, {0.0, 3.0}, {.concurrency = 1, .cost_of_f = grain::segments});
    CHECK(r.value == doctest::Approx(9.0).epsilon(1e-15));
    CHECK(full);
    CHECK(seen.size() == r.calls);
    CHECK(std::set<double>(seen.begin(), seen.end()).size() == r.evaluations);
}

TEST_CASE("what a vectorized f throws reaches the caller") {
    const auto f = vectorized([](const vectorized_abscissae& x) -> vectorized_abscissae {
        if ((x > 0.9).any()) throw std::runtime_error("beyond");
        return x;
    });
    CHECK_THROWS_WITH_AS(integrate(f, {0.0, 1.0}), "beyond", std::runtime_error);
    CHECK_THROWS_WITH_AS(integrate(f, {0.0, 1.0}, {.cost_of_f = grain::points}), "beyond", std::runtime_error);
}

TEST_CASE("a vectorized integrand can be cached like any other") {
    integrator quad(vectorized([](const auto& x) { return x.exp(); }), {.concurrency = 1});
    const auto first = quad({0.0, 1.0});
    const auto second = quad({0.0, 1.0});
    CHECK(first.value == doctest::Approx(std::numbers::e - 1).epsilon(1e-14));
    CHECK(second.calls == 0);
    CHECK(second.reused == first.calls);
}
