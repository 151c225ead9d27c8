#include <doctest/doctest.h>

#include <atomic>
#include <limits>
#include <stdexcept>
#include <string>
#include <taskquad/detail/parallel_loop.hpp>
#include <thread>
#include <vector>

using taskquad::detail::parallel_loop;

namespace {

parallel_loop loop_of(int slots) { return {slots, {{}, std::chrono::duration<double>(std::numeric_limits<double>::infinity())}}; }

}  // namespace

TEST_CASE("a parallel loop makes each turn once") {
    for (const int slots : {1, 2, 8}) {
        CAPTURE(slots);
        parallel_loop loop = loop_of(slots);
        for (int round = 0; round < 20; ++round) {
            std::vector<std::atomic<int>> turns(100);
            CHECK_FALSE(loop(turns.size(), [&](std::size_t i) { ++turns[i]; }));
            for (const auto& n : turns) CHECK(n == 1);
        }
    }
}

TEST_CASE("what is thrown in a turn reaches the caller when every turn that began has ended") {
    for (const int slots : {1, 8}) {
        CAPTURE(slots);
        parallel_loop loop = loop_of(slots);
        std::atomic<int> running = 0;
        std::string found;
        try {
            (void)loop(50, [&](std::size_t i) {
                ++running;
                std::this_thread::sleep_for(std::chrono::microseconds(100));
                --running;
                if (i == 7) throw std::runtime_error("turn");
            });
        } catch (const std::runtime_error& e) {
            found = e.what();
        }
        CHECK(found == "turn");
        CHECK(running == 0);
    }
}
