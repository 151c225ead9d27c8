#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "regions/segments/power_core.hpp"
#include "support/attempts.hpp"

using namespace taskquad;
using namespace taskquad::regions::segments;

namespace {

/// What becomes of an attempt over [0, 1].
struct attempt {
    bool found = false, verified = false;
    std::size_t probes = 0;
    double begin = 0, end = 0, integral = 0, error = 0, place = 0, order = 0;
};

attempt attempt_at(const std::function<double(double)>& f) {
    attempt a;
    const auto samples = samples_of(f);
    const auto found = find_power(samples, 0, 1);
    a.found = found.has_value();
    if (!found) return a;
    const power_core::surroundings all{0, 1, 0, 1, 0, std::numeric_limits<double>::epsilon()};
    const auto core = joined(std::vector{power_core(*found, samples, all)});
    const double any = std::numeric_limits<double>::infinity();
    auto step = core->next(any);
    for (; step == inner_core::step::probe; step = core->next(any)) a.probes += probe(*core, {f});
    if (step != inner_core::step::cut) return a;
    a.verified = true;
    a.begin = core->begin();
    a.end = core->end();
    a.integral = integral(*core);
    a.error = core->error();
    a.place = core->leading().model().place();
    a.order = core->leading().model().order();
    return a;
}

}  // namespace

TEST_CASE("a power is located from the samples of one segment, and its integral next to the place is right") {
    for (const double q : {-0.97, -0.8, -0.5, -0.2, 0.3, 0.5, 1.5, 2.4}) {
        for (const double s : {1.0 / 3, 0.4, 0.7123}) {
            CAPTURE(q);
            CAPTURE(s);
            const attempt a = attempt_at([=](double x) { return std::pow(std::abs(x - s), q); });
            REQUIRE(a.verified);
            CHECK(a.probes <= 17);
            CHECK(std::abs(a.place - s) <= 1e-14);
            CHECK(std::abs(a.order - q) <= 1e-9);
            // In closed form.
            const double exact = (std::pow(s - a.begin, q + 1) + std::pow(a.end - s, q + 1)) / (q + 1);
            CHECK(std::abs(a.integral - exact) <= a.error + 4e-15 * exact);
            CHECK(a.error <= 1e-10 * exact + 1e-16);
        }
    }
}

TEST_CASE("so is one that something smooth multiplies, other on either side, and a logarithm") {
    const double s = 0.4 + 1e-3 / 3;
    const attempt power = attempt_at([=](double x) { return (x < s ? 2 : 1) * std::pow(std::abs(x - s), -0.5) * std::exp(x); });
    CHECK(power.verified);
    CHECK(std::abs(power.place - s) <= 1e-13);
    const attempt logarithm = attempt_at([=](double x) { return std::log(std::abs(x - s)) * std::cos(x); });
    CHECK(logarithm.verified);
    CHECK(std::abs(logarithm.place - s) <= 1e-13);
    CHECK(logarithm.order == 0);
}

TEST_CASE("what is none is given up, or its doubt is in the error") {
    const auto never = [](double x) { return std::exp(-100 * (x - 0.45) * (x - 0.45)); };
    CHECK(!attempt_at(never).found);
    CHECK(!attempt_at([](double x) { return 1 / ((x - 0.45) * (x - 0.45) + 1e-4); }).verified);
    CHECK(!attempt_at([](double x) { return std::tanh(1000 * (x - 0.4)); }).verified);
    CHECK(!attempt_at([](double x) { return std::abs(x - 0.4) < 1e-5 ? 1e5 : std::pow(std::abs(x - 0.4), -0.5) * 0; }).verified);
    for (const double e : {1e-8, 1e-10, 1e-12, 1e-14, 1e-16, 1e-18}) {
        // Over [s - D, s + D]: 2 (D log(D^2 + e) - 2 D + 2 sqrt(e) atan(D / sqrt(e))).
        const double s = 0.7;
        const attempt a = attempt_at([=](double x) { return std::log((x - s) * (x - s) + e); });
        CAPTURE(e);
        if (!a.verified) continue;
        const auto half = [e](double D) {
            return D * std::log(D * D + e) - 2 * D + 2 * std::sqrt(e) * std::atan(D / std::sqrt(e));
        };
        CHECK(std::abs(a.integral - half(s - a.begin) - half(a.end - s)) <= a.error + 1e-15);
    }
    for (const double apart : {1e-2, 1e-4, 1e-6}) {
        const double s = 0.6;
        CAPTURE(apart);
        const attempt a =
            attempt_at([=](double x) { return std::pow(std::abs(x - s), -0.5) + std::pow(std::abs(x - s - apart), -0.5); });
        if (!a.verified) continue;
        const auto one = [&](double at) {
            const auto to = [&](double x) { return std::copysign(2 * std::sqrt(std::abs(x - at)), x - at); };
            return to(a.end) - to(a.begin);
        };
        CHECK(std::abs(a.integral - one(s) - one(s + apart)) <= a.error + 1e-14);
    }
}

TEST_CASE("f times a power of two has the same place and order, to the last bit, and so many times the integral") {
    const auto f = [](double x) { return std::pow(std::abs(x - 0.4), -0.7) + std::sin(2 * x); };
    const attempt a = attempt_at(f);
    REQUIRE(a.verified);
    for (const int k : {-200, 31, 300}) {
        const attempt b = attempt_at([&](double x) { return std::ldexp(f(x), k); });
        CHECK(b.place == a.place);
        CHECK(b.order == a.order);
        CHECK(b.integral == std::ldexp(a.integral, k));
        CHECK(b.error == std::ldexp(a.error, k));
    }
}

TEST_CASE("a jump is no power of a low order: probes from either side do not approach each other") {
    // As a power it would be one of order 1e-3 with coefficients of either sign.
    const double s = 0.4;
    const attempt a = attempt_at([=](double x) { return (x < s ? -1 : 1) * std::pow(std::abs(x - s), 1e-3); });
    CHECK(!a.verified);
    CHECK(attempt_at([=](double x) { return (x < s ? -1 : 1) * std::pow(std::abs(x - s), 0.2); }).verified);
}
