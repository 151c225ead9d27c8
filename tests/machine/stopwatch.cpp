#include "machine/stopwatch.hpp"

#include <doctest/doctest.h>

using taskquad::machine::stopwatch;

TEST_CASE("what a stopwatch shows lies between what the clock does, read inside and outside of it") {
    const auto before = stopwatch::clock::now();
    const stopwatch watch;
    const auto begin = stopwatch::clock::now();
    while (stopwatch::clock::now() - begin < std::chrono::microseconds(200)) {
    }
    const auto end = stopwatch::clock::now();
    const stopwatch::seconds elapsed = watch.elapsed();
    const auto after = stopwatch::clock::now();
    CHECK(elapsed >= end - begin);
    CHECK(elapsed <= after - before);
}
