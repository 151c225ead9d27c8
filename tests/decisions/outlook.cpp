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
    CHECK(given_up(50, 1e-9, power(1)).value() <= 600);
    CHECK(given_up(50, 1e-3, power(0.3)).value() <= 600);
    CHECK(given_up(400, 1e-3, power(0.3)).value() >= 800);
    CHECK(given_up(50, 1e-3, [](double) { return 1.0; }).value() <= 600);
    CHECK(given_up(50, 0, power(3)).value() <= 600);
}

TEST_CASE("probes that contradict by far, or nothing but zeros, are hopeless when seen twice in a row") {
    const auto falls = [](double n) { return std::exp(-n / 10); };
    CHECK(!given_up(50, 1e-3, falls, 9));
    CHECK(given_up(50, 1e-3, falls, 11).value() <= 600);
    CHECK(given_up(50, 1e-3, falls, 0, true).value() <= 600);
    outlook o;
    o.note({300, 1e-9, 1e-3, 0, false});
    double surprise = 0;
    for (const std::uint64_t n : {700U, 1100U, 1700U, 2600U, 3900U}) {
        surprise = 20 - surprise;
        o.note({n, 1e-9, 1e-3, surprise, false});
        CHECK(!o.is_hopeless());
    }
}
