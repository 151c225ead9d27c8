#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <numbers>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "regions/segments/kink_or_jump.hpp"
#include "support/attempts.hpp"

using namespace taskquad;
using namespace taskquad::regions::segments;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double any_error = std::numeric_limits<double>::infinity();

/// What becomes of an attempt over [0, 1].
struct attempt {
    bool found = false, verified = false;
    std::size_t probes = 0;
    std::unique_ptr<inner_core> core = nullptr;

    void probe(const std::function<double(double)>& f) { probes += ::probe(*core, {f}); }
};

attempt attempt_at(const std::function<double(double)>& f) {
    attempt a;
    const auto found = find_kink_or_jump(samples_of(f), 0, 1, epsilon);
    a.found = found.has_value();
    if (!a.found) return a;
    std::visit([&](const auto& core) { a.core = joined(std::vector{core}); }, *found);
    auto step = a.core->next(any_error);
    for (; step == inner_core::step::probe; step = a.core->next(any_error)) a.probe(f);
    a.verified = step == inner_core::step::cut;
    return a;
}

}  // namespace

TEST_CASE("a side is extrapolated to what it is, and the doubt says how far it is off, give or take a factor of 3") {
    for (const auto& f :
         std::vector<std::function<double(double)>>{[](double x) { return std::exp(x); }, [](double x) { return 1 / (1 + x * x); },
                                                    [](double x) { return std::sin(3 * x) + 2; }}) {
        std::vector<sample> outwards;
        for (int i = 0; i < 10; ++i) outwards.push_back({-0.05 * (i + 1), f(-0.05 * (i + 1))});
        one_side side(outwards, epsilon);
        for (const double x : {-0.04, 0.0, 0.03, 0.1}) {
            const auto e = side.at(x);
            CHECK(std::abs(e.y - f(x)) <= 3 * e.doubt);
            CHECK(e.doubt <= (x < 0.05 ? 2e-6 : 2e-5));
        }
        // By Gauss's rule of 21 points.
        const double exact = integrate(f, {-0.05, 0.02}).value;
        const auto whole = side.integral(-0.05, 0.02);
        CHECK(std::abs(whole.y - exact) <= whole.doubt + 1e-17);
        side.add({0.01, f(0.01)});
        CHECK(side.at(0.02).doubt <= 3e-8);
        CHECK(side.nearest().x == 0.01);
    }
}

TEST_CASE("a kink is found and verified by a few probes, to the spacing of doubles") {
    for (const double s : {1.0 / 3, 0.4, 0.7123}) {
        CAPTURE(s);
        const std::vector<std::function<double(double)>> kinks{
            [=](double x) { return std::abs(x - s); }, [=](double x) { return std::exp(-3 * std::abs(x - s)); },
            [=](double x) { return std::max(0.0, x - s) * std::exp(-x); },
            [=](double x) { return x < s ? std::sin(x) : std::sin(s) + 2 * (x - s); }};
        for (const auto& f : kinks) {
            const attempt a = attempt_at(f);
            REQUIRE(a.verified);
            CHECK(a.probes <= 8);
            CHECK(a.core->begin() <= s);
            CHECK(s <= a.core->end());
            CHECK(a.core->error() <= 1e-15);
            CHECK(!a.core->beside());
        }
    }
}

TEST_CASE("a kink of the first derivative is found, too") {
    const double s = 0.4;
    const attempt a = attempt_at([=](double x) { return x < s ? 0 : (x - s) * (x - s); });
    REQUIRE(a.verified);
    CHECK(a.core->error() <= 1e-9);
    const double d = a.core->end() - s;
    CHECK(std::abs(integral(*a.core) - d * d * d / 3) <= a.core->error() + 1e-18);
}

TEST_CASE("a jump is bracketed, and each probe makes a digit of it; the error covers what is left") {
    for (const double s : {1.0 / 3, 0.4, 0.7123}) {
        const auto f = [=](double x) { return x < s ? std::cos(x) : 2 + std::exp(x); };
        attempt a = attempt_at(f);
        CAPTURE(s);
        REQUIRE(a.verified);
        CHECK(a.probes <= 6);
        CHECK(a.core->sharpens());
        a.core->become_region();
        int bits = 0;
        while (a.core->next(any_error) == inner_core::step::probe) {
            const double before = a.core->error();
            a.probe(f);
            CHECK(a.core->error() <= 0.6 * before + 2e-11);
            const double exact =
                std::sin(s) - std::sin(a.core->begin()) + 2 * (a.core->end() - s) + std::exp(a.core->end()) - std::exp(s);
            CHECK(std::abs(integral(*a.core) - exact) <= a.core->error() + 8 * epsilon);
            if (++bits == 30) break;
        }
        CHECK(bits >= 20);
    }
}

