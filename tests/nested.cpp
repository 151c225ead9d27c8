#include <taskquad/nested.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "support/bits.hpp"
#include "support/watchdog.hpp"

using namespace taskquad;
using std::numbers::pi;

TEST_CASE("integrals over a triangle, a disc, a plane and a ball") {
    const watchdog dog(std::chrono::seconds(60));
    const options o{.relative_tolerance = 1e-8, .concurrency = 4};
    const auto triangle = integrate_nested([](double x, double y) { return std::exp(x + y); }, {0.0, 1.0},
                                           [](double x) {
                                               return domain{0.0, 1 - x};
                                           },
                                           o);
    CHECK(triangle.converged());
    CHECK(std::abs(triangle.value - 1) <= 1e-8);
    CHECK(triangle.calls >= 21 * 21);

    const auto half = [](double x) { return std::sqrt(std::max(0.0, 1 - x * x)); };
    const auto disc = integrate_nested([](double, double) { return 1.0; }, {-1.0, 1.0},
                                       [&](double x) {
                                           return domain{-half(x), half(x)};
                                       },
                                       o);
    CHECK(std::abs(disc.value - pi) <= 1e-8 * pi);
    CHECK(std::abs(disc.value - pi) <= disc.error);

    constexpr double inf = INFINITY;
    const auto plane = integrate_nested([](double x, double y) { return std::exp(-x * x - y * y + x * y); }, {-inf, inf},
                                        [](double) {
                                            return domain{-inf, inf};
                                        },
                                        {.relative_tolerance = 1e-6});
    CHECK(std::abs(plane.value - 2 * pi / std::sqrt(3.0)) <= 1e-6 * plane.value);

    const auto ball = integrate_nested([](double, double, double z) { return z * z; }, {-1.0, 1.0},
                                       [&](double x) {
                                           return domain{-half(x), half(x)};
                                       },
                                       [&](double x, double y) {
                                           const double h = std::sqrt(std::max(0.0, 1 - x * x - y * y));
                                           return domain{-h, h};
                                       },
                                       {.relative_tolerance = 1e-5, .concurrency = 4});
    CHECK(std::abs(ball.value - 4 * pi / 15) <= 1e-5 * ball.value);
}

TEST_CASE("the error contains that of the inner integrals, and the result does not depend on the workers") {
    // The inner integral is noisy: known to 1e-7 only.
    const auto f = [](double x, double y) { return std::exp(x * y) * (1 + 1e-7 * std::sin(1e9 * (x + y * y))); };
    const auto unit = [](double) { return domain{0.0, 1.0}; };
    options o{.relative_tolerance = 1e-10, .concurrency = 1, .f_relative_accuracy = 1e-7};
    const auto r = integrate_nested(f, {0.0, 1.0}, unit, o);
    CHECK(r.status == status::roundoff);
    CHECK(r.error > 1e-8);
    CHECK(std::abs(r.value - 1.3179021514544038949) <= r.error);  // Ei(1) - gamma: DLMF 6.6.2
    o.concurrency = 8;
    CHECK(same_bits(integrate_nested(f, {0.0, 1.0}, unit, o), r));
}

TEST_CASE("what f throws inside reaches the caller, and wrong options are refused") {
    const auto unit = [](double) { return domain{0.0, 1.0}; };
    const auto f = [](double, double y) -> double { throw std::runtime_error(y > 0 ? "inner" : "?"); };
    CHECK_THROWS_WITH_AS(integrate_nested(f, {0.0, 1.0}, unit), "inner", std::runtime_error);
    CHECK_THROWS_AS(integrate_nested([](double, double) { return 1.0; }, {0.0, 1.0}, unit, {.relative_tolerance = -1}),
                    std::invalid_argument);
}
