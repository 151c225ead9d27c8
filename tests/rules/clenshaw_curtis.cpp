#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <taskquad/rules.hpp>

#include "support/exactness.hpp"

using taskquad::clenshaw_curtis;

TEST_CASE("Clenshaw-Curtis weights sum to 2 within 1e-15 of it, are positive and symmetric, for any n") {
    for (int n = 3; n <= 65; ++n) {
        const auto w = weights(clenshaw_curtis(n));
        CHECK(std::abs(std::accumulate(w.begin(), w.end(), 0.0L) - 2) <= 1e-15L);
        for (std::size_t i = 0; i < w.size(); ++i) {
            CHECK(w[i] > 0);
            CHECK(w[i] == w[w.size() - 1 - i]);
        }
    }
}

TEST_CASE("Clenshaw-Curtis weights are those of the literature") {
    // n = 5: 1/15, 8/15, 4/5 (P. J. Davis, P. Rabinowitz, Methods of Numerical Integration, 2nd ed., Academic Press 1984,
    // section 2.5.5).
    const auto w = weights(clenshaw_curtis(5));
    CHECK(w[0] == doctest::Approx(1.0 / 15).epsilon(1e-15));
    CHECK(w[1] == doctest::Approx(8.0 / 15).epsilon(1e-15));
    CHECK(w[2] == doctest::Approx(4.0 / 5).epsilon(1e-15));
    // n = 3 is Simpson's first rule, n = 4: 1/9, 8/9.
    CHECK(weights(clenshaw_curtis(3))[1] == doctest::Approx(4.0 / 3).epsilon(1e-15));
    CHECK(weights(clenshaw_curtis(4))[0] == doctest::Approx(1.0 / 9).epsilon(1e-15));
    CHECK(weights(clenshaw_curtis(4))[1] == doctest::Approx(8.0 / 9).epsilon(1e-15));
}

TEST_CASE("Clenshaw-Curtis of n points is exact to degree n - 1, for odd n to degree n") {
    for (int n = 3; n <= 33; ++n) CHECK(degree(clenshaw_curtis(n)) == (n % 2 == 1 ? n : n - 1));
}

TEST_CASE("Clenshaw-Curtis converges at the order of its degree and one") {
    CHECK(rate_of_convergence(clenshaw_curtis(3)).integral == doctest::Approx(4).epsilon(0.05));
    CHECK(rate_of_convergence(clenshaw_curtis(5)).integral == doctest::Approx(6).epsilon(0.05));
    CHECK(rate_of_convergence(clenshaw_curtis(7)).integral == doctest::Approx(8).epsilon(0.05));
}

TEST_CASE("the points of n are among those of 2n - 1, to the bit") {
    for (int n = 3; n <= 65; ++n) {
        const auto coarse = clenshaw_curtis(n), fine = clenshaw_curtis(2 * n - 1);
        for (std::size_t i = 0; i < coarse.abscissae().size(); ++i) CHECK(coarse.abscissae()[i] == fine.abscissae()[2 * i]);
    }
}

TEST_CASE("fewer than three points are refused") {
    CHECK_THROWS_WITH_AS(clenshaw_curtis(2), "taskquad: clenshaw_curtis: n is 2, must be >= 3", std::invalid_argument);
}

TEST_CASE("the levels of the doubly adaptive rule are nested, and exact for degree n - 1") {
    const auto rule = taskquad::clenshaw_curtis();
    REQUIRE(rule.levels() == 5);
    CHECK(rule.first_level(true) == 3);
    CHECK(rule.first_level(false) == 2);
    CHECK(taskquad::clenshaw_curtis({.children = 9}).first_level(false) == 1);
    for (int level = 0; level < 5; ++level) {
        const auto t = rule.abscissae(level);
        REQUIRE(t.size() == (std::size_t{4} << level) + 1);
        for (std::size_t i = 0; level > 0 && i < rule.abscissae(level - 1).size(); ++i)
            CHECK(rule.abscissae(level - 1)[i] == t[2 * i]);
        for (std::size_t degree = 0; degree < t.size(); degree += 2) {
            std::vector<double> y;
            for (const double x : t) y.push_back(std::pow(x, static_cast<double>(degree)));
            CHECK(rule(y, 1, level).integral == doctest::Approx(2.0 / (static_cast<double>(degree) + 1)).epsilon(1e-14));
        }
    }
}

TEST_CASE("the doubly adaptive rule's error is the L2 norm of the difference of interpolants") {
    // Of the top Chebyshev polynomial T_4 at level 0 the lower interpolant, on 3 points, sees T_0: the difference is T_4 - 1.
    const auto rule = taskquad::clenshaw_curtis();
    std::vector<double> y;
    for (const double x : rule.abscissae(0)) y.push_back(8 * x * x * x * x - 8 * x * x + 1);
    const double squares = 2 - 2 * (-2.0 / 15) + (1 - 1.0 / 63);  // 1^2, -2 T_4, T_4^2
    CHECK(rule(y, 1, 0).error == doctest::Approx(std::sqrt(2 * squares)).epsilon(1e-13));
}

TEST_CASE("a smooth f asks for a higher level, a jump does not") {
    const auto rule = taskquad::clenshaw_curtis();
    std::vector<double> smooth, jump;
    for (const double x : rule.abscissae(2)) {
        smooth.push_back(1 / (1 + x * x));
        jump.push_back(x < 0.3 ? 0 : 1);
    }
    CHECK(rule(smooth, 1, 2).raise);
    CHECK_FALSE(rule(jump, 1, 2).raise);
}
