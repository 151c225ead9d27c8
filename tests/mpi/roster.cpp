#include "mpi/roster.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

using taskquad::mpi::ranks::roster;
using seconds = roster::seconds;

namespace {

constexpr seconds never{std::numeric_limits<double>::infinity()};

/// Whom each of the next points is given to.
std::vector<std::pair<int, std::uint64_t>> all_orders(roster& r, double now) {
    std::vector<std::pair<int, std::uint64_t>> all;
    while (const auto o = r.next(seconds(now))) all.emplace_back(o->rank, o->number);
    return all;
}

using orders = std::vector<std::pair<int, std::uint64_t>>;

}  // namespace

TEST_CASE("points go to the rank with the least in hand, to rank 0 after others, and wait where all have enough") {
    roster r({false, never});
    r.join(0, {1, 1});
    r.join(1, {2, 1});
    for (std::uint64_t n = 1; n <= 7; ++n) r.want(n);
    CHECK(r.present() == 2);
    CHECK(r.busy() == 0);
    CHECK(all_orders(r, 0) == orders{{1, 1}, {0, 2}, {1, 3}, {1, 4}, {0, 5}});
    CHECK(r.busy() == 2);
    CHECK(r.answered(1, 3, false, seconds(1)));
    CHECK(all_orders(r, 1) == orders{{1, 6}});
    CHECK(r.answered(0, 2, false, seconds(1)));
    CHECK(r.answered(0, 5, false, seconds(1)));
    CHECK(r.busy() == 1);
    CHECK(all_orders(r, 1) == orders{{0, 7}});
}

TEST_CASE("what a lost rank had is given to others first; if it comes back, the first answer counts") {
    roster r({false, never});
    r.join(1, {2, 0});
    r.join(2, {2, 0});
    for (std::uint64_t n = 1; n <= 5; ++n) r.want(n);
    CHECK(all_orders(r, 0) == orders{{1, 1}, {2, 2}, {1, 3}, {2, 4}});
    r.lose(1);
    CHECK(r.present() == 1);
    CHECK(all_orders(r, 1).empty());
    CHECK(r.answered(2, 2, false, seconds(1)));
    const auto next = all_orders(r, 1);
    REQUIRE(next.size() == 1);
    CHECK((next[0].second == 1 || next[0].second == 3));
    const std::uint64_t taken = next[0].second, other = 4 - taken;
    r.has_come_back(1);
    CHECK(r.answered(1, taken, false, seconds(2)));
    CHECK_FALSE(r.answered(2, taken, false, seconds(2)));
    CHECK(r.answered(1, other, false, seconds(2)));
    CHECK(all_orders(r, 2) == orders{{1, 5}});
    CHECK(r.answered(2, 4, false, seconds(2)));
}

TEST_CASE("what is overdue is given to another rank, never to the same; a failure counts where nobody else has it") {
    roster r({false, seconds(10)});
    r.join(1, {1, 1});
    r.want(1);
    CHECK(all_orders(r, 0) == orders{{1, 1}});
    CHECK(all_orders(r, 11).empty());  // there is no other
    r.join(2, {1, 1});
    CHECK(all_orders(r, 12) == orders{{2, 1}});
    CHECK(all_orders(r, 13).empty());
    CHECK_FALSE(r.answered(1, 1, true, seconds(14)));
    CHECK(r.answered(2, 1, true, seconds(15)));
    CHECK(r.busy() == 0);
}

TEST_CASE("a straggler goes to a second rank that has nothing else to do, if that is wanted") {
    for (const bool hedge : {false, true}) {
        CAPTURE(hedge);
        roster r({hedge, never});
        r.join(1, {1, 0});
        r.join(2, {1, 0});
        double now = 0;
        std::uint64_t n = 0;
        for (int i = 0; i < 10; ++i) {  // an evaluation takes a second
            r.want(++n);
            r.want(++n);
            const auto two = all_orders(r, now);
            REQUIRE(two.size() == 2);
            now += 1;
            for (const auto& [rank, number] : two) CHECK(r.answered(rank, number, false, seconds(now)));
        }
        r.want(++n);
        const auto one = all_orders(r, now);
        REQUIRE(one.size() == 1);
        CHECK(all_orders(r, now + 1.9).empty());
        const auto second = all_orders(r, now + 2.1);
        REQUIRE(second.size() == (hedge ? 1U : 0U));
        CHECK(all_orders(r, now + 30).empty());  // two ranks have it
        if (!hedge) continue;
        CHECK(second[0] == std::pair(3 - one[0].first, n));
        CHECK(r.answered(second[0].first, n, false, seconds(now + 3)));
        CHECK_FALSE(r.answered(one[0].first, n, false, seconds(now + 9)));
    }
}

TEST_CASE("a straggler that hangs at two ranks keeps no later one from a free rank") {
    roster r({true, never});
    constexpr int ranks = 4;
    for (int rank = 1; rank <= ranks; ++rank) r.join(rank, {1, 0});
    double now = 0;
    std::uint64_t n = 0;
    for (int i = 0; i < 10; ++i) {  // an evaluation takes a second
        for (int k = 0; k < ranks; ++k) r.want(++n);
        const auto all = all_orders(r, now);
        now += 1;
        for (const auto& [rank, number] : all) CHECK(r.answered(rank, number, false, seconds(now)));
    }
    r.want(++n);
    REQUIRE(all_orders(r, now).size() == 1);
    REQUIRE(all_orders(r, now + 2.1).size() == 1);
    r.want(++n);
    REQUIRE(all_orders(r, now + 3).size() == 1);
    const auto late = all_orders(r, now + 5.1);
    REQUIRE(late.size() == 1);
    CHECK(late[0].second == n);
}

TEST_CASE("ten thousand points, with ranks lost and back at random: each is answered, and counts once") {
    std::uint64_t state = 1;
    const auto lot = [&](std::uint64_t n) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return (state >> 33U) % n;
    };
    constexpr int ranks = 20;
    roster r({true, seconds(50)});
    for (int i = 0; i < ranks; ++i) r.join(i, {1 + static_cast<std::uint64_t>(i % 3), static_cast<std::uint64_t>(i % 2)});
    constexpr std::uint64_t points = 10'000;
    std::map<std::uint64_t, int> counted;
    std::vector<roster::order> flights;
    std::uint64_t wanted = 0;
    std::vector<bool> lost(ranks);
    double now = 0;
    while (counted.size() < points) {
        now += 0.1;
        for (auto n = lot(8); n > 0 && wanted < points; --n) r.want(++wanted);
        while (const auto o = r.next(seconds(now))) flights.push_back(*o);
        if (lot(40) == 0) {
            const int rank = static_cast<int>(lot(ranks));
            if (!lost[static_cast<std::size_t>(rank)] && r.present() > 1) {
                r.lose(rank);
                lost[static_cast<std::size_t>(rank)] = true;
            }
        }
        if (lot(20) == 0) {
            const int rank = static_cast<int>(lot(ranks));
            if (lost[static_cast<std::size_t>(rank)]) {
                r.has_come_back(rank);
                lost[static_cast<std::size_t>(rank)] = false;
            }
        }
        for (auto n = lot(8); n > 0 && !flights.empty(); --n) {
            std::swap(flights[lot(flights.size())], flights.back());
            const auto o = flights.back();
            flights.pop_back();
            if (r.answered(o.rank, o.number, false, seconds(now))) ++counted[o.number];
        }
    }
    for (const auto& [number, times] : counted) REQUIRE(times == 1);
}
