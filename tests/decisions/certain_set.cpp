#include "decisions/certain_set.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace taskquad::decisions;
using taskquad::regions::region_id;

namespace {

double sum_of(const std::vector<ranked>& list) {
    double sum = 0;
    for (const ranked& l : list) sum += l.error;
    return sum;
}

}  // namespace

TEST_CASE("leaves are certain, the largest first, as long as all exceed the target together, or a smaller leaf was certain") {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> decades(-9, 0), falls(1, 4);
    const auto all_stand = [](region_id) { return true; };
    for (int round = 0; round < 50; ++round) {
        CAPTURE(round);
        certain_set set;
        std::vector<ranked> standing;  // the same, by inspection
        region_id next = 0;
        const auto add = [&](double error) {
            standing.push_back({error, {static_cast<double>(next), 0}, next});
            ++next;
            set.add(standing.back());
        };
        double target = round % 2 == 0 ? 1e-3 : 1e-6, least = HUGE_VAL;
        for (int i = 0; i < 100; ++i) add(std::pow(10.0, decades(random)));
        int taken = 0;
        for (; taken < 2000; ++taken) {
            set.aim(target);
            const double all = sum_of(standing);
            const auto largest = std::ranges::max_element(standing, {}, &ranked::error);
            const auto s = set.next(all_stand);
            if (!s) {
                CHECK(all <= target * (1 + 1e-12));
                CHECK(largest->error <= least);
                break;
            }
            const double error = largest->error;
            REQUIRE(*s == largest->segment);
            CHECK((all > target * (1 - 1e-12) || error > least));
            least = std::min(least, error);
            set.take();
            standing.erase(largest);
            for (int half = 0; half < 2; ++half) add(error / (2 * std::pow(10.0, falls(random))));
            if (taken % 20 != 10) continue;
            const bool grows = taken % 40 == 10;  // the target moves with the integral
            target *= grows ? 1.5 : 0.7;
            if (grows) least = HUGE_VAL;
        }
        CHECK(taken > 50);
        CHECK(taken < 2000);
    }
}

TEST_CASE("a leaf that cannot be refined stands for ever; a leaf is not certain if the algorithm would give up before it") {
    certain_set set;
    const auto certain = [&] { return set.next([](region_id) { return true; }).has_value(); };
    set.aim(1);
    set.add({0.6, {0, 0}, 0});
    CHECK_FALSE(certain());
    set.add_undividable(0.5);  // the algorithm would meet it later
    CHECK(certain());
    set.add_undividable(1.1);  // and would give up here, before
    CHECK_FALSE(certain());
}

TEST_CASE("where all ends with a leaf, no smaller one is certain; once nothing ends with it, it is a leaf like others") {
    certain_set set;
    const auto next = [&] { return set.next([](region_id) { return true; }); };
    set.aim(1);
    set.add({0.6, {0, 0}, 0});
    set.add_end({0.7, {0, 0}, 1});
    set.add_end({HUGE_VAL, {0, 0}, 2});
    set.add({0.9, {0, 0}, 3});
    CHECK_FALSE(next());  // all ends with the infinite one
    set.forget_ends();
    CHECK_FALSE(set.has_ends());
    CHECK(next() == 3U);
    set.take();
    CHECK(next() == 1U);
    set.take();
    CHECK_FALSE(next());  // 0.6 is all that is left

    set.add_end({0.5, {0, 0}, 4});
    CHECK(next() == 0U);  // they exceed the target together, and the end comes later
    set.forget_ends();
    set.remove(0.5);  // it is refined, without having been taken
    CHECK_FALSE(next());
}

TEST_CASE("a leaf that is being refined already is passed over") {
    certain_set set;
    set.aim(1);
    for (const region_id s : {0U, 1U, 2U}) set.add({3.0 - s, {0, 0}, s});
    set.remove(3);
    CHECK(set.next([](region_id s) { return s != 0; }) == 1U);
}
