#include "certain_leaves.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace taskquad::detail;

namespace {

using leaf = certain_leaves::leaf;

double sum_of(const std::vector<leaf>& list) {
    double sum = 0;
    for (const leaf& l : list) sum += l.error;
    return sum;
}

}  // namespace

TEST_CASE("leaves are certain to be bisected above the target, and down to where the rest would do; the largest come first") {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> decades(-9, 0), falls(1, 4);
    for (int round = 0; round < 50; ++round) {
        CAPTURE(round);
        certain_leaves ahead;
        std::vector<leaf> standing;  // the same, by inspection
        segment_id next = 0;
        const auto add = [&](double error) {
            const leaf l{error, static_cast<double>(next), next};
            ++next;
            standing.push_back(l);
            ahead.add(l);
        };
        double target = round % 2 == 0 ? 1e-3 : 1e-6;
        for (int i = 0; i < 100; ++i) add(std::pow(10.0, decades(random)));
        int taken = 0;
        for (; taken < 2000; ++taken) {
            ahead.aim(target);
            const double all = sum_of(standing);
            const auto s = ahead.take();
            if (!s) {
                CHECK(all <= target * (1 + 1e-12));
                break;
            }
            const auto at = std::ranges::find(standing, *s, &leaf::segment);
            REQUIRE(at != standing.end());
            const double error = at->error, largest = std::ranges::max(standing, {}, &leaf::error).error;
            if (error > target) {
                CHECK(error >= largest / 1.13);  // an eighth of a power of two
            } else {
                CHECK(error == largest);
                CHECK(all > target * (1 - 1e-12));
            }
            ahead.remove(error);
            standing.erase(at);
            for (int half = 0; half < 2; ++half) add(error / (2 * std::pow(10.0, falls(random))));
            if (taken % 20 == 10) target *= taken % 40 == 10 ? 1.5 : 0.7;  // it moves with the integral
        }
        CHECK(taken > 50);
        CHECK(taken < 2000);
    }
}
