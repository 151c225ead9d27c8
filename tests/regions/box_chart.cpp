#include "regions/box_chart.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <stdexcept>
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
        std::vector<machine::scaled_product> factors;
        c.append_factors(at, factors);
        at[0] = u;
        factor = c.turn(at).value();
        REQUIRE(factors.size() == 1);
        CHECK(factors.front().value() == factor);
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
            CHECK(c.end(0, breaks[i]) == d.points()[i]);
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

TEST_CASE("beside infinity x is made of the distance from there, and goes on to large numbers, never to infinity") {
    const box where{{0.0, infinity}, {-infinity, infinity}, {-infinity, 3.0}};
    const box_chart plain(where, 2, box_chart::kind::boxes);
    const auto graded = plain.with_power({0, true}, 4).with_power({1, false}, 4).with_power({1, true}, 4).with_power({2, false}, 4);
    for (const double s : {0x1p-10, 0x1p-20, 0x1p-52}) {
        const double to_fourth = s * s * s * s, x = 2 / (std::numbers::pi / 2 * to_fourth);
        std::array<double, 3> at{1 - s, 1 - s, -1 + s};
        (void)graded.turn(at);
        CHECK(at[0] == doctest::Approx(x).epsilon(1e-12));
        CHECK(at[1] == doctest::Approx(x).epsilon(1e-12));
        CHECK(at[2] == doctest::Approx(3 - x).epsilon(1e-12));
    }
    for (const auto& c : {plain, graded, plain.with_power({0, true}, 25)}) {
        for (const double t : {0.0, 1.0}) {
            std::array<double, 3> at{t, 2 * t - 1, t - 1};
            const auto factor = c.turn(at);
            CHECK(at[0] > 0);
            CHECK(std::abs(at[0]) <= 2e129);
            CHECK(std::abs(at[1]) <= 2e129);
            CHECK(at[2] < 3);
            CHECK(at[2] >= -2e129);
            CHECK(std::isfinite(factor.times(1e-300) * 1e-300));
        }
    }
}

TEST_CASE("f is given no end of an axis, and counts beside it") {
    const auto inverse = [](double p) { return 1 / p; };
    const auto beyond = [](point x) { return x[1] + 1; };
    const box where{{1.0, infinity}, {1.0, 2.0}, normal(1, 2), exponential(3), distribution(inverse), between(1, beyond)};
    const box_chart plain(where, 1, box_chart::kind::boxes);
    box_chart graded = plain;
    for (std::size_t a = 0; a < 6; ++a) graded = graded.with_power({a, false}, 4).with_power({a, true}, 3);
    for (const bool upper : {false, true}) {
        std::array<double, 6> at{}, plainly{};
        at.fill(upper ? 1 : 0);
        at[1] = upper ? 2 : 1;
        plainly = at;
        (void)graded.turn(at);
        (void)plain.turn(plainly);
        for (const auto& x : {at, plainly}) {
            for (const double c : x) CHECK(std::isfinite(c));
            CHECK(x[0] > 1);
            CHECK(std::abs(x[2]) < 80);
            CHECK(x[3] > 0);
            CHECK(x[3] < 300);
            CHECK(x[5] > 1);
            CHECK(x[5] < x[1] + 1);
        }
        CHECK(at[1] > 1);
        CHECK(at[1] < 2);
    }
}

