#include "regions/box_chart.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include "rules/quantile.hpp"

using namespace taskquad;
using regions::box_chart;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using point = std::span<const double>;

struct turned {
    double x, factor;
    turned(const box_chart& c, double u) {
        std::array<double, 1> at{u};
        std::vector<double> factors;
        c.append_factors(at, factors);
        at[0] = u;
        factor = c.turn(at);
        CHECK(factors == std::vector{factor});
        x = at[0];
    }
};

}  // namespace

TEST_CASE("finite intervals are what they are") {
    const box_chart c(box{{0.0, 0.5, 1.0}, {3.0, 2.0}}, 1, box_chart::kind::boxes);
    CHECK(c.are_reference());
    CHECK(!c.have_factors());
    CHECK(c.breaks() == std::vector<std::vector<double>>{{0, 0.5, 1}, {2, 3}});
}

TEST_CASE("infinite axes go through their breakpoints, and the factor is the slope") {
    for (const domain& d : {domain{-infinity, infinity}, domain{-infinity, 2.0, 5.0, infinity}, domain{1.0, 4.0, infinity},
                            domain{-infinity, -7.0, 3.0}, domain{infinity, 2.0}}) {
        const box_chart c(box{axis(d)}, 2.5, box_chart::kind::boxes);
        CHECK(c.have_factors());
        const auto& breaks = c.breaks().front();
        REQUIRE(breaks.size() == d.points().size());
        for (std::size_t i = 0; i < breaks.size(); ++i) {
            if (std::isinf(d.points()[i])) {
                CHECK(c.end(0, breaks[i]) == d.points()[i]);
            } else {
                CHECK(c.end(0, breaks[i]) == doctest::Approx(d.points()[i]).epsilon(1e-14));
            }
        }
        for (const double t : {0.01, 0.3, 0.6, 0.97}) {
            constexpr double h = 1e-6;
            const double u = breaks.front() + t * (breaks.back() - breaks.front());
            CHECK(turned(c, u).factor == doctest::Approx((turned(c, u + h).x - turned(c, u - h).x) / (2 * h)).epsilon(1e-6));
        }
    }
}

TEST_CASE("the middle of a line lies between its breakpoints, and breakpoints beyond all doubles are left out") {
    CHECK(box_chart(box{{-infinity, 90.0, 110.0, infinity}}, 1, box_chart::kind::boxes).end(0, 0) == 100);
    CHECK(box_chart(box{{0.0, 1e200, 1e250, infinity}}, 1, box_chart::kind::boxes).breaks().front() == std::vector<double>{0, 1});
}

TEST_CASE("the factor of a density makes up for the place where its distribution function is inverted") {
    // The probability to be between the places of two u is the integral of the factor from one to the other, by Simpson's rule.
    const auto below = [](double x) { return std::erfc(-(x - 3) / (2 * std::numbers::sqrt2)) / 2; };
    for (const auto k : {box_chart::kind::segments, box_chart::kind::boxes}) {
        const box_chart c(box{normal(3, 2)}, 1, k);
        CHECK(c.have_factors() == (k == box_chart::kind::boxes));
        for (double u = 0.0625; u < 0.9; u += 0.0625) {
            const double v = u + 0.0625, middle = u + 0.03125;
            const double sum = (turned(c, u).factor + 4 * turned(c, middle).factor + turned(c, v).factor) / 6 * 0.0625;
            CHECK(sum == doctest::Approx(below(turned(c, v).x) - below(turned(c, u).x)).epsilon(1e-3));
        }
        CHECK(turned(c, 0.5).x == doctest::Approx(3));
        CHECK(c.end(0, 0) == -infinity);
        CHECK(c.end(0, 1) == infinity);
    }
    // Far in both tails all digits are there: P(X > x) = exp(-2 x) is 10 u^3 at a small u from the end.
    const box_chart e(box{exponential(2)}, 1, box_chart::kind::boxes);
    CHECK(turned(e, 1 - 0x1p-20).x == doctest::Approx(-std::log(10 * 0x1p-60) / 2).epsilon(1e-6));
    CHECK(turned(e, 0x1p-20).x == doctest::Approx(10 * 0x1p-60 / 2).epsilon(1e-5));
    CHECK(turned(e, 1 - 0x1p-20).factor == doctest::Approx(30 * 0x1p-40).epsilon(1e-5));
}

TEST_CASE("distribution functions are inverted nowhere at 0 and 1, and densities that a rule has not at all") {
    const box in_open{distribution([](double p) { return p > 0 && p < 1 ? p : infinity; }), normal(0, 1)};
    for (const auto k : {box_chart::kind::segments, box_chart::kind::boxes, box_chart::kind::sparse_grid}) {
        for (const double u : {0.0, 1e-300, 1e-120, 1 - 0x1p-53, 1.0}) {
            std::array<double, 2> at{u, 0.25};
            CHECK_NOTHROW((void)box_chart(in_open, 1, k).turn(at));
            if (k == box_chart::kind::sparse_grid) CHECK(at[1] == 0.25);
        }
    }
}

TEST_CASE("limits depend on the coordinates that f is given, and the factor has the sign of the width") {
    const box where{{2.0, 4.0}, normal(10, 1), between([](point x) { return x[1]; }, [](point x) { return x[0]; })};
    const box_chart c(where, 1, box_chart::kind::segments);
    std::array<double, 3> at{3, 0.5, 0.25};
    CHECK(c.turn(at) == doctest::Approx(-7));
    CHECK(at[1] == doctest::Approx(10));
    CHECK(at[2] == doctest::Approx(10 - 7 * 0.25));
    CHECK(c.middle()[2] == doctest::Approx(6.5));
}

TEST_CASE("values count with their factors; where the factor is 0 and the value is infinite, the product is no number") {
    const box_chart c(box{{0.0, 1.0}, between(0, [](point x) { return x[0] - 0.5; })}, 1, box_chart::kind::boxes);
    const std::array<double, 2> finite{2, 3}, infinite{infinity, 1};
    const std::vector<const double*> values{finite.data(), finite.data(), infinite.data()};
    std::vector<double> points{1, 0.5, 0.5, 0.5, 0.5, 0.5};
    regions::counted_values counted;
    const auto list = counted.of(values, 2, c, [&](std::vector<double>& reference) { reference = points; });
    CHECK(list[0][0] == 1);
    CHECK(list[0][1] == 1.5);
    CHECK(list[1][0] == 0);
    CHECK(std::isnan(list[2][0]));
    CHECK(list[2][1] == 0);
}