TEST_CASE("what is no seam is not found, or given up") {
    for (const double q : {-0.8, -0.5, 0.3, 0.5}) {
        CHECK(!attempt_at([=](double x) { return std::pow(std::abs(x - 0.4), q); }).verified);
    }
    CHECK(!attempt_at([](double x) { return std::log(std::abs(x - 0.4)); }).verified);
    for (const double k : {30.0, 100.0, 1e3}) {
        CAPTURE(k);
        CHECK(!attempt_at([=](double x) { return std::tanh(k * (x - 0.4)); }).verified);
        CHECK(!attempt_at([=](double x) { return 1 / (1 + k * k * (x - 0.4) * (x - 0.4)); }).verified);
        CHECK(!attempt_at([=](double x) { return std::sqrt((x - 0.4) * (x - 0.4) + 1 / (k * k)); }).verified);
    }
    CHECK(!attempt_at([](double x) { return std::exp(x); }).found);
    CHECK(!attempt_at([](double x) { return std::cos(40 * x); }).found);
}

TEST_CASE("in the middle of a rise that is steep, but none to the last digit, a jump is given up") {
    const auto f = [](double x) { return std::tanh(1e6 * (x - 0.4)); };
    attempt a = attempt_at(f);
    REQUIRE(a.verified);
    a.core->become_region();
    auto step = a.core->next(any_error);
    for (; step == inner_core::step::probe; step = a.core->next(any_error)) a.probe(f);
    CHECK(step == inner_core::step::give_up);
}

TEST_CASE("f's accuracy is in the doubt of the sides: noise of that size is no seam") {
    const auto noisy = [](double x) { return std::exp(x) * (1 + 1e-9 * std::sin(1e7 * x)); };
    CHECK(!find_kink_or_jump(samples_of(noisy), 0, 1, 1e-8));
    const auto kink = [&](double x) { return std::abs(x - 0.4) + 1 + 1e-9 * std::sin(1e7 * x); };
    CHECK(find_kink_or_jump(samples_of(kink), 0, 1, 1e-8));
}

TEST_CASE("f times a power of two has the same seams, to the last bit") {
    const std::vector<std::function<double(double)>> functions{[](double x) { return std::abs(x - 0.4) + std::sin(2 * x); },
                                                               [](double x) { return x < 0.4 ? std::cos(x) : 2 + std::exp(x); }};
    for (const auto& f : functions) {
        const attempt a = attempt_at(f);
        REQUIRE(a.verified);
        for (const int k : {-200, 31, 300}) {
            const attempt b = attempt_at([&](double x) { return std::ldexp(f(x), k); });
            CHECK(b.core->begin() == a.core->begin());
            CHECK(b.core->end() == a.core->end());
            CHECK(integral(*b.core) == std::ldexp(integral(*a.core), k));
            CHECK(b.core->error() == std::ldexp(a.core->error(), k));
        }
    }
}

// A rule without an abscissa in the middle leaves such a gap about the place where two halves meet.
TEST_CASE("a gap that goes on beyond an end of the segment is the core of neither segment that has a part of it") {
    const auto jump = [](double x) { return x < 0.51 ? std::sin(x) : std::exp(x); };
    const auto kink = [](double x) { return std::abs(x - 0.51) * std::exp(x); };
    for (const std::function<double(double)>& f : {std::function<double(double)>(jump), std::function<double(double)>(kink)}) {
        const auto samples = samples_of(f);
        const auto next = std::ranges::find_if(samples, [](const sample& p) { return p.x > 0.51; });
        const double lo = (next - 1)->x, hi = next->x, inside = lo + (hi - lo) / 3;
        CHECK(find_kink_or_jump(samples, 0, 1, epsilon));
        CHECK(find_kink_or_jump(samples, 0, hi, epsilon));
        CHECK(find_kink_or_jump(samples, lo, 1, epsilon));
        CHECK(!find_kink_or_jump(samples, 0, inside, epsilon));
        CHECK(!find_kink_or_jump(samples, inside, 1, epsilon));
    }
}
