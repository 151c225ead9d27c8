#include "stopwatch.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using taskquad::detail::stopwatch;
using clock_type = stopwatch::clock;

namespace {

/// What a stopwatch shows lies between what the clock does, read inside and outside of it.
void compare_with_the_clock() {
    const auto before = clock_type::now();
    const stopwatch watch;
    const auto begin = clock_type::now();
    while (clock_type::now() - begin < std::chrono::microseconds(200)) {
    }
    const auto end = clock_type::now();
    const double elapsed = watch.elapsed().count();
    const auto after = clock_type::now();
    CHECK(elapsed >= 0.99 * stopwatch::seconds(end - begin).count());
    CHECK(elapsed <= 1.01 * stopwatch::seconds(after - before).count());
}

}  // namespace

TEST_CASE("a stopwatch agrees with the clock, before the counter's rate is known, and after that, on several threads") {
    for (int i = 0; i < 300; ++i) compare_with_the_clock();
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 200; ++i) compare_with_the_clock();
        });
    }
}

TEST_CASE("by the counter alone, no more than the time that has passed is missing") {
    const stopwatch watch;
    const auto begin = clock_type::now();
    while (clock_type::now() - begin < std::chrono::milliseconds(2)) {
    }
    const auto passed = clock_type::now() - begin;
    if (taskquad::detail::has_ticks) CHECK(watch.elapsed_at_most() >= passed);
}
