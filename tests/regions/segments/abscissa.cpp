#include "regions/segments/abscissa.hpp"
#include "machine/dyadic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "support/bits.hpp"
#include "support/families.hpp"

using taskquad::regions::segments::abscissa;

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

TEST_CASE("zero has no sign") { CHECK_FALSE(std::signbit(taskquad::machine::without_signed_zero(-0.0))); }

TEST_CASE("the middle is the midpoint, to the bit, as far as doubles go") {
    random_numbers random(2);
    const auto any = [&] { return std::ldexp(random.uniform(-1, 1), static_cast<int>(random.uniform(-1074, 1025))); };
    for (int i = 0; i < 100000; ++i) {
        const double a = any(), b = i % 2 == 0 ? any() : a * random.uniform(-2, 2);
        if (!std::isfinite(a) || !std::isfinite(b)) continue;
        CHECK(same_bits(taskquad::machine::middle(a, b), std::midpoint(a, b)));
    }
    const double most = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();
    for (const double a : {-most, -1.0, -least, -0.0, 0.0, least, 1.0, most}) {
        for (const double b : {-most, -1.0, -least, -0.0, 0.0, least, 1.0, most})
            CHECK(same_bits(taskquad::machine::middle(a, b), std::midpoint(a, b)));
    }
}

TEST_CASE("many abscissae at a time, of one segment or of two, have the bits of each, and zero among them no sign") {
    using taskquad::regions::segments::abscissae;
    random_numbers random(3);
    for (std::size_t n = 1; n <= 40; ++n) {
        CAPTURE(n);
        for (int i = 0; i < 20; ++i) {
            std::vector<double> t(n);
            for (double& at : t) at = random.uniform(-1, 1);
            t[n / 2] = 0;
            // In the second case the middle of the first is zero, and in the third -0.0 to begin with.
            const double c = i == 0 ? 1 : i == 1 ? -std::numeric_limits<double>::denorm_min() : random.uniform(-10, 10);
            const double a = i == 0 ? -1 : i == 1 ? 0 : c - random.uniform(), d = c + random.uniform();
            const double from = std::min(a, c), to = std::max(a, c);
            std::vector<double> one(n), two(2 * n);
            abscissae(from, to, t, one);
            abscissae(from, to, c, d, t, two);
            for (std::size_t k = 0; k < n; ++k) {
                CHECK(same_bits(one[k], taskquad::machine::without_signed_zero(abscissa(from, to, t[k]))));
                CHECK(same_bits(two[k], one[k]));
                CHECK(same_bits(two[n + k], taskquad::machine::without_signed_zero(abscissa(c, d, t[k]))));
            }
        }
    }
}
