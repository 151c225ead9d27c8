#include "machine/running_sum.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

TEST_CASE("terms leave a running sum without a trace") {
    taskquad::machine::running_sum sum;
    double plain = 0;
    for (const double term : {1e-10, 1e8, 3e-11, 1e5}) {
        sum.add(term);
        plain += term;
    }
    sum.remove(1e8);
    sum.remove(1e5);
    plain -= 1e8;
    plain -= 1e5;
    CHECK(sum.value() == doctest::Approx(1.3e-10).epsilon(1e-15).scale(0));
    CHECK(plain != doctest::Approx(1.3e-10).epsilon(0.01).scale(0));  // what it is for
}
