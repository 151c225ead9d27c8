#include "tasks/job_line.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/watchdog.hpp"

using taskquad::tasks::effort;
using taskquad::tasks::job_line;

namespace {

void take_a_while(std::size_t i) { std::this_thread::sleep_for(std::chrono::microseconds(i % 5 == 0 ? 100 : 5)); }

}  // namespace

TEST_CASE("each job of a line is done once; the lead sees all before a number done, and may add what comes of them") {
    for (const int slots : {1, 2, 8}) {
        CAPTURE(slots);
        constexpr std::size_t all = 2000;
        std::vector<std::atomic<int>> times(all);
        std::vector<std::size_t> square(all);  // written by workers, read by the lead
        job_line line(slots, [&](std::size_t i) {
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
        job_line line(slots, [&](std::size_t /*i*/) { ++done; });
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

TEST_CASE("what a job throws, or the lead, reaches the caller when every job that was begun has ended") {
    for (const int slots : {1, 8}) {
        CAPTURE(slots);
        for (const bool lead_throws : {true, false}) {
            CAPTURE(lead_throws);
            std::atomic<int> running = 0, begun = 0;
            job_line line(slots, [&](std::size_t i) {
                ++running;
                ++begun;
                take_a_while(i);
                --running;
                if (!lead_throws && i >= 7) throw std::runtime_error("job " + std::to_string(i));
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
                CHECK(found == (lead_throws ? "lead" : "job 7"));
                CHECK(running == 0);
                CHECK(begun <= (lead_throws ? 40 : 7 + slots));
            }
        }
    }
}

TEST_CASE("jobs that are not worth waking a worker are done by the lead, however many slots there are") {
    for (const int slots : {2, 16}) {
        CAPTURE(slots);
        const auto lead = std::this_thread::get_id();
        std::atomic<std::size_t> done = 0, by_others = 0;
        job_line line(slots, [&](std::size_t /*i*/) {
            ++done;
            if (std::this_thread::get_id() != lead) ++by_others;
        });
        const effort nothing{.worker = effort::seconds(1e-12), .lead = effort::seconds(0)};
        CHECK(line.run([&] {
            for (int round = 0; round < 100; ++round) {
                line.add(nothing);
                line.add(nothing);
                line.help_with_all();
            }
            // Waking somebody would take 5 us, and 40 us of work have to stand against that.
            if (line.worked() < effort::seconds(40e-6)) {
                CHECK(line.force().woken() == 0);
                CHECK(by_others == 0);
            }
        }));
        CHECK(done == 200);
    }
}

TEST_CASE("of jobs that stand in the line at a time, one is the lead's, and no more workers are woken than there are others") {
    constexpr int slots = 16;
    constexpr std::size_t rounds = 50;
    for (const std::size_t jobs : {1U, 2U, 3U, 10U}) {
        CAPTURE(jobs);
        const auto lead = std::this_thread::get_id();
        std::atomic<std::size_t> by_others = 0;
        job_line line(slots, [&](std::size_t i) {
            take_a_while(i);
            if (std::this_thread::get_id() != lead) ++by_others;
        });
        CHECK(line.run([&] {
            for (std::size_t round = 0; round < rounds; ++round) {
                for (std::size_t i = 0; i < jobs; ++i) line.add();
                line.help_with_all();
                CHECK(line.force().woken() <= (round + 1) * (jobs - 1));
            }
        }));
        if (jobs == 1) CHECK(by_others == 0);
    }
}

TEST_CASE("a line knows what its jobs took") {
    for (const int slots : {1, 8}) {
        CAPTURE(slots);
        job_line line(slots, [](std::size_t /*i*/) { std::this_thread::sleep_for(std::chrono::microseconds(300)); });
        CHECK(line.run([&] {
            for (int i = 0; i < 40; ++i) line.add();
            line.help_with_all();
            CHECK(line.done() == 40);
            CHECK(line.worked() >= std::chrono::microseconds(40 * 300));
        }));
    }
}

TEST_CASE("a lead that helps where all has been done goes on at once") {
    const watchdog dog(std::chrono::seconds(60));
    for (const int slots : {1, 2, 8}) {
        job_line line(slots, [](std::size_t i) { take_a_while(i); });
        const bool complete = line.run([&] {
            for (int i = 0; i < 100; ++i) {
                line.add();
                line.help_with_all();
                line.help(line.done());
            }
        });
        CHECK(complete);
        CHECK(line.added() == 100);
    }
}
