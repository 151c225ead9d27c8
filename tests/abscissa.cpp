#include "abscissa.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "support/families.hpp"

using taskquad::detail::abscissa;

TEST_CASE("dyadic abscissae have the bits of the ends of later halves") {
    random_numbers random(1);
    for (int i = 0; i < 1000; ++i) {
        const double a = random.uniform(-10, 10), b = a + random.uniform();
        const double m = std::midpoint(a, b), q = std::midpoint(a, m), e = std::midpoint(q, m);
        CHECK(abscissa(a, b, -1) == a);
        CHECK(abscissa(a, b, 1) == b);
        CHECK(abscissa(a, b, 0) == m);
        CHECK(abscissa(a, b, -0.5) == q);
        CHECK(abscissa(a, b, -0.25) == e);
        CHECK(abscissa(a, m, 0.5) == e);
        CHECK(abscissa(m, b, 0.25) == abscissa(a, b, 0.625));
    }
}

TEST_CASE("abscissae stay on their segment, even one of two neighbouring doubles") {
    const double a = 1, b = std::nextafter(1.0, 2.0);
    for (const double t : {-0.99, -0.3, 0.0, 0.2, 0.9999999}) {
        CHECK(abscissa(a, b, t) >= a);
        CHECK(abscissa(a, b, t) <= b);
    }
    CHECK(abscissa(1e308, 1.6e308, 0.99) < 1.6e308);
}

TEST_CASE("zero has no sign") { CHECK_FALSE(std::signbit(taskquad::detail::without_signed_zero(-0.0))); }
