#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "laws/problems.hpp"
#include "support/bits.hpp"
#include "support/exact_families.hpp"
#include "support/grain.hpp"
#include "support/several_places.hpp"

using namespace taskquad;

namespace {

options located(double tolerance = 1e-9) {
    return {.relative_tolerance = tolerance, .concurrency = 1, .inner_places = inner_places::located};
}

/// The integral of |x - s|^q over [0, 1].
double of_power(double s, double q) { return (std::pow(s, q + 1) + std::pow(1 - s, q + 1)) / (q + 1); }

/// Of log |x - s|.
double of_logarithm(double s) { return s * (std::log(s) - 1) + (1 - s) * (std::log(1 - s) - 1); }

struct power_law {
    double s, q;
    double operator()(double x) const { return std::pow(std::abs(x - s), q); }
};

}  // namespace

// The evaluations of docs/algorithm.md; a segment of 21, the probes, two sides of 21.
TEST_CASE("an inner power takes some 80 evaluations, whatever the tolerance, and so does a logarithm") {
    for (const double tolerance : {1e-3, 1e-6, 1e-9, 1e-12}) {
        for (const power_law f : {power_law{1.0 / 3, -0.8}, {1.0 / 3, -0.5}, {0.4, 0.3}, {0.4, 1.5}}) {
            CAPTURE(f.s);
            CAPTURE(f.q);
            const auto r = integrate(f, {0.0, 1.0}, located(tolerance));
            CHECK(r.converged());
            CHECK(r.evaluations <= (f.q == -0.5 ? 136 : 80));
            CHECK(std::abs(r.value - of_power(f.s, f.q)) <= std::max(tolerance * 0.1, 2e-14) * r.value);
        }
        const auto r = integrate([](double x) { return std::log(std::abs(x - 0.7)); }, {0.0, 1.0}, located(tolerance));
        CHECK(r.converged());
        CHECK(r.evaluations <= 80);
        CHECK(std::abs(r.value - of_logarithm(0.7)) <= 1e-14);
    }
}

TEST_CASE("a kink takes some 65 evaluations, whatever the tolerance; a jump as many, and one for each digit") {
    for (const auto which : {inner_places::located, inner_places::kinks_and_jumps}) {
        for (const double digits : {3, 6, 9, 12}) {
            CAPTURE(digits);
            const double tolerance = std::pow(10, -digits);
            options o = located(tolerance);
            o.inner_places = which;
            const auto check = [&](auto f, double exact, double evaluations) {
                const auto r = integrate(f, {0.0, 1.0}, o);
                CHECK(r.converged());
                CHECK(static_cast<double>(r.evaluations) <= evaluations);
                CHECK(std::abs(r.value - exact) <= tolerance * exact);
            };
            const double s = 1.0 / 3, e = std::numbers::e;
            check([=](double x) { return std::abs(x - s); }, of_power(s, 1), 72);
            check([=](double x) { return std::exp(-2 * std::abs(x - s)); }, 1 - (std::exp(-2 * s) + std::exp(-4 * s)) / 2, 74);
            check([](double x) { return std::max(0.0, x - 0.4) * std::exp(-x); }, std::exp(-0.4) - 1.6 / e, 72);
            check([](double x) { return std::abs(std::sin(5 * std::numbers::pi * x)); }, 2 / std::numbers::pi,
                  digits < 12 ? 263 : 625);
            check([=](double x) { return x < s ? 0.0 : std::exp(x); }, e - std::exp(s), 65 + 11 * digits / 3);
            check([=](double x) { return x < s ? 0.0 : 1.0; }, 2 * s, 65 + 11 * digits / 3);
            // Of k = 0 ... 8, the steps from k - 1 are at (k - 0.3) / 8.
            check([](double x) { return std::floor(8 * x + 0.3); }, (8 * 8 - 36 + 8 * 0.3) / 8, 420 + 80 * digits / 3);
        }
    }
}

