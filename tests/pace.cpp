#include "pace.hpp"

#include <doctest/doctest.h>

#include <thread>

using taskquad::detail::pace;

namespace {

constexpr pace::limits some{.cheap = pace::seconds(5e-6), .first_patience = 150, .patience = 500};

pace begun(const pace::limits& l) { return {l, pace::clock::now()}; }

void wait() { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }

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

TEST_CASE("a single wait for the processor does not make f expensive, two running do") {
    pace p = begun(some);
    wait();
    CHECK(p.made(150, 1));  // 13 us each, or more: doubtful
    CHECK(p.made(100'000'000, 1));
    CHECK(p.cost() < std::chrono::microseconds(5));
    wait();
    CHECK(p.look(1));
    wait();
    CHECK(!p.look(1));
    CHECK(p.cost() > std::chrono::microseconds(5));
}
