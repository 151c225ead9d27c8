#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <taskquad/rules.hpp>

#include "known_integrals/published_gauss_kronrod.hpp"
#include "kronrod.hpp"
#include "support/exactness.hpp"

using taskquad::gauss_kronrod;

TEST_CASE("Gauss-Kronrod nodes and weights are the published ones, to the last place but one") {
    for (const auto& t : published::gauss_kronrod()) {
        CAPTURE(t.n);
        const auto computed = taskquad::detail::kronrod_legendre((t.n - 1) / 2);
        const auto rule = gauss_kronrod(t.n);
        const auto w = weights(rule);
        const auto middle = static_cast<std::size_t>(t.n / 2);
        REQUIRE(t.nodes.size() == middle + 1);
        REQUIRE(rule.abscissae().size() == static_cast<std::size_t>(t.n));
        for (std::size_t i = 0; i <= middle; ++i) {
            CHECK(std::abs(computed.nodes[middle + i] - t.nodes[i]) <= 1e-18L);
            CHECK(std::abs(computed.weights[middle + i] - t.weights[i]) <= 2e-18L);
            const auto ulp = [](double x) { return std::nextafter(x, 2.0) - x; };
            const auto x = static_cast<double>(t.nodes[i]), v = static_cast<double>(t.weights[i]);
            CHECK(std::abs(rule.abscissae()[middle + i] - x) <= ulp(x));
            CHECK(std::abs(w[middle + i] - v) <= ulp(v));
        }
    }
}

TEST_CASE("Gauss-Kronrod rules are symmetric to the bit, with positive weights that sum to 2 within 1e-15 of it") {
    for (int n = 3; n <= 99; n += 2) {
        CAPTURE(n);
        const auto rule = gauss_kronrod(n);
        const auto w = weights(rule);
        CHECK(std::abs(std::accumulate(w.begin(), w.end(), 0.0L) - 2) <= 1e-15L);
        for (std::size_t i = 0; i < w.size(); ++i) {
            CHECK(rule.abscissae()[i] == -rule.abscissae()[w.size() - 1 - i]);
            CHECK(w[i] == w[w.size() - 1 - i]);
            CHECK(w[i] > 0);
        }
    }
}

TEST_CASE("a Gauss-Kronrod rule of n points is exact to degree 3 (n - 1) / 2 + 1, odd by symmetry") {
    for (int n = 3; n <= 61; n += 2) {
        CAPTURE(n);
        const int gauss = (n - 1) / 2;
        const int promised = 3 * gauss + 1;
        // n = 3 is the Gauss rule of three points, of degree 5; else the degree is the next odd number.
        CHECK(degree(gauss_kronrod(n)) == (n == 3 ? 5 : promised + (promised % 2 == 0 ? 1 : 0)));
    }
}

TEST_CASE("Gauss-Kronrod rules converge at the order of their degree and one") {
    CHECK(rate_of_convergence(gauss_kronrod(3)).integral == doctest::Approx(6).epsilon(0.05));
    CHECK(rate_of_convergence(gauss_kronrod(5)).integral == doctest::Approx(8).epsilon(0.05));
}

TEST_CASE("large Gauss-Kronrod rules are computed too") {
    const auto rule = gauss_kronrod(501);
    const auto w = weights(rule);
    CHECK(std::abs(std::accumulate(w.begin(), w.end(), 0.0L) - 2) <= 4e-15L);
    CHECK(apply(
              rule, [](double x) { return std::cos(300 * x); }, -1, 1)
              .integral == doctest::Approx(std::sin(300.0) / 150).epsilon(1e-13));
}

TEST_CASE("the error estimate is QUADPACK's") {
    // f = x^32 with 21 points: K - G and the integral of |f - mean f| by hand from the rules, then 200^1.5 ...
    const auto f = [](double x) { return std::pow(x, 32); };
    const auto e = apply(gauss_kronrod(21), f, -1, 1);
    const auto g = taskquad::detail::gauss_legendre(10);
    const auto k = taskquad::detail::kronrod_legendre(10);
    long double G = 0, K = 0, deviation = 0;
    for (std::size_t i = 0; i < 10; ++i) G += g.weights[i] * std::pow(g.nodes[i], 32.0L);
    for (std::size_t i = 0; i < 21; ++i) K += k.weights[i] * std::pow(k.nodes[i], 32.0L);
    for (std::size_t i = 0; i < 21; ++i) deviation += k.weights[i] * std::abs(std::pow(k.nodes[i], 32.0L) - K / 2);
    const long double expected = deviation * std::min(1.0L, std::pow(200 * std::abs(K - G) / deviation, 1.5L));
    CHECK(e.error == doctest::Approx(static_cast<double>(expected)).epsilon(1e-6).scale(0));
    CHECK(e.integral == doctest::Approx(2.0 / 33).epsilon(1e-10));
}

TEST_CASE("an even or small n is refused") {
    for (const int n : {-21, 0, 1, 2, 20}) {
        CHECK_THROWS_WITH_AS(gauss_kronrod(n),
                             ("taskquad: gauss_kronrod: n is " + std::to_string(n) + ", must be odd and >= 3").c_str(),
                             std::invalid_argument);
    }
}