TEST_CASE("the families with an inner power, logarithm, kink or jump are right in some hundred evaluations") {
    // The numbers of the families in tests/support/families.hpp; halved again and again they take 370 to 1800 at 1e-9, and the
    // first does not converge in a fifth of the draws.
    for (const int family : {0, 1, 2, 9, 10}) {
        std::uint64_t evaluations = 0;
        constexpr std::uint64_t draws = 60;
        for (std::uint64_t i = 0; i < draws; ++i) {
            CAPTURE(family);
            CAPTURE(i);
            const auto m = draw(family, 4000 + i);
            const auto r = integrate(m.f, {0.0, 1.0}, located());
            CHECK(r.converged());
            const double exact = static_cast<double>(m.exact);
            CHECK(std::abs(r.value - exact) <= 1e-9 * std::abs(exact));
            evaluations += r.evaluations;
        }
        CHECK(evaluations / draws < 160);
    }
}

TEST_CASE("what has no inner place takes the evaluations that it takes without") {
    const auto count = [](auto f, const domain& where) {
        options o = located();
        const auto with = integrate(f, where, o);
        o.inner_places = inner_places::bisected;
        const auto without = integrate(f, where, o);
        CHECK(with.value == without.value);
        CHECK(with.evaluations == without.evaluations);
    };
    count([](double x) { return std::exp(x); }, {0.0, 1.0});
    count([](double x) { return 1 / (1 + 25 * (2 * x - 1) * (2 * x - 1)); }, {0.0, 1.0});
    count([](double x) { return std::sqrt(x); }, {0.0, 1.0});
    count([](double x) { return std::exp(-x * x); },
          {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()});
}

TEST_CASE("with rules of few abscissae inner places are bisected") {
    const auto same = [](auto f, const domain& where, options o) {
        o.inner_places = inner_places::located;
        const auto with = integrate(f, where, o);
        o.inner_places = inner_places::bisected;
        CHECK(with.evaluations == integrate(f, where, o).evaluations);
    };
    const power_law f{0.4, 0.3};
    options o = located(1e-6);
    o.rule = simpson();
    same(f, {0.0, 1.0}, o);
    o.rule = gauss_kronrod(15);
    CHECK(integrate(f, {0.0, 1.0}, o).evaluations < 150);
    o.rule = clenshaw_curtis();
    const auto r = integrate(f, {0.0, 1.0}, o);
    CHECK(r.converged());
    CHECK(r.evaluations < 250);
    CHECK(std::abs(r.value - of_power(0.4, 0.3)) <= 1e-6 * r.value);
}

TEST_CASE("kinks and jumps are located on infinite pieces, and where f takes distances, too") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto check = [](auto f, const domain& where, double exact, std::uint64_t most) {
        const auto r = integrate(f, where, located(1e-9));
        CHECK(r.converged());
        CHECK(std::abs(r.value - exact) <= r.error);
        CHECK(r.error <= 1e-9 * exact);
        CHECK(r.evaluations <= most);
    };
    // Bisected: 882, 840, 1428, 1470, 798, 567, 1281.
    check([](double x) { return std::exp(-std::abs(x - 1)); }, {-infinity, infinity}, 2, 460);
    check([](double x) { return std::exp(-2 * std::abs(x - 1.7)); }, {0.0, infinity}, 1 - std::exp(-3.4) / 2, 330);
    check([](double x) { return x < 1.7 ? 1 : std::exp(-x); }, {0.0, infinity}, 1.7 + std::exp(-1.7), 310);
    check([](double x) { return x < 0.3 ? 0 : std::exp(-x * x); }, {-infinity, infinity},
          std::sqrt(std::numbers::pi) / 2 * std::erfc(0.3), 310);
    check([](double x) { return std::exp(-std::abs(x + 1.3)); }, {-infinity, 0.0}, 2 - std::exp(-1.3), 330);
    const double s = 1.0 / 3;
    check([=](argument at) { return std::abs(at.x - s); }, {0.0, 1.0}, of_power(s, 1), 72);
    check([=](argument at) { return at.x < s ? 0.0 : 1.0; }, {0.0, 1.0}, 1 - s, 98);
}

namespace {

/// Over the line, of |x - s|^q / (1 + x^2), -1 < q < 1: pi times the harmonic function at i of which |x - s|^q are the values on
/// the real axis.
double of_power_over_cauchy(double s, double q) {
    const double pi = std::numbers::pi;
    return pi * std::pow(1 + s * s, q / 2) * std::cos(q * std::atan(s)) / std::cos(q * pi / 2);
}

/// From 0 to infinity, of |x - s|^q exp(-x): exp(-s) times gamma(1 + q) and the series of the integral of t^q exp(t) from 0 to s.
double of_power_and_decay(double s, double q) {
    double sum = std::tgamma(1 + q), term = std::pow(s, 1 + q);
    for (int k = 0; k < 60; term *= s / ++k) sum += term / (k + 1 + q);
    return std::exp(-s) * sum;
}

}  // namespace

