#include <doctest/doctest.h>

#include <limits>
#include <taskquad/tolerance.hpp>

using taskquad::tolerance;

TEST_CASE("an integral is accepted within the larger of absolute and relative tolerance") {
    const tolerance t{.absolute = 1e-3, .relative = 1e-2};
    CHECK(t.accepts(0.0, 1e-3));
    CHECK_FALSE(t.accepts(0.0, 1.1e-3));
    CHECK(t.accepts(-10.0, 0.1));
    CHECK_FALSE(t.accepts(10.0, 0.11));
}

TEST_CASE("an infinite error or a NaN is never accepted") {
    constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    const tolerance t{.relative = 1.0};
    CHECK_FALSE(t.accepts(inf, inf));
    CHECK_FALSE(t.accepts(1.0, nan));
    CHECK_FALSE(t.accepts(nan, 1.0));
}
