#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <taskquad/rules.hpp>

#include "known_integrals/published_gauss_kronrod.hpp"
#include "rules/nodes_and_weights.hpp"
#include "support/exactness.hpp"

using taskquad::gauss_kronrod;

TEST_CASE("Gauss-Kronrod nodes and weights are the published ones, to the last place but one") {
    for (const auto& t : published::gauss_kronrod()) {
        CAPTURE(t.n);
        const auto computed = taskquad::rules::kronrod_legendre((t.n - 1) / 2);
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

TEST_CASE("null rules see nothing of polynomials that the rule resolves, and the error falls with the smoothness of f") {
    const auto rule = gauss_kronrod(21);
    // The eight null rules are orthogonal to degrees below 13.
    CHECK(apply(
              rule, [](double x) { return std::pow(x, 12) - 3 * x; }, -1, 1)
              .error <= 5e-15);
    CHECK(apply(
              rule, [](double x) { return std::pow(x, 13); }, -1, 1)
              .error > 1e-8);
    double last = INFINITY;
    for (const double pole : {0.1, 0.3, 1.0, 3.0}) {
        const double error = apply(
                                 rule, [=](double x) { return 1 / (x * x + pole * pole); }, -1, 1)
                                 .error;
        CHECK(error < last / 10);
        last = error;
    }
}

TEST_CASE("the estimate of f * 2^k has the bits of 2^k times that of f") {
    const auto f = [](double x) { return 1 / (x * x + 0.01); };
    for (const auto& rule : {gauss_kronrod(21), taskquad::clenshaw_curtis()}) {
        std::vector<double> y, z;
        for (const double t : rule.abscissae(rule.first_level())) y.push_back(f(t));
        const auto e = rule(y, 1, rule.first_level());
        for (const int k : {-900, -1, 1, 900}) {
            z.clear();
            for (const double v : y) z.push_back(std::ldexp(v, k));
            const auto scaled = rule(z, 1, rule.first_level());
            CHECK(scaled.integral == std::ldexp(e.integral, k));
            CHECK(scaled.error == std::ldexp(e.error, k));
            CHECK(scaled.raise == e.raise);
        }
    }
}

TEST_CASE("an even or small n is refused") {
    for (const int n : {-21, 0, 1, 2, 20}) {
        CHECK_THROWS_WITH_AS(gauss_kronrod(n),
                             ("taskquad: gauss_kronrod: n is " + std::to_string(n) + ", must be odd and >= 3").c_str(),
                             std::invalid_argument);
    }
}
