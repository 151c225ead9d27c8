#include "decisions/stagnation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

using taskquad::decisions::stagnation;

namespace {

/// Refinements of a run whose error after n bisections is error(n), as far as it is to get; returns after how many it is too slow,
/// or 0.
std::uint64_t too_slow_after(const std::function<double(double)>& error, double target, double affordable,
                             std::uint64_t enough = 100'000, bool endless = true) {
    stagnation s;
    for (std::uint64_t n = 1; n <= enough; ++n) {
        const double total = error(static_cast<double>(n));
        const stagnation::refined before{1, 1e-2 * total, false, false};
        if (s.is_due(before)) s.look_at_pace({total, target, n, affordable, endless});
        s.look(before, 1, 1e-3 * total, total, n);
        if (s.is_too_slow()) return n;
    }
    return 0;
}

double one_over_root(double n) { return 1 / std::sqrt(n); }

}  // namespace

TEST_CASE("an error that falls like a power of the number of bisections is too slow where the budget cannot meet the tolerance") {
    CHECK(too_slow_after(one_over_root, 1e-8, 1e6) == 2048);
    CHECK(too_slow_after([](double n) { return 1 / n; }, 1e-8, 1e6) == 2048);
    CHECK(too_slow_after([](double n) { return std::pow(n, -0.3); }, 1e-4, 1e9) == 2048);
    // Fluctuations do not matter.
    CHECK(too_slow_after([](double n) { return one_over_root(n) * (1 + 0.02 * std::sin(n)); }, 1e-8, 1e6) == 2048);
}

TEST_CASE("it is not where the budget meets the tolerance") {
    CHECK(too_slow_after(one_over_root, 1e-2, 1e6) == 0);  // after 10,000
    CHECK(too_slow_after([](double n) { return 1 / n; }, 1e-5, 1e6) == 0);
    // Nor where it just does, and just does not.
    CHECK(too_slow_after(one_over_root, 5.8e-4, 1e6, 2100) == 0);
    CHECK(too_slow_after(one_over_root, 5.7e-4, 1e6, 2100) == 2048);  // three times the budget
}

TEST_CASE(
    "an error that stays as it is until all is resolved, and then falls, is not too slow, nor one that falls faster and faster") {
    for (const double until : {500.0, 3000.0, 9000.0}) {
        CHECK(too_slow_after([=](double n) { return n < until ? 1 : std::pow(n / until, -8); }, 1e-12, 1e6) == 0);
    }
    CHECK(too_slow_after([](double) { return 1.0; }, 1e-8, 1e5) == 0);
    CHECK(too_slow_after([](double n) { return std::exp(-n / 1000); }, 1e-8, 1e5) == 0);
    // Over a finite range all may be resolved at any moment.
    CHECK(too_slow_after(one_over_root, 1e-8, 1e6, 100'000, false) == 0);
    // An infinite error tells nothing of the pace.
    CHECK(too_slow_after([](double n) { return n < 1000 ? INFINITY : one_over_root(n); }, 1e-8, 1e6, 4096) == 0);
}

TEST_CASE("a pace is looked at after powers of two, and refinements of what had no error are not counted") {
    stagnation s;
    const stagnation::refined some{1, 0.1, false, false}, none{1, 0, false, false};
    CHECK(s.is_due(some));  // the first
    for (int i = 0; i < 100; ++i) {
        CHECK_FALSE(s.is_due(none));
        s.look(none, 1, 0, 1, 1);
    }
    CHECK(s.is_due(some));
    s.look(some, 1, 0.05, 1, 1);
    CHECK(s.is_due(some));  // the second
    s.look(some, 1, 0.05, 1, 1);
    CHECK_FALSE(s.is_due(some));
    s.look(some, 1, 0.05, 1, 1);
    CHECK(s.is_due(some));  // the fourth
}

TEST_CASE("budgets allow for as many segments as their evaluations make, and no more than are allowed") {
    CHECK(stagnation::affordable(1000, 1'000'000, 10, 210) == 1000);
    CHECK(stagnation::affordable(1'000'000, 21'000, 10, 210) == 1000);
}

TEST_CASE("noise is found where refinements leave the error as it was, and not before the segments are resolved") {
    const auto found_after = [](bool resolved) {
        stagnation s;
        for (std::uint64_t n = 1; n <= 1000; ++n) {
            s.look({1, 0.1, resolved, false}, 1, 0.1, 1, 1);
            if (s.found()) return n;
        }
        return std::uint64_t{0};
    };
    CHECK(found_after(false) == 0);
    CHECK(found_after(true) == 103);  // the first one is a record, 102 more are in vain
}
