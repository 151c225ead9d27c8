#include <taskquad/detail/end_from_outside.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include <taskquad/options.hpp>

using namespace taskquad;
using taskquad::detail::end_from_outside;
using seconds = end_from_outside::seconds;

TEST_CASE("without a stop and a time limit nothing ends from outside, and a part has all the time") {
    const end_from_outside never(options{});
    CHECK(!never.has_deadline());
    CHECK(!never.reached());
    CHECK(std::isinf(never.left().count()));
}

TEST_CASE("the end is reached when a stop is requested, whatever time is left") {
    std::stop_source source;
    const end_from_outside end(source.get_token(), seconds(1e6));
    CHECK(!end.reached());
    source.request_stop();
    CHECK(end.reached() == status::stopped);
    CHECK(end.left() > seconds(1e5));
}

TEST_CASE("the end is reached when the time is over; a part has what is left, and never nothing") {
    const end_from_outside end({}, seconds(1e-9));
    while (!end.reached()) {
    }
    CHECK(end.reached() == status::deadline);
    CHECK(end.left() == seconds(1e-9));
    CHECK(end.elapsed() >= seconds(1e-9));
}

TEST_CASE("a time limit that no clock can count is none") {
    for (const double limit : {1e10, 1e300, std::numeric_limits<double>::infinity()}) {
        const end_from_outside end({}, seconds(limit));
        CHECK(!end.has_deadline());
        CHECK(!end.reached());
        CHECK(std::isinf(end.left().count()));
    }
}
