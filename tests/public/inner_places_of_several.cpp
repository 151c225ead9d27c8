// Inner places of f with several components, and of complex f.
#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <mutex>
#include <numbers>
#include <span>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/bits.hpp"
#include "support/grain.hpp"
#include "support/several_places.hpp"

using namespace taskquad;
using namespace places;

namespace {

options located(double tolerance = 1e-9) {
    return {.relative_tolerance = tolerance, .concurrency = 1, .inner_places = inner_places::located};
}

/// The most evaluations that one component takes alone.
std::uint64_t hardest(const several& f, const options& o) {
    std::uint64_t most = 0;
    for (const family_member& m : f.of) most = std::max(most, integrate(m.f, {0.0, 1.0}, o).evaluations);
    return most;
}

void is_right(const several& f, const options& o, std::uint64_t most) {
    const auto r = integrate(f, {0.0, 1.0}, o);
    CHECK(r.converged());
    CHECK(f.off(r.value) <= o.relative_tolerance * f.norm());
    CHECK(f.off(r.value) <= std::max(r.error, 1e-13 * f.norm()));
    CHECK(r.evaluations <= most);
}

/// Of all mixes in turn.
several drawn(std::uint64_t seed) {
    return places::drawn(std::array{mix::at_one_place, mix::one_of_them, mix::each_elsewhere}[seed % 3], seed);
}

}  // namespace

TEST_CASE("components that are singular at one place take the evaluations of the hardest one") {
    for (const double s : {1.0 / 3, 0.4, 0.6123}) {
        CAPTURE(s);
        for (const double tolerance : {1e-3, 1e-6, 1e-9, 1e-12}) {
            CAPTURE(tolerance);
            const options o = located(tolerance);
            // One more look at the core, and at what lies between, at the strictest tolerance.
            const std::uint64_t more = tolerance < 1e-9 ? 50 : 0;
            is_right({{power(s, -0.8), power(s, -0.4, 3), power(s, 0.3)}}, o, 82 + more);
            is_right({{power(s, 1.5), power(s, 2.2, 7)}}, o, 82 + more);
            is_right({{logarithm(s), power(s, 0.5), power(s, -0.3)}}, o, 82 + more);
            is_right({{kink(s), kink(s, -5), {[=](double x) { return std::max(0.0, x - s); }, (1 - s) * (1 - s) / 2}}}, o, 74);
            const auto digits = static_cast<std::uint64_t>(-std::log10(tolerance));
            is_right({{jump(s), jump(s, 0.1), kink(s)}}, o, 65 + 11 * digits / 3 + more);
            // A jump and a kink beside a power are powers of order 0 and 1. A probe more shows where the jump is, on either side.
            is_right({{power(s, -0.5), jump(s), kink(s)}}, o, 128);
            is_right({{jump(s, 9), kink(s), power(s, 0.4)}}, o, 82 + more);
        }
    }
}

TEST_CASE("so do components of which one is singular; the others cost what they cost") {
    for (const double s : {1.0 / 3, 0.4, 0.6123}) {
        CAPTURE(s);
        for (const double tolerance : {1e-3, 1e-6, 1e-9}) {
            CAPTURE(tolerance);
            const options o = located(tolerance);
            is_right({{smooth(), kink(s)}}, o, 74);
            is_right({{smooth(3), jump(s), smooth()}}, o, 102);
            is_right({{power(s, 0.3), smooth(), {[](double) { return 0.0; }, 0}}}, o, 125);
            // The sides of a steep power are graded steeply, which costs what is smooth a bisection on either side.
            is_right({{smooth(), power(s, -0.8)}}, o, 170);
            is_right({{smooth(), logarithm(s), smooth(-2)}}, o, 125);
        }
    }
}

TEST_CASE("one place after another is cut: components that are singular elsewhere take the evaluations of all of them") {
    const options o = located();
    const auto check = [&](const several& f, std::uint64_t most) {
        std::uint64_t of_all = 0;
        for (const family_member& m : f.of) of_all += integrate(m.f, {0.0, 1.0}, o).evaluations;
        CAPTURE(of_all);
        is_right(f, o, most);
    };
    check({{kink(0.3), kink(0.7, 3)}}, 130);
    check({{jump(0.3), jump(0.7)}}, 200);
    check({{jump(0.3), kink(0.31)}}, 340);
    check({{kink(0.3), power(0.72, -0.5)}}, 250);
    check({{power(0.3, -0.4), power(0.72, 0.5)}}, 370);
    check({{power(0.1, -0.4), logarithm(0.45), jump(0.8)}}, 500);
}

