#include "pace.hpp"

#include <doctest/doctest.h>

#include <thread>

using taskquad::detail::pace;

namespace {

constexpr pace::limits some{.cheap = pace::seconds(5e-6), .first_patience = 150, .patience = 500};

pace begun(const pace::limits& l) { return {l, taskquad::detail::stopwatch()}; }

void wait() { std::this_thread::sleep_for(std::chrono::milliseconds(4)); }

/// The machine may be busy: what is quick is so in one of many attempts.
template <class Quick>
bool once_in_a_while(Quick quick) {
    for (int i = 0; i < 100; ++i) {
        if (quick()) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("f is cheap after a quick evaluation, and expensive after a slow one, unless it is said not to be") {
    CHECK(once_in_a_while([] { return begun(some).tried() == true; }));
    pace slow = begun(some);
    wait();
    CHECK(slow.tried() == false);
    pace whatever = begun(pace::none);
    wait();
    CHECK(whatever.tried() == true);
}

TEST_CASE("waits for the processor do not make f expensive, until there are five running") {
    pace p = begun(some);
    for (int i = 0; i < 4; ++i) {
        wait();
        CHECK(p.made(500, 1));  // 8 us each, or more: doubtful
        CHECK(!p.is_expensive());
    }
    CHECK(p.made(100'000'000, 1));
    for (int i = 0; i < 5; ++i) {
        wait();
        CHECK(p.made(500, 1) == (i < 4));
    }
    CHECK(p.is_expensive());
    CHECK(p.cost() > std::chrono::microseconds(5));
}

TEST_CASE("evaluations meanwhile are not looked at before there are many of them, whatever has been seen") {
    pace p = begun(some);
    for (int i = 0; i < 2; ++i) {
        wait();
        CHECK(p.made(500, 1));  // doubtful
    }
    for (int i = 0; i < 9; ++i) {
        wait();
        CHECK(p.made_meanwhile(50, 2));  // 80 us each, but nobody looks
        CHECK(p.cost() < std::chrono::microseconds(5));
    }
    for (int i = 0; i < 3; ++i) {
        wait();
        CHECK(p.made_meanwhile(500, 2) == (i < 2));
    }
    CHECK(p.is_expensive());
}

TEST_CASE("an f that is expensive beyond doubt is so after two looks") {
    pace p = begun(some);
    wait();
    CHECK(p.look(1));  // 4 ms
    wait();
    CHECK(!p.look(1));
}
