#include <doctest/doctest.h>

#include <cmath>
#include <taskquad/taskquad.hpp>

#include "support/exactness.hpp"
#include "support/grain.hpp"

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

TEST_CASE("where five values allow any error estimate, comparing a whole with its halves does not") {
    // The estimate passes through 0 as k varies.
    const double k = 2.08946, exact = (std::exp(k) - 1) / k + 2.0 / 3;
    const auto f = [&](double x) { return std::exp(k * x) + std::sqrt(x); };
    for (const auto g : {grain::points, grain::segments}) {
        taskquad::options o{.relative_tolerance = 1e-3, .rule = taskquad::simpson(), .cost_of_f = g};
        const auto plain = taskquad::integrate(f, {0.0, 1.0}, o);
        CHECK(plain.evaluations == 5);
        CHECK(std::abs(plain.value - exact) > 8e-3);
        o.rule = taskquad::simpson({.guarded = true});
        const auto guarded = taskquad::integrate(f, {0.0, 1.0}, o);
        CHECK(guarded.converged());
        CHECK(std::abs(guarded.value - exact) <= guarded.error);
        CHECK(guarded.error <= 1e-3 * exact);
        CHECK(guarded.evaluations <= 40);
    }
    // No half of it is believed for want of a whole to compare it with.
    const auto line = [](double x) { return x; };
    CHECK(taskquad::integrate(line, {0.0, 1.0}, {.rule = taskquad::simpson({.guarded = true})}).evaluations == 9);
}