TEST_CASE("complex f has two components") {
    for (const double s : {0.3, 0.6123}) {
        const auto f = [=](double x) { return std::sqrt(std::abs(x - s)) * std::exp(std::complex<double>(0, x)); };
        const auto exact = integrate(f, {0.0, s, 1.0}, {.relative_tolerance = 1e-14, .concurrency = 1}).value;
        for (const double tolerance : {1e-6, 1e-9, 1e-12}) {
            const auto r = integrate(f, {0.0, 1.0}, located(tolerance));
            CHECK(r.converged());
            CHECK(r.evaluations <= 210);
            CHECK(std::abs(r.value - exact) <= std::max(r.error, 2e-15));
        }
        const auto jumps = [=](double x) { return x < s ? std::complex<double>(1, x) : std::complex<double>(x, -1); };
        const auto r = integrate(jumps, {0.0, 1.0}, located(1e-9));
        CHECK(r.converged());
        CHECK(r.evaluations <= 100);
        CHECK(std::abs(r.value - std::complex<double>(s + (1 - s * s) / 2, s * s / 2 - (1 - s))) <= r.error);
    }
}

TEST_CASE("values of all sorts have the same places") {
    const family_member one = power(0.4, -0.5), other = jump(0.4);
    const auto expected = integrate(several{{one, other}}, {0.0, 1.0}, located());
    CHECK(expected.evaluations <= 124);
    const auto check = [&](auto f) {
        const auto r = integrate(f, {0.0, 1.0}, located());
        CHECK(r.value[0] == expected.value[0]);
        CHECK(r.value[1] == expected.value[1]);
        CHECK(r.error == expected.error);
        CHECK(r.evaluations == expected.evaluations);
    };
    check([&](double x) { return std::array{one.f(x), other.f(x)}; });
    check([&](double x) { return Eigen::Vector2d(one.f(x), other.f(x)); });
    check([&](double x) { return Eigen::VectorXd(Eigen::Vector2d(one.f(x), other.f(x))); });
    check(batch<std::array<double, 2>>([&](std::span<const double> x, std::span<std::array<double, 2>> y) {
        for (std::size_t i = 0; i < x.size(); ++i) y[i] = {one.f(x[i]), other.f(x[i])};
    }));
    const auto c = integrate([&](double x) { return std::complex<double>(one.f(x), other.f(x)); }, {0.0, 1.0}, located());
    CHECK(c.value.real() == expected.value[0]);
    CHECK(c.value.imag() == expected.value[1]);
    CHECK(c.evaluations == expected.evaluations);
}

TEST_CASE("errors go through the norm, the user's too") {
    const several f{{power(0.4, -0.5), jump(0.4), smooth(100)}};
    for (const norm& n : {norm(), norm(norm::kind::one), norm(norm::kind::infinity), norm([](std::span<const double> y) {
                              return 4 * std::abs(y[0]) + std::abs(y[1]) + 0.01 * std::abs(y[2]);
                          })}) {
        options o = located(1e-9);
        o.norm = n;
        const auto r = integrate(f, {0.0, 1.0}, o);
        CHECK(r.converged());
        CHECK(r.evaluations <= 220);
        std::vector<double> off;
        for (std::size_t c = 0; c < 3; ++c) off.push_back(std::abs(static_cast<double>(r.value[c] - f.of[c].exact)));
        CHECK(n(off, false) <= std::max(r.error, 1e-13 * n(r.value, false)));
    }
}

TEST_CASE("on infinite pieces, too") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto kinks = [](double x) {
        return std::array{std::exp(-std::abs(x - 1)), (x < 1 ? 0 : 1) * std::exp(-x * x), std::exp(-x * x)};
    };
    const auto r = integrate(kinks, {-infinity, infinity}, located());
    CHECK(r.converged());
    CHECK(r.evaluations <= 700);
    const double root = std::sqrt(std::numbers::pi);
    CHECK(std::abs(r.value[0] - 2) <= r.error);
    CHECK(std::abs(r.value[1] - root / 2 * std::erfc(1)) <= r.error);
    CHECK(std::abs(r.value[2] - root) <= r.error);
}

