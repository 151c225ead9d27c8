#include <doctest/doctest.h>

#include <cmath>
#include <taskquad/rules.hpp>

#include "support/exactness.hpp"

TEST_CASE("Simpson's rule with its correction is exact to degree 5, and no further") { CHECK(degree(taskquad::simpson()) == 5); }

TEST_CASE("Simpson's rule converges at order 6, its error estimate at order 4") {
    CHECK(rate_of_convergence(taskquad::simpson()).integral == doctest::Approx(6).epsilon(0.05));
    CHECK(rate_of_convergence(taskquad::simpson()).error == doctest::Approx(4).epsilon(0.05));
}

TEST_CASE("Simpson's estimate is that of the founding text") {
    // S1 = (b - a) / 6 (f(a) + 4 f(c) + f(b)) and S2 likewise on both halves: S2 + (S2 - S1) / 15.
    const auto f = [](double x) { return std::exp(x); };
    const auto s = [&](double a, double b) { return (b - a) / 6 * (f(a) + 4 * f((a + b) / 2) + f(b)); };
    const double s1 = s(0, 2), s2 = s(0, 1) + s(1, 2);
    const auto e = apply(taskquad::simpson(), f, 0, 2);
    CHECK(e.integral == doctest::Approx(s2 + (s2 - s1) / 15).epsilon(1e-15));
    CHECK(e.error == doctest::Approx(std::abs(s2 - s1) / 15).epsilon(1e-12));
    CHECK(e.magnitude == doctest::Approx(s2).epsilon(1e-15));
}
