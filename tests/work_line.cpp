#include "work_line.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using taskquad::detail::work_line;

namespace {

void take_a_while(std::size_t i) { std::this_thread::sleep_for(std::chrono::microseconds(i % 5 == 0 ? 100 : 5)); }

}  // namespace

TEST_CASE("each piece of a line is done once; the lead sees all before a number done, and may add what comes of them") {
    for (const int slots : {1, 2, 8}) {
        CAPTURE(slots);
        constexpr std::size_t all = 2000;
        std::vector<std::atomic<int>> times(all);
        std::vector<std::size_t> square(all);  // written by workers, read by the lead
        work_line line(slots, [&](std::size_t i) {
            take_a_while(i);
            square[i] = i * i;
            ++times[i];
        });
        CHECK(line.slots() == slots);
        REQUIRE(line.capacity() > 16);
        for (int round = 0; round < 3; ++round) {
            for (auto& n : times) n = 0;
            bool are_done = true;
            const bool complete = line.run([&] {
                std::size_t seen = 0;
                for (; line.added() < 16; line.add()) {
                }
                while (seen < all) {
                    const std::size_t done = line.done();
                    // One more for each that has been done: never more than 16 in the line.
                    for (; seen < done; ++seen) {
                        are_done = are_done && times[seen] == 1 && square[seen] == seen * seen;
                        if (line.added() < all) line.add();
                    }
                    if (seen < line.added()) line.help(seen);
                }
            });
            CHECK(complete);
            CHECK(are_done);
            CHECK(std::ranges::all_of(times, [](const auto& n) { return n == 1; }));
        }
    }
}

TEST_CASE("all that were added are done when the lead has helped with all, however many run out of work meanwhile") {
    for (const int slots : {1, 8}) {
        CAPTURE(slots);
        std::atomic<std::size_t> done = 0;
        work_line line(slots, [&](std::size_t /*i*/) { ++done; });
        CHECK(line.run([&] {
            for (int round = 0; round < 300; ++round) {
                for (int i = 0; i < round % 9; ++i) line.add();
                line.help_with_all();
                CHECK(done == line.added());
                CHECK(line.undone() == 0);
                if (round % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));  // workers go to sleep
            }
        }));
    }
}

TEST_CASE("what a piece throws, or the lead, reaches the caller when every piece that was begun has ended") {
    for (const int slots : {1, 8}) {
        CAPTURE(slots);
        for (const bool lead_throws : {true, false}) {
            CAPTURE(lead_throws);
            std::atomic<int> running = 0, begun = 0;
            work_line line(slots, [&](std::size_t i) {
                ++running;
                ++begun;
                take_a_while(i);
                --running;
                if (!lead_throws && i >= 7) throw std::runtime_error("piece " + std::to_string(i));
            });
            for (int round = 0; round < 2; ++round) {  // it can be used again
                std::string found;
                begun = 0;
                try {
                    (void)line.run([&] {
                        for (int i = 0; i < 40; ++i) line.add();
                        if (lead_throws) throw std::runtime_error("lead");
                        while (!line.has_stopped()) line.help(line.done());
                    });
                } catch (const std::runtime_error& e) {
                    found = e.what();
                }
                // Of several that threw at the same time, the first one: no other begins before 7 has.
                CHECK(found == (lead_throws ? "lead" : "piece 7"));
                CHECK(running == 0);
                CHECK(begun <= (lead_throws ? 40 : 7 + slots));
            }
        }
    }
}