TEST_CASE("the result does not depend on workers, speculation, cost of f, or who evaluates it; nothing is evaluated in excess") {
    for (std::uint64_t i = 0; i < 12; ++i) {
        CAPTURE(i);
        const several f = drawn(700 + i);
        const double tolerance = i % 2 == 0 ? 1e-9 : 1e-5;
        options o = located(tolerance);
        const auto expected = integrate(f, {0.0, 1.0}, o);
        CHECK(expected.calls == expected.evaluations);
        for (const int slots : {2, 8}) {
            for (const double speculation : {0.0, 2.0}) {
                for (const auto cost : {grain::points, grain::segments}) {
                    o.concurrency = slots;
                    o.speculation = speculation;
                    o.cost_of_f = cost;
                    CHECK(same_bits(integrate(f, {0.0, 1.0}, o), expected));
                }
            }
        }
        o.speculation = 0;
        o.relative_tolerance = 0;
        o.absolute_tolerance = 1e-7;
        const auto absolute = integrate(f, {0.0, 1.0}, o);
        if (absolute.converged()) CHECK(absolute.calls == absolute.evaluations);

        session<std::vector<double>> asked({0.0, 1.0}, located(tolerance));
        while (!asked.done()) {
            for (const double x : asked.ask(3)) asked.tell(x, f(x));
        }
        CHECK(same_bits(asked.result(), expected));

        std::vector<std::jthread> threads;
        std::mutex mutex;
        const auto late = async<std::vector<double>>([&](double x, completion<std::vector<double>> done) {
            const std::lock_guard lock(mutex);
            threads.emplace_back([&f, x, done = std::move(done)]() mutable { done(f(x)); });
        });
        o = located(tolerance);
        o.concurrency = 8;
        CHECK(same_bits(integrate(late, {0.0, 1.0}, o), expected));
        threads.clear();

        // With some values there already.
        integrator half(f, located(1e-3));
        half({0.0, 1.0});
        CHECK(same_bits(half({0.0, 1.0}, taskquad::tolerance{0, tolerance}), expected));
    }
}

TEST_CASE("f times a power of two takes the same evaluations, and the result is as many times as large, to the bit") {
    for (std::uint64_t i = 0; i < 12; ++i) {
        CAPTURE(i);
        const several f = drawn(900 + i);
        const auto r = integrate(f, {0.0, 1.0}, located());
        for (const int k : {-200, 31, 300}) {
            const auto times = [&](double x) {
                auto y = f(x);
                for (double& one : y) one = std::ldexp(one, k);
                return y;
            };
            const auto scaled = integrate(times, {0.0, 1.0}, located());
            for (std::size_t c = 0; c < f.of.size(); ++c) CHECK(scaled.value[c] == std::ldexp(r.value[c], k));
            CHECK(scaled.error == std::ldexp(r.error, k));
            CHECK(scaled.evaluations == r.evaluations);
        }
    }
}

TEST_CASE("random components with inner places are right in some hundred evaluations") {
    // Bisected they take 3000.
    std::uint64_t evaluations = 0, of_hardest = 0;
    constexpr std::uint64_t draws = 60;
    for (std::uint64_t i = 0; i < draws; ++i) {
        CAPTURE(i);
        const several f = drawn(4000 + i);
        const auto r = integrate(f, {0.0, 1.0}, located());
        CHECK(r.converged());
        CHECK(f.off(r.value) <= 1e-9 * f.norm());
        evaluations += r.evaluations;
        of_hardest += hardest(f, located());
    }
    CHECK(evaluations / draws < 400);
    CHECK(evaluations < 4 * of_hardest);
}

TEST_CASE("probes of an attempt in vain do not stand in the way of the next one") {
    for (const std::uint64_t seed : {236U, 315U}) {
        const several f = places::drawn(mix::at_one_place, seed);
        const auto r = integrate(f, {0.0, 1.0}, located());
        CHECK(r.converged());
        CHECK(r.evaluations <= 200);
        CHECK(f.off(r.value) <= std::max(r.error, 1e-13 * f.norm()));
    }
}

TEST_CASE("while a place is probed, the integral is that of before, in all components") {
    for (const several& f : {several{{kink(0.4), smooth(), kink(0.4, 3)}}, several{{smooth(), power(0.4, -0.5)}}}) {
        options o = located();
        o.verify = 0;
        o.max_evaluations = 21;
        const auto before = integrate(f, {0.0, 1.0}, o);
        CHECK(before.status == status::evaluation_limit);
        o.max_evaluations = 30;
        const auto probed = integrate(f, {0.0, 1.0}, o);
        CHECK(probed.status == status::evaluation_limit);
        CHECK(probed.evaluations > 21);
        CHECK(probed.value == before.value);
        CHECK(probed.error == before.error);
    }
}

