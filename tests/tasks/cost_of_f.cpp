#include "tasks/cost_of_f.hpp"

#include <doctest/doctest.h>

#include <thread>

using taskquad::tasks::cost_of_f;

namespace {

constexpr cost_of_f::limits some{.cheap = cost_of_f::seconds(5e-6), .first_patience = 150, .patience = 500};

cost_of_f begun(const cost_of_f::limits& l) { return {l, taskquad::machine::stopwatch()}; }

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
    cost_of_f slow = begun(some);
    wait();
    CHECK(slow.tried() == false);
    cost_of_f whatever = begun(cost_of_f::none);
    wait();
    CHECK(whatever.tried() == true);
}

TEST_CASE("waits for the processor do not make f expensive, until there are five running") {
    cost_of_f p = begun(some);
    for (int i = 0; i < 4; ++i) {
        wait();
        CHECK(p.made(500));  // 8 us each, or more: doubtful
        CHECK(!p.is_expensive());
    }
    CHECK(p.made(100'000'000));
    for (int i = 0; i < 5; ++i) {
        wait();
        CHECK(p.made(500) == (i < 4));
    }
    CHECK(p.is_expensive());
    CHECK(p.cost() > std::chrono::microseconds(5));
}

TEST_CASE("evaluations in jobs cost what the jobs took, and are not looked at before there are many of them") {
    cost_of_f p = begun(some);
    for (int i = 0; i < 9; ++i) {
        CHECK(p.made_in_jobs(50, cost_of_f::seconds(50 * 80e-6)));  // but nobody looks
        CHECK(p.cost() < std::chrono::microseconds(5));
    }
    for (int i = 0; i < 5; ++i) CHECK(p.made_in_jobs(500, cost_of_f::seconds(500 * 80e-6)) == (i < 4));
    CHECK(p.is_expensive());
    CHECK(p.cost().count() == doctest::Approx(80e-6));
}

TEST_CASE("however long this thread waits for jobs, f costs what they took") {
    cost_of_f p = begun(some);
    for (int i = 0; i < 9; ++i) {
        wait();
        CHECK(p.made_in_jobs(500, cost_of_f::seconds(500 * 2e-6)));
        CHECK(p.cost().count() == doctest::Approx(2e-6));
    }
    CHECK(p.made(499));
}

TEST_CASE("an f that is expensive beyond doubt is so after two looks") {
    cost_of_f p = begun(some);
    wait();
    CHECK(p.look());  // 4 ms
    wait();
    CHECK(!p.look());
}
