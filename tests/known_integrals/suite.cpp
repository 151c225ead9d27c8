// Integrals with exact values, each to three tolerances by each rule: the true error is within what was asked for.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <taskquad/taskquad.hpp>

using namespace taskquad;
using std::numbers::pi;

namespace {
struct known {
    std::string name;
    std::function<double(double)> f;
    domain where;
    double exact;
};

std::vector<known> integrals() {
    return {
        {"exp", [](double x) { return std::exp(x); }, {0.0, 1.0}, std::exp(1.0) - 1},
        {"Runge", [](double x) { return 1 / (1 + 25 * x * x); }, {-1.0, 1.0}, 0.4 * std::atan(5.0)},
        // D. K. Kahaner, Comparison of numerical quadrature formulas, in: Mathematical Software, Academic Press 1971, nos. 1 to 21:
        {"Kahaner 5: 1/(x^4 + x^2 + 0.9)",
         [](double x) { return 1 / (x * x * x * x + x * x + 0.9); },
         {-1.0, 1.0},
         1.5822329637296729331},
        {"Kahaner 8: 1/(1 + x^4)", [](double x) { return 1 / (1 + x * x * x * x); }, {0.0, 1.0}, 0.86697298733991103757},
        {"Kahaner 9: 2/(2 + sin 10 pi x)",
         [](double x) { return 2 / (2 + std::sin(10 * pi * x)); },
         {0.0, 1.0},
         2 / std::sqrt(3.0)},
        {"Kahaner 11: 1/(1 + e^x)",
         [](double x) { return 1 / (1 + std::exp(x)); },
         {0.0, 1.0},
         1 + std::log(2 / (1 + std::exp(1.0)))},
        {"peak",
         [](double x) { return 1 / (1e-4 + (x - 0.3) * (x - 0.3)); },
         {0.0, 1.0},
         100 * (std::atan(70.0) + std::atan(30.0))},
        {"kink at a breakpoint", [](double x) { return std::abs(x - 0.3); }, {0.0, 0.3, 1.0}, (0.09 + 0.49) / 2},
        {"sqrt", [](double x) { return std::sqrt(x); }, {0.0, 1.0}, 2.0 / 3},
        {"e^x cos 100 x",
         [](double x) { return std::exp(x) * std::cos(100 * x); },
         {0.0, 1.0},
         (std::exp(1.0) * (std::cos(100.0) + 100 * std::sin(100.0)) - 1) / 10001},
    };
}
}  // namespace

TEST_CASE("integrals of the literature are within the tolerance asked for") {
    for (const auto& k : integrals()) {
        for (const auto& rule :
             {gauss_kronrod(21), gauss_kronrod(15), gauss_kronrod(61), clenshaw_curtis(17), clenshaw_curtis(33), simpson()}) {
            for (const double tolerance : {1e-4, 1e-7, 1e-10}) {
                CAPTURE(k.name);
                CAPTURE(tolerance);
                const auto r = integrate(k.f, k.where, {.relative_tolerance = tolerance, .rule = rule, .concurrency = 2});
                CHECK(r.converged());
                CHECK(r.error <= tolerance * std::abs(r.value));
                // The simplest rule may be wrong about its error where f oscillates.
                if (rule.abscissae().size() > 5) CHECK(std::abs(r.value - k.exact) <= tolerance * std::abs(k.exact));
            }
        }
    }
}
