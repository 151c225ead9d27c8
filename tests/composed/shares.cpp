#include "composed/shares.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <taskquad/integrator.hpp>
#include <vector>

using namespace taskquad;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Over [a, infinity), or (-infinity, a], as far as the variable of half lines goes, with the logarithm of the distance as
/// variable.
double over_half_line(const composed::shares& s, double a, double side) {
    const double most = 129 * std::log(10.0);
    const auto r = integrate([&](double w) { return s(a + side * std::exp(w)) * std::exp(w); }, {-most, 0.0, most},
                             {.relative_tolerance = 1e-10});
    return r.value;
}

double over(const composed::shares& s, const domain& where) {
    return integrate([&](double x) { return s(x); }, where, {.relative_tolerance = 1e-10}).value;
}

}  // namespace

TEST_CASE("shares of an error add up to the whole") {
    for (const double scale : {1.0, 20.0}) {
        CAPTURE(scale);
        const composed::shares finite({-2.0, 1.0, 5.0}, scale);
        CHECK(over(finite, {-2.0, 5.0}) == doctest::Approx(1));
        CHECK(over_half_line(composed::shares({0.0, infinity}, scale), 0, 1) == doctest::Approx(1).epsilon(0.01));
        CHECK(over_half_line(composed::shares({-infinity, 0.0}, scale), 0, -1) == doctest::Approx(1).epsilon(0.01));
        for (const domain& line : {domain{-infinity, infinity}, domain{-infinity, 3.0, infinity}}) {
            CHECK(over(composed::shares(line, scale), line) == doctest::Approx(1));
        }
        // Pieces between breakpoints have a part each.
        const composed::shares pieces({-infinity, 0.0, 4.0, infinity}, scale);
        CHECK(over(pieces, {0.0, 4.0}) == doctest::Approx(1.0 / 3));
        CHECK(over_half_line(pieces, 0, -1) == doctest::Approx(1.0 / 3).epsilon(0.01));
    }
}

TEST_CASE("every x has a finite share, however far out, and however narrow the domain") {
    for (const domain& where : {domain{0.0, infinity}, domain{-infinity, infinity}, domain{-infinity, 1.0, 2.0, infinity},
                                domain{0.0, 5e-324}, domain{-8e307, 8e307}}) {
        const composed::shares s(where, 1);
        for (const double x : {0.0, 1e-300, 1.0, 2.0, 1e129, 1e300}) {
            CAPTURE(x);
            CHECK(s(x) >= 0);
            CHECK(std::isfinite(s(x)));
        }
    }
}