TEST_CASE("a place of one component does not hide what another one does beside it") {
    const auto check = [](const several& f) {
        const auto r = integrate(f, {0.0, 1.0}, located());
        CHECK(f.off(r.value) <= std::max(r.error, 1e-13 * f.norm()));
    };
    // A logarithm, and a jump between the same two samples, but outside of its probes.
    check({{jump(0.7207855), logarithm(0.7503208544)}});
    // A jump where a power is cut at first sight, and near the far end of a side that is graded.
    check({{power(0.1230104566, 1.81271), jump(0.487975)}});
    check({{kink(0.3750941), power(0.42460370069, -0.840052)}});
    for (const double q : {-0.84, -0.3}) check({{kink(0.37509), power(0.425, q)}});
    // A strong power in a component, and another one nearby in the other.
    check({{power(0.4095439838, -0.6), power(0.4768462447, -0.0766724)}});
    // A steep rise beside a jump.
    for (const double k : {1e3, 1e5, 1e7}) {
        const auto rise = [k](double x) { return 1.5 + std::tanh(k * (x - 0.4)); };
        const auto log_cosh = [](double u) { return std::abs(u) + std::log1p(std::exp(-2 * std::abs(u))) - std::numbers::ln2; };
        check({{jump(0.4), {rise, 1.5 + (log_cosh(0.6 * k) - log_cosh(0.4 * k)) / k}}});
    }
}

TEST_CASE("kinks of two components that are close to each other are not taken for one") {
    for (const inner_places which : {inner_places::kinks_and_jumps, inner_places::located}) {
        for (const double apart : {1e-7, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3}) {
            CAPTURE(apart);
            const double s = 0.3, p = s + apart;
            const auto f = [=](double x) { return std::vector{std::abs(x - s), std::abs(x - p)}; };
            const auto r = integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-9, .concurrency = 1, .inner_places = which});
            CHECK(r.converged());
            CHECK(std::abs(r.value[1] - (p * p + (1 - p) * (1 - p)) / 2) <= std::max(r.error, 1e-15));
        }
    }
}

// Each was wrong by 2 to 1000 times the tolerance, and converged.
TEST_CASE("a place next to that of another component does not hide beside the core") {
    const auto check = [](const several& f) {
        for (const inner_places which : {inner_places::kinks_and_jumps, inner_places::located}) {
            const auto r = integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-9, .concurrency = 1, .inner_places = which});
            CHECK(r.converged());
            CHECK(f.off(r.value) <= 1e-9 * f.norm());
        }
    };
    SUBCASE("kinks and jumps") {
        check({{step(0.43937349830879258), tip(0.43952214874797318, 0.67389837496503213)}});
        check({{step(0.33407201893758248), tip(0.33309388835338299, 1.5396831633047043)}});
    }
    SUBCASE("jumps") {
        check({{step(0.72360367637438794), step(0.72360367107107215, 0.79576683236439805)}});
        check({{step(0.26346487708333044), step(0.26346494462539022, 5.4895514421272198)}});
        check({{step(0.87662666832792968), step(0.87662667105457515, 3.38160661976739)}});
    }
    SUBCASE("three jumps, of which one contradicts when the core is known well enough") {
        check({{jump(0.15614925036271327), step(0.15615322213925439, 0.14547523315040864),
                jump(0.15614925145734679, 0.52934513614324075)}});
    }
    SUBCASE("a logarithm and a jump, inside of the core and outside") {
        check({{logarithm(0.42276597078218231), jump(0.4227659690469977, 9.7093250484484095)}});
        check({{logarithm(0.2438441683215814), jump(0.24396866687906024, 0.61759976094885261)}});
    }
}

TEST_CASE("random pairs of places close to each other are right") {
    random_numbers random(20);
    for (int i = 0; i < 60; ++i) {
        CAPTURE(i);
        const double s = random.uniform(0.1, 0.9), p = s + std::pow(10, random.uniform(-9, -2)), factor = random.uniform(0.3, 3);
        const std::array pairs{several{{step(s), tip(p, factor)}}, several{{jump(s), jump(p, factor)}},
                               several{{tip(s), tip(p, factor)}}, several{{logarithm(s), step(p, factor)}}};
        for (const several& f : pairs) {
            const auto r = integrate(f, {0.0, 1.0}, located());
            CHECK((!r.converged() || f.off(r.value) <= 1e-9 * f.norm()));
        }
    }
}