TEST_CASE("powers and logarithms are located on infinite pieces, away from their ends") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const domain line{-infinity, infinity};
    const auto check = [](auto f, const domain& where, double exact, double tolerance, std::uint64_t most) {
        const auto r = integrate(f, where, located(tolerance));
        CHECK(r.converged());
        CHECK(std::abs(r.value - exact) <= r.error);
        CHECK(r.error <= tolerance * exact);
        CHECK(r.evaluations <= most);
    };
    // Bisected, none of the first three converges, and the others take 1102, 2052 and 1008.
    check([](double x) { return std::pow(std::abs(x + 2.7), -0.8) / (1 + x * x); }, line, of_power_over_cauchy(-2.7, -0.8), 1e-8,
          780);
    check([](double x) { return std::pow(std::abs(x - 12), -0.5) / (1 + x * x); }, line, of_power_over_cauchy(12, -0.5), 1e-9, 860);
    check([](double x) { return std::pow(std::abs(x - 1.7), -0.7) * std::exp(-x); }, {0.0, infinity}, of_power_and_decay(1.7, -0.7),
          1e-9, 430);
    check([](double x) { return std::pow(std::abs(x - 1.0 / 3), 0.3) / (1 + x * x); }, line, of_power_over_cauchy(1.0 / 3, 0.3),
          1e-9, 480);
    check([](double x) { return std::log(std::abs(x - 2)) / (1 + x * x); }, line, std::numbers::pi / 2 * std::log(5.0), 1e-9, 620);
    check([](double x) { return std::pow(std::abs(x + 1.7), 0.3) * std::exp(x); }, {-infinity, 0.0}, of_power_and_decay(1.7, 0.3),
          1e-9, 380);
}

TEST_CASE("f of an argument has its powers located where f of x has them, in the same way") {
    const power_law f{1.0 / 3, -0.5};
    const auto of_x = integrate(f, {0.0, 1.0}, located(1e-12));
    const auto r = integrate([f](argument at) { return f(at.x); }, {0.0, 1.0}, located(1e-12));
    CHECK(r.converged());
    CHECK(r.evaluations == of_x.evaluations);
    CHECK(std::abs(r.value - of_x.value) <= 1e-15);
    // Singular at an end, too: with s = 1/3, pi + 2 log((1 + sqrt(1 - s)) / sqrt(s)).
    const auto both = integrate([f](argument at) { return f(at.x) / std::sqrt(at.from_a); }, {0.0, 1.0}, located(1e-12));
    CHECK(both.converged());
    CHECK(both.evaluations <= 410);
    CHECK(std::abs(both.value - (std::numbers::pi + 2 * std::log((1 + std::sqrt(2.0 / 3)) / std::sqrt(1.0 / 3)))) <= 1e-12);
}

TEST_CASE("several places, pieces, a reversed domain, and both refinements") {
    const auto f = [](double x) {
        return std::pow(std::abs(x - 0.2), -0.4) + std::log(std::abs(x - 0.55)) + std::sqrt(std::abs(x - 0.9));
    };
    const double exact = of_power(0.2, -0.4) + of_logarithm(0.55) + of_power(0.9, 0.5);
    for (const refinement which : {refinement::global, refinement::local}) {
        for (const domain& where : {domain{0.0, 1.0}, domain{0.0, 0.5, 1.0}, domain{1.0, 0.0}}) {
            options o = located(1e-9);
            o.refinement = which;
            const auto r = integrate(f, where, o);
            CHECK(r.converged());
            CHECK(std::abs(std::abs(r.value) - std::abs(exact)) <= 1e-9 * std::abs(exact));
            CHECK(r.evaluations < (which == refinement::global ? 1500 : 3000));
        }
    }
}

