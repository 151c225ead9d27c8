// Who has not been heard of for too long: lib/mpi/lifesigns.hpp.
#include <doctest/doctest.h>

#include <chrono>
#include <mpi/lifesigns.hpp>
#include <thread>

using namespace std::chrono_literals;
using taskquad::mpi::ranks::lifesigns;

namespace {

void look_around_for(lifesigns& signs, std::chrono::milliseconds how_long) {
    const auto begin = lifesigns::clock::now();
    while (lifesigns::clock::now() - begin < how_long) {
        (void)signs.is_time();
        std::this_thread::sleep_for(20ms);
    }
}

}  // namespace

TEST_CASE("a process that was stopped itself, as with a whole job that is suspended, takes nobody for lost at once") {
    lifesigns signs(1, 1s);
    (void)signs.is_time();
    std::this_thread::sleep_for(1500ms);  // Nobody looks, as in a process that is stopped.
    (void)signs.is_time();
    CHECK_FALSE(signs.is_lost(0));
}

TEST_CASE("who is silent is lost, until heard of again") {
    lifesigns signs(2, 1s);
    look_around_for(signs, 600ms);
    signs.has_heard_of(1);
    look_around_for(signs, 600ms);
    // A machine that is busy elsewhere may have kept this thread itself from looking: then the other one has more time.
    for (int i = 0; i < 100 && !signs.is_lost(0); ++i) look_around_for(signs, 100ms);
    CHECK(signs.is_lost(0));
    signs.has_heard_of(0);
    CHECK_FALSE(signs.is_lost(0));
}
