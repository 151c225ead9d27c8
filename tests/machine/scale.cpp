#include "machine/scale.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "support/bits.hpp"

using namespace taskquad::machine;

TEST_CASE("a power of two multiplies as ldexp does, also to and from numbers that are not normal") {
    std::mt19937_64 random(20261126);
    std::uniform_real_distribution<double> mantissa(-1, 1);
    std::uniform_int_distribution<int> exponent(-1074, 1024);
    for (int e = -1090; e <= 1090; ++e) {
        const power_of_two times(e);
        for (int i = 0; i < 40; ++i) {
            const double y = std::ldexp(mantissa(random), exponent(random));
            CHECK(same_bits(times(y), std::ldexp(y, e)));
        }
    }
}

TEST_CASE("the largest magnitude is that of the values, however many they are") {
    std::mt19937_64 random(20261126);
    std::normal_distribution<double> normal;
    for (std::size_t n = 0; n < 40; ++n) {
        std::vector<double> y(n);
        double most = 0;
        for (double& v : y) {
            v = normal(random);
            most = std::max(most, std::abs(v));
        }
        CHECK(same_bits(largest_magnitude(y), most));
    }
}