TEST_CASE("the result does not depend on workers, speculation, cost of f, or who evaluates it; nothing is evaluated in excess") {
    for (std::uint64_t i = 0; i < 24; ++i) {
        const int family = std::array{0, 2, 9, 10, 1, 3}[i % 6];
        CAPTURE(family);
        CAPTURE(i);
        const auto m = draw(family, 9000 + i);
        options o = located(i % 2 == 0 ? 1e-9 : 1e-5);
        const auto expected = integrate(m.f, {0.0, 1.0}, o);
        CHECK(expected.calls == expected.evaluations);
        for (const int slots : {2, 8}) {
            for (const double speculation : {0.0, 0.5, 2.0}) {
                for (const auto cost : {grain::points, grain::segments}) {
                    o.concurrency = slots;
                    o.speculation = speculation;
                    o.cost_of_f = cost;
                    CHECK(same_bits(integrate(m.f, {0.0, 1.0}, o), expected));
                }
            }
        }
        o.speculation = 0;
        o.relative_tolerance = 0;
        o.absolute_tolerance = 1e-7;
        const auto absolute = integrate(m.f, {0.0, 1.0}, o);
        if (absolute.converged()) CHECK(absolute.calls == absolute.evaluations);

        session<double> asked({0.0, 1.0}, located(i % 2 == 0 ? 1e-9 : 1e-5));
        while (!asked.done()) {
            for (const double x : asked.ask(3)) asked.tell(x, m.f(x));
        }
        CHECK(same_bits(asked.result(), expected));

        // With some values there already.
        integrator half(m.f, located(1e-3));
        half({0.0, 1.0});
        const tolerance finer{0, expected.error > 0 && i % 2 == 0 ? 1e-9 : 1e-5};
        CHECK(same_bits(half({0.0, 1.0}, finer), expected));
    }
}

TEST_CASE("f times a power of two takes the same evaluations, and the result is as many times as large, to the bit") {
    for (std::uint64_t i = 0; i < 12; ++i) {
        const auto m = draw(std::array{0, 1, 2, 9, 10}[i % 5], 500 + i);
        const auto r = integrate(m.f, {0.0, 1.0}, located());
        for (const int k : {-200, 31, 300}) {
            const auto scaled = integrate([&](double x) { return std::ldexp(m.f(x), k); }, {0.0, 1.0}, located());
            CHECK(scaled.value == std::ldexp(r.value, k));
            CHECK(scaled.error == std::ldexp(r.error, k));
            CHECK(scaled.evaluations == r.evaluations);
        }
    }
}

TEST_CASE("what only looks singular is not believed") {
    const double s = 0.7;
    for (const double e : {1e-4, 1e-6, 1e-8, 1e-10, 1e-12, 1e-14, 1e-16}) {
        CAPTURE(e);
        const double root = std::sqrt(e);
        const auto half_log = [=](double d) { return d * std::log(d * d + e) - 2 * d + 2 * root * std::atan(d / root); };
        const auto r = integrate([=](double x) { return std::log((x - s) * (x - s) + e); }, {0.0, 1.0}, located(1e-9));
        CHECK(std::abs(r.value - half_log(s) - half_log(1 - s)) <= std::max(r.error, 1e-13));
        const auto half_root = [=](double d) { return (d * std::hypot(d, root) + e * std::asinh(d / root)) / 2; };
        const auto q = integrate([=](double x) { return std::sqrt((x - s) * (x - s) + e); }, {0.0, 1.0}, located(1e-9));
        CHECK(std::abs(q.value - half_root(s) - half_root(1 - s)) <= std::max(q.error, 1e-13));
    }
    for (const double k : {1e2, 1e3, 1e4, 1e6, 1e9}) {
        CAPTURE(k);
        // The integral of tanh is log cosh / k, for large arguments |u| - log 2.
        const auto log_cosh = [](double u) { return std::abs(u) + std::log1p(std::exp(-2 * std::abs(u))) - std::numbers::ln2; };
        const auto r = integrate([=](double x) { return 1.5 + std::tanh(k * (x - 0.4)); }, {0.0, 1.0}, located(1e-9));
        CHECK(std::abs(r.value - 1.5 - (log_cosh(0.6 * k) - log_cosh(0.4 * k)) / k) <= std::max(r.error, 1e-14));
    }
    for (const double apart : {1e-1, 1e-2, 1e-3, 1e-5, 1e-7}) {
        CAPTURE(apart);
        const auto f = [=](double x) { return power_law{0.5, -0.5}(x) + power_law{0.5 + apart, -0.3}(x); };
        const auto r = integrate(f, {0.0, 1.0}, located(1e-9));
        CHECK(std::abs(r.value - of_power(0.5, -0.5) - of_power(0.5 + apart, -0.3)) <= std::max(r.error, 1e-13));
    }
}

