#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <list>
#include <stdexcept>
#include <taskquad/domain.hpp>
#include <vector>

using taskquad::domain;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

static std::vector<double> points(const domain& d) { return {d.points().begin(), d.points().end()}; }

TEST_CASE("a domain is made from a braced list and from any range of numbers") {
    CHECK(points({0.0, 0.3, 1.0}) == std::vector{0.0, 0.3, 1.0});
    CHECK(points(std::vector{0.0, 1.0}) == std::vector{0.0, 1.0});
    CHECK(points(std::array{0, 1, 2}) == std::vector{0.0, 1.0, 2.0});
    CHECK(points(std::list{0.0F, 0.5F}) == std::vector{0.0, 0.5});
}

TEST_CASE("a domain from right to left is kept in increasing order, and known to be reversed") {
    const domain d{1.0, 0.25, 0.0};
    CHECK(d.reversed());
    CHECK(points(d) == std::vector{0.0, 0.25, 1.0});
    CHECK_FALSE(domain{0.0, 1.0}.reversed());
}

TEST_CASE("repeated points of a domain are one") {
    CHECK(points({0.0, 0.5, 0.5, 1.0}) == std::vector{0.0, 0.5, 1.0});
    CHECK(points({2.0, 2.0}) == std::vector{2.0});
}

TEST_CASE("a wrong domain is refused with the point that is wrong") {
    CHECK_THROWS_WITH_AS(domain{}, "taskquad: domain: 0 points given, at least two limits are needed", std::invalid_argument);
    CHECK_THROWS_WITH_AS((domain{1.0}), "taskquad: domain: 1 points given, at least two limits are needed", std::invalid_argument);
    CHECK_THROWS_WITH_AS((domain{0.0, not_a_number}), "taskquad: domain: point 1 is nan", std::invalid_argument);
    CHECK_THROWS_WITH_AS((domain{inf, inf}), "taskquad: domain: both limits are inf", std::invalid_argument);
    CHECK_THROWS_AS((domain{0.0, inf, 1.0}), std::invalid_argument);
    CHECK_THROWS_WITH_AS((domain{0.0, 2.0, 1.0}), "taskquad: domain: the points are neither increasing nor decreasing: 0, 2, 1",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS((domain{-1.7e308, 1.7e308}),
                         "taskquad: domain: from -1.7e+308 to 1.7e+308 is wider than the largest double", std::invalid_argument);
}