TEST_CASE("limits and breakpoints are the user's to the bit, with powers beside their faces, and no two of them meet") {
    const box where{{0.1, 0.4, 0.55, 0.7, 1.0},
                    {-infinity, -1.0, 0.3, infinity},
                    {0.0, 1.0, 1e17, infinity},
                    {0.0, std::nextafter(0.5, 1), 1.0}};
    const box_chart plain(where, 1, box_chart::kind::boxes);
    CHECK(plain.breaks()[2].size() == 3);  // 1e17 is no further from infinity than doubles are apart
    for (const int lower : {1, 2, 3, 7}) {
        for (const int upper : {1, 2, 3, 7}) {
            box_chart c = plain;
            for (std::size_t a = 0; a < 4; ++a) {
                if (lower > 1) c = c.with_power({a, false}, lower);
                if (upper > 1) c = c.with_power({a, true}, upper);
            }
            for (std::size_t a = 0; a < 4; ++a) {
                const auto& breaks = c.breaks()[a];
                for (std::size_t i = 1; i < breaks.size(); ++i) CHECK(breaks[i] - breaks[i - 1] > 1e-9);
                std::vector<double> ends;
                for (const double t : breaks) ends.push_back(c.end(a, t));
                CHECK(std::ranges::is_sorted(ends));
                for (const double x : where.axes()[a].interval()->points()) {
                    if (x != 1e17) CHECK(std::ranges::binary_search(ends, x));
                }
            }
            // The middle of the first axis is a breakpoint of the user's, and that of the last one as good as one.
            CHECK(c.breaks()[0].size() == 5);
            CHECK(c.breaks()[3].size() == 3);
        }
    }
}

TEST_CASE("the ends of a distribution are infinite without its being asked") {
    const box_chart c(box{distribution([](double p) -> double {
                          if (p < 1e-3 || p > 1 - 1e-3) throw std::domain_error("too near to an end");
                          return p;
                      })},
                      1, box_chart::kind::boxes);
    CHECK(c.end(0, 0) == -infinity);
    CHECK(c.end(0, 1) == infinity);
    CHECK(c.end(0, 0.5) == 0.5);
    CHECK(c.with_power({0, true}, 3).end(0, 1) == infinity);
    CHECK(box_chart(box{exponential(2)}, 1, box_chart::kind::boxes).end(0, 0) == 0);
}

TEST_CASE("there is room between places that f can tell from each other") {
    const box where{{1.0, 2.0}, {0.0, infinity}, {0.0, 1.0}, exponential(1), distribution([](double p) { return p; })};
    const box_chart plain(where, 1, box_chart::kind::boxes);
    box_chart graded = plain;
    for (std::size_t a = 0; a < 5; ++a) graded = graded.with_power({a, false}, 4).with_power({a, true}, 4);
    CHECK(plain.has_room(0, 1, 1 + 0x1p-40));
    CHECK(graded.has_room(0, 1, 1 + 0x1p-11));  // the fourth power is 2^-41, of two half axes
    CHECK(!graded.has_room(0, 1, 1 + 0x1p-12));
    CHECK(!graded.has_room(0, 2 - 0x1p-12, 2));
    CHECK(graded.has_room(1, 0, 0x1p-100));
    CHECK(graded.has_room(1, 1 - 0x1p-45, 1));
    CHECK(graded.has_room(2, 0, 0x1p-100));
    CHECK(!graded.has_room(2, 1 - 0x1p-12, 1));
    CHECK(graded.has_room(3, 1 - 0x1p-12, 1));
    CHECK(!graded.has_room(4, 1 - 0x1p-5, 1));
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
    CHECK(c.turn(at).value() == doctest::Approx(-7));
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

TEST_CASE("a value counts with factors whose product no double is, where the value times it is one") {
    machine::scaled_product factor;
    for (const double x : {1e258, -3.0, 1e258, 0x1p-600}) factor.multiply(x);
    CHECK(factor.times(1e-200) == doctest::Approx(-3e16 * 0x1p-600 * 1e300));
    factor.multiply(0x1p600);
    CHECK(factor.value() == -infinity);
    CHECK(factor.times(1e-300) == doctest::Approx(-3e216));
    CHECK(factor.times(0) == 0);
    CHECK(std::isnan(factor.times(std::nan(""))));
    machine::scaled_product plain;
    for (const double x : {0.1, 0.7, 1.3}) plain.multiply(x);
    CHECK(plain.times(0.3) == (0.1 * 0.7) * 1.3 * 0.3);
    plain.multiply(0);
    CHECK(plain.times(5) == 0);
    CHECK(std::isnan(plain.times(infinity)));
}
