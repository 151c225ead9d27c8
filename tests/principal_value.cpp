#include <taskquad/principal_value.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

using namespace taskquad;

TEST_CASE("principal values of the literature") {
    const options o{.relative_tolerance = 1e-10};
    // R. Piessens et al., QUADPACK, Springer 1983, section 4: 1 / (5 x^3 + 6) with the weight 1 / x on [-1, 5]; log(125 / 631)
    // / 18.
    const auto qawc = integrate_principal_value([](double x) { return 1 / (5 * x * x * x + 6); }, {-1.0, 5.0}, 0.0, o);
    CHECK(qawc.converged());
    CHECK(std::abs(qawc.value - std::log(125.0 / 631) / 18) <= 1e-10);
    // The book's integral 14: 2^-a / ((x - 1)^2 + 4^-a) with the weight 1 / (x - 2) on [0, 5].
    for (const double a : {0.0, 2.0, 5.0}) {
        const double p = std::pow(2, -a), q = p * p;
        const double exact =
            (p * std::log(1.5) - 0.5 * p * std::log((16 + q) / (1 + q)) - std::atan(4 / p) - std::atan(1 / p)) / (1 + q);
        const auto r = integrate_principal_value([=](double x) { return p / ((x - 1) * (x - 1) + q); }, {0.0, 5.0}, 2.0, o);
        CHECK(r.converged());
        CHECK(std::abs(r.value - exact) <= 1e-9 * std::abs(exact));
        CHECK(integrate_principal_value([=](double x) { return p / ((x - 1) * (x - 1) + q); }, {5.0, 0.0}, 2.0, o).value ==
              -r.value);
    }
    // exp(x) / x on [-1, 1]: 2 Shi(1), DLMF 6.2.15.
    CHECK(integrate_principal_value([](double x) { return std::exp(x); }, {-1.0, 1.0}, 0.0, o).value ==
          doctest::Approx(2 * 1.05725087537572851457).epsilon(1e-10));
}

TEST_CASE("a pole that is not inside is refused") {
    const auto f = [](double x) { return x; };
    CHECK_THROWS_WITH_AS(integrate_principal_value(f, {0.0, 1.0}, 1.0), "taskquad: principal value: c is 1, must be inside (0, 1)",
                         std::invalid_argument);
    CHECK_THROWS_AS(integrate_principal_value(f, {0.0, 1.0}, NAN), std::invalid_argument);
    CHECK_THROWS_AS(integrate_principal_value(f, {0.0, INFINITY}, 1.0), std::invalid_argument);
    CHECK_THROWS_AS(integrate_principal_value(f, {0.0, 0.5, 1.0}, 0.25), std::invalid_argument);
}
