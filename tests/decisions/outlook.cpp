#include "decisions/outlook.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <optional>

using taskquad::decisions::outlook;

namespace {

/// After how many evaluations the outlook is hopeless, where as many as 30,000 are made by tenths more each time.
template <class Left>
std::optional<std::uint64_t> given_up(double pilot, double target, Left left, double surprise = 1, bool zero = false) {
    outlook o;
    for (double n = pilot; n < 30'000; n *= 1.1) {
        o.note({static_cast<std::uint64_t>(n), left(n), target, surprise, zero});
        if (o.is_hopeless()) return static_cast<std::uint64_t>(n);
    }
    return {};
}

}  // namespace

TEST_CASE("errors that fall fast enough are waited for, others are given up from 300 evaluations and two pilots on") {
    const auto power = [](double s) { return [s](double n) { return std::pow(n, -s); }; };
    // After 300 evaluations a slope of s needs 300 (300^-s / target)^(1/s) = target^(-1/s) in all.
    CHECK(!given_up(50, 1e-9, power(3)));
    CHECK(!given_up(50, 1e-3, power(2)));
    CHECK(given_up(50, 1e-9, power(1)).value() <= 330);
    CHECK(given_up(50, 1e-3, power(0.3)).value() <= 330);
    CHECK(given_up(400, 1e-3, power(0.3)).value() >= 800);
    CHECK(given_up(50, 1e-3, [](double) { return 1.0; }).value() <= 330);
    CHECK(given_up(50, 0, power(3)).value() <= 330);
}

TEST_CASE("probes that contradict by far, or nothing but zeros, are hopeless as soon as they are seen after 300 evaluations") {
    const auto falls = [](double n) { return std::exp(-n / 10); };
    CHECK(!given_up(50, 1e-3, falls, 9));
    CHECK(given_up(50, 1e-3, falls, 11).value() <= 330);
    CHECK(given_up(50, 1e-3, falls, 0, true).value() <= 330);
    outlook o;
    o.note({250, 1e-9, 1e-3, 20, false});
    CHECK(!o.is_hopeless());
    CHECK(o.earliest_end() == 500);
    o.note({510, 1e-9, 1e-3, 1, false});
    CHECK(!o.is_hopeless());
    CHECK(o.earliest_end() == 765);
    o.note({770, 1e-9, 1e-3, 20, false});
    CHECK(o.is_hopeless());
}

TEST_CASE("a look that contradicts by far what probes had agreed on is hopeless at once, where there is a better way") {
    for (const bool judges_pace : {true, false}) {
        outlook o(judges_pace);
        o.note({43, 1e-12, 1e-3, 0, false});
        o.look(9);
        CHECK(!o.is_hopeless());
        o.look(11);
        CHECK(o.is_hopeless() == judges_pace);
    }
}

TEST_CASE("a sum that seems to have met its target, while a look contradicts it, is given up where errors are looked at") {
    outlook o;
    o.note({43, 1e-12, 1e-3, 0, false, true});
    CHECK(!o.is_hopeless());
    o.note({310, 1e-12, 1e-3, 1, false, false});
    CHECK(!o.is_hopeless());
    o.note({470, 1e-12, 1e-3, 1, false, true});
    CHECK(o.is_hopeless());
}

TEST_CASE(
    "that errors have met the target is not trusted where they have fallen slowly, after 200 evaluations, and given up soon") {
    const auto fallen = [](double slope, std::uint64_t evaluations, double target, bool leaves_slow = true) {
        outlook o(true, leaves_slow);
        for (std::uint64_t n = 25; n <= evaluations; n += 25)
            o.note({n, std::pow(static_cast<double>(n), -slope), target, 1, false});
        return o;
    };
    CHECK(!fallen(2, 175, 1e-4).is_slow());
    CHECK(fallen(2, 200, 1e-4).is_slow());
    CHECK(!fallen(3, 200, 1e-7).is_slow());
    CHECK(!fallen(2, 200, 3e-4).is_slow());  // 2.5e-5 is less than a tenth of it
    CHECK(!fallen(2, 275, 1e-4).is_hopeless());
    CHECK(fallen(2, 300, 1e-4).is_hopeless());
    CHECK(!fallen(2, 300, 1e-4, false).is_hopeless());
    CHECK(!fallen(2, 300, 1e-4, false).is_slow());
    CHECK(!fallen(3, 300, 1e-7).is_hopeless());
    CHECK(!fallen(2, 300, 5e-6).is_hopeless());  // not met, but within reach
    CHECK(!fallen(1.6, 300, 2e-5).is_hopeless());
    CHECK(!fallen(1.4, 300, 1e-4).is_hopeless());
}