TEST_CASE("an attempt in vain leaves nothing behind that hides what f does") {
    // A reviewer's finds: each was claimed to 1e-10, and off by 6 to 11,000 times as much.
    const auto against_breakpoint = [](auto f, double s) {
        const auto r = integrate(f, {0.0, 1.0}, located(1e-10));
        const auto exact = integrate(f, {0.0, s, 1.0}, {.relative_tolerance = 1e-13, .concurrency = 1});
        CHECK(std::abs(r.value - exact.value) <= std::max(r.error, 1e-14));
    };
    const double two_orders = 0.39359945335110474, one_sided = 0.026329213297033836, beside = 0.5 - 1e-6, kink = 0.499;
    against_breakpoint(
        [=](double x) {
            const double d = x - two_orders;
            return d < 0 ? 1.3 * std::pow(-d, 0.785) : 0.34 * std::pow(d, -0.0047);
        },
        two_orders);
    against_breakpoint(
        [=](double x) {
            const double d = x - one_sided;
            return (d > 0 ? std::pow(d, 0.033015259256384488) - 0.27586679852660378 : 0) + 0.3 * x;
        },
        one_sided);
    against_breakpoint([=](double x) { return std::sqrt(std::abs(x - beside)) + std::sin(3 * x); }, beside);
    against_breakpoint([=](double x) { return std::abs(x - kink) + std::sin(3 * x); }, kink);
    const double peak = 0.84148119122314957;
    against_breakpoint([=](double x) { return 1 + 100 * std::exp(-std::pow((x - peak) / 7.2255e-4, 2)); }, peak);
}

TEST_CASE("a place at 0, where doubles are dense, is no other") {
    for (const double s : {0.0, 1e-9, -1e-12}) {
        const auto r = integrate(power_law{s, -0.9}, {-1.0, 1.7}, located(1e-10));
        CHECK(r.converged());
        CHECK(r.evaluations < 500);
        CHECK(std::abs(r.value - (std::pow(1 + s, 0.1) + std::pow(1.7 - s, 0.1)) / 0.1) <= 1e-10 * r.value);
    }
}

TEST_CASE("the accuracy of f's values counts next to a place, too") {
    // Most of the integral of |x - 0.4|^-0.9 lies next to it.
    options o = located(1e-3);
    o.f_relative_accuracy = 1e-6;
    const auto r = integrate(power_law{0.4, -0.9}, {0.0, 1.0}, o);
    CHECK(r.converged());
    CHECK(r.error >= 0.99e-6 * r.value);
}

// Each was wrong by 10 to 2000 times the tolerance, and converged.
TEST_CASE("two places close to each other are not taken for one") {
    using namespace places;
    const auto check = [](const several& all) {
        const family_member sum = all.sum();
        for (const auto which : {inner_places::kinks_and_jumps, inner_places::located}) {
            const auto r = integrate(sum.f, {0.0, 1.0}, {.relative_tolerance = 1e-9, .concurrency = 1, .inner_places = which});
            CHECK(r.converged());
            CHECK(std::abs(r.value - sum.exact) <= 1e-9 * std::abs(sum.exact));
        }
    };
    SUBCASE("kinks") { check({{tip(0.3), tip(0.3001)}}); }
    SUBCASE("jumps, next to a core") {
        check({{jump(0.56711868390619891), jump(0.56711871696703431, -0.59467163246437937), smooth(2)}});
    }
    SUBCASE("jumps, in a core that is given up") {
        check({{step(0.18672532119982801), step(0.18672533948021322, 2.0970)}});
        check({{step(0.61422617450877282), step(0.61422618207472468, 1.2622903795856539)}});
    }
    SUBCASE("a logarithm and a jump") {
        check({{logarithm(0.9534940434250132), jump(0.95349406198133679, 0.33614765656061335)}});
        check({{logarithm(0.61571447443076011), jump(0.61571451981237835, 2.0516875974229976)}});
    }
}
