// Ordinary formulas at the ends of their range: where they are 0 / 0, infinity times 0, 1 / sqrt(0), noise, or overflow, although
// the integral is in every textbook; and features that lie beside a limit or breakpoint. Every instance by the default rule and by
// clenshaw_curtis(), at five tolerances, and in the mirror. The numbers of evaluations are bars; they may fall.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

#include <taskquad/integrate_as.hpp>
#include <taskquad/taskquad.hpp>

#include "reference/serial.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/grain.hpp"

using namespace taskquad;
using std::cos, std::sin, std::exp, std::log, std::pow, std::sqrt, std::abs, std::numbers::pi;

namespace {

constexpr double inf = INFINITY;
constexpr double tolerances[] = {1e-3, 1e-6, 1e-8, 1e-10, 1e-12};
constexpr std::uint64_t any = 10'000;  ///< evaluations

struct instance {
    std::string name;
    std::function<double(double)> f;
    std::vector<double> where;
    double exact;
    std::uint64_t most = any;     ///< evaluations by the default rule, at the tightest tolerance,
    std::uint64_t most_cc = any;  ///< and by clenshaw_curtis()
    int initial_segments = 1;
};

std::array<rule, 2> both_rules() { return {gauss_kronrod(21), clenshaw_curtis()}; }

instance mirrored(instance k) {
    k.f = [f = k.f](double x) { return f(-x); };
    std::ranges::reverse(k.where);
    for (double& x : k.where) x = -x;
    return k;
}

options with(const instance& k, double tolerance, const rule& by) {
    return {.relative_tolerance = tolerance,
            .rule = by,
            .max_evaluations = 1'000'000,
            .concurrency = 1,
            .keep_partition = true,
            .initial_segments = k.initial_segments};
}

/// How a result compares with the exact value, for a message.
std::string described(const result<>& r, double exact) {
    std::ostringstream s;
    s << to_string(r.status).substr(0, 10) << ": " << r.evaluations << " evaluations, relatively off by "
      << abs(r.value / exact - 1) << ", said to be " << r.error / abs(exact);
    return s.str();
}

/// Converged, and right, as it stands and in the mirror, at all tolerances from the loosest to this one.
void check_right(const instance& given, double tightest = 1e-12, double loosest_cc = 1) {
    for (const bool in_the_mirror : {false, true}) {
        const instance k = in_the_mirror ? mirrored(given) : given;
        for (const rule& by : both_rules()) {
            for (const double t : tolerances) {
                if (t < tightest || (t > loosest_cc && by.levels() > 1)) continue;
                const auto r = integrate(k.f, domain(k.where), with(k, t, by));
                const std::string found = described(r, k.exact);
                CAPTURE(k.name);
                CAPTURE(in_the_mirror);
                CAPTURE(by.levels());
                CAPTURE(t);
                CAPTURE(found);
                CHECK(r.converged());
                CHECK(abs(r.value - k.exact) <= t * abs(k.exact));
                CHECK(r.evaluations <= (by.levels() == 1 ? k.most : k.most_cc));
            }
        }
    }
}

void check_right(const std::vector<instance>& list) {
    for (const auto& k : list) check_right(k);
}

/// The status at this tolerance, and an error that contains the truth.
void check_honest(const instance& given, status expected, double tolerance) {
    for (const bool in_the_mirror : {false, true}) {
        const instance k = in_the_mirror ? mirrored(given) : given;
        for (const rule& by : both_rules()) {
            const auto r = integrate(k.f, domain(k.where), with(k, tolerance, by));
            const std::string found = described(r, k.exact);
            CAPTURE(k.name);
            CAPTURE(in_the_mirror);
            CAPTURE(by.levels());
            CAPTURE(tolerance);
            CAPTURE(found);
            CHECK(r.status == expected);
            CHECK(abs(r.value - k.exact) <= r.error);
            CHECK(r.error > tolerance * abs(r.value));
            CHECK(r.evaluations <= (by.levels() == 1 ? k.most : k.most_cc));
        }
    }
}

// --- what several tests are about

double planck(double x) { return x * x * x / (exp(x) - 1); }
// Gamma(4) zeta(4): DLMF 25.5.1, 25.6.1.
const double of_planck = pow(pi, 4) / 15;

double pendulum(double t) { return 1 / sqrt(cos(t) - cos(1.0)); }
// sqrt 2 K(k = sin(1/2)), by sin(t / 2) = k sin(phi); K: DLMF 19.2.8.
const double of_pendulum = 2.3687991130305955;

double circle(double x) { return 1 / sqrt(1 - x * x); }

double hyperbola(double x) { return 1 / sqrt(x * x - 9); }
// From 3 to 6.
const double of_hyperbola = std::acosh(2.0);

double slow_tail(double x) { return (1 - cos(x)) / (x * x); }

double spike(double x) { return 1 + 1000 * exp(-pow((x - 0.8733) / 2e-4, 2)); }
const double of_spike = 1 + 1000 * 2e-4 * sqrt(pi);

double gauss(double x) { return exp(-x * x); }

// The transform of Abel of exp(9 - r^2), at y = 3.
double abel(double r) { return 2 * exp(9 - r * r) * r / sqrt(r * r - 9); }
const double of_abel = sqrt(pi);

}  // namespace

// --- values without digits, or not finite, in a run of outermost abscissae

TEST_CASE("Planck's integral and its like are right, although the formulas are infinity / infinity, 0 / 0 or infinity times 0") {
    check_right({
        {"x^3 / (e^x - 1)", planck, {0, inf}, of_planck, 400, 520},
        {"x^3 / (e^x - 1) to 1e4", planck, {0, 1e4}, of_planck, 400, 560},
        // Gamma(2) zeta(2): DLMF 25.5.1.
        {"x / (e^x - 1)", [](double x) { return x / (exp(x) - 1); }, {0, inf}, pi * pi / 6, 400, 400},
        // 1 / x = u makes it 4 u^2 exp(-2 u).
        {"4 x^-4 exp(-2 / x)", [](double x) { return 4 * pow(x, -4) * exp(-2 / x); }, {0, inf}, 1, 400, 420},
        {"4 / x^4 exp(-2 / x)", [](double x) { return 4 / (x * x * x * x) * exp(-2 / x); }, {0, inf}, 1, 400, 420},
    });
}

TEST_CASE("the same integrals are right in long double") {
    constexpr long double infinite = std::numeric_limits<long double>::infinity();
    const auto check = [&](auto f, long double exact) {
        const auto r = integrate_as<long double>(f, {0, infinite});
        CHECK(r.converged());
        CHECK(abs(r.value / exact - 1) <= 1e-8L);
        CHECK(r.evaluations <= 400);
    };
    constexpr long double p = std::numbers::pi_v<long double>;
    check([](long double x) { return x * x * x / (std::exp(x) - 1); }, p * p * p * p / 15);
    check([](long double x) { return x / (std::exp(x) - 1); }, p * p / 6);
    check([](long double x) { return 4 * std::pow(x, -4.0L) * std::exp(-2 / x); }, 1);
}

TEST_CASE("so are other integrals of statistical mechanics and probability") {
    check_right({
        // Debye's heat capacity: by parts 4 Gamma(4) zeta(4).
        {"x^4 e^x / (e^x - 1)^2", [](double x) { return pow(x, 4) * exp(x) / pow(exp(x) - 1, 2); }, {0, inf}, 4 * of_planck},
        // By parts 2 Gamma(2) zeta(2).
        {"x^2 e^x / (e^x - 1)^2", [](double x) { return x * x * exp(x) / pow(exp(x) - 1, 2); }, {0, inf}, pi * pi / 3},
        // Gamma(6) zeta(6): DLMF 25.5.1, 25.6.1.
        {"x^5 / (e^x - 1)", [](double x) { return pow(x, 5) / (exp(x) - 1); }, {0, inf}, 8 * pow(pi, 6) / 63},
        // 3/2 zeta(3): DLMF 25.5.3.
        {"x^2 / (e^x + 1)", [](double x) { return x * x / (exp(x) + 1); }, {0, inf}, 1.5 * 1.2020569031595942854},
        // The same in a unit of Hz, without a scale.
        {"Planck in Hz", [](double x) { return x * x * x / (exp(1.6e-13 * x) - 1); }, {0, inf}, of_planck / pow(1.6e-13, 4)},
        {"Planck from a breakpoint on", planck, {0, 1, inf}, of_planck},
        // e^x - 1 = u^2: 2 / (1 + u^2).
        {"1 / sqrt(e^x - 1)", [](double x) { return 1 / sqrt(exp(x) - 1); }, {0, inf}, pi},
        // x^-3 exp(-1 / x): u exp(-u).
        {"inverse gamma", [](double x) { return pow(x, -3) * exp(-1 / x); }, {0, inf}, 1},
        // The derivative of 1 / (1 + e^-x).
        {"logistic over the line", [](double x) { return exp(x) / pow(1 + exp(x), 2); }, {-inf, inf}, 1},
        // The sum of 2 / (2 k + 1)^2, by expansion in exp(-(2 k + 1) x).
        {"x / sinh x", [](double x) { return x / std::sinh(x); }, {0, inf}, pi * pi / 4},
    });
}

TEST_CASE("entropy, and a logarithm that cancels, are right") {
    // By parts: the integral of x^2 times the derivative of Fermi's function, pi^2 / 3.
    check_right({"entropy of fermions",
                 [](double x) {
                     const double n = 1 / (exp(x) + 1);
                     return -n * log(n) - (1 - n) * log(1 - n);
                 },
                 {-inf, inf},
                 pi * pi / 3});
    // The sum of (-1)^(k + 1) / k^2.
    check_right({"log(1 + e^x) - x", [](double x) { return log(1 + exp(x)) - x; }, {0, inf}, pi * pi / 12}, 1e-10);
}

TEST_CASE("a pendulum let go near its top is right: behind its turning point there is another") {
    // At 2 pi - t0, a tenth of the width from there; sqrt(2) K(sin(t0 / 2)), DLMF 19.2.8.
    for (const double t0 : {2.9889, 2.9938619930996548, 2.995}) {
        CAPTURE(t0);
        const auto r = integrate([t0](double t) { return 1 / sqrt(cos(t) - cos(t0)); }, {0.0, t0});
        const double exact = sqrt(2.0) * std::comp_ellint_1(sin(t0 / 2));
        CHECK(r.converged());
        CHECK(abs(r.value - exact) <= 1e-10 * exact);
    }
}

TEST_CASE("powers of differences that cancel to 0 are right to the digits that they have, wherever the abscissae fall") {
    struct pair {
        const char* name;
        double (*cancels)(double);
        double (*same)(double);  // without a difference
    };
    const pair list[] = {
        {"(1 - cos x)^-.2", [](double x) { return pow(1 - cos(x), -0.2); },
         [](double x) { return pow(2 * pow(sin(x / 2), 2), -0.2); }},
        {"(cosh x - 1)^-.2", [](double x) { return pow(std::cosh(x) - 1, -0.2); },
         [](double x) { return pow(2 * pow(std::sinh(x / 2), 2), -0.2); }},
        {"(sqrt(1 + x^2) - 1)^-.25", [](double x) { return pow(sqrt(1 + x * x) - 1, -0.25); },
         [](double x) { return pow(x * x / (sqrt(1 + x * x) + 1), -0.25); }},
    };
    for (const pair& p : list) {
        for (int i = 0; i < 20; ++i) {
            const domain range{0.0, 0.3 * pow(10, i / 20.0)};
            const auto exact = integrate(p.same, range, {.relative_tolerance = 1e-12});
            REQUIRE(exact.converged());
            for (const rule& by : both_rules()) {
                const auto r = integrate(p.cancels, range, {.rule = by});
                CAPTURE(p.name);
                CAPTURE(i);
                CHECK(r.converged());
                CHECK(abs(r.value - exact.value) <= 1e-8 * exact.value);
            }
        }
    }
}

TEST_CASE("differences over powers of x that cancel at 0 are right to the digits that they have") {
    // Each by parts once or twice. Si(1): DLMF 6.2.9; of (e^x - 1) / x: the sum of 1 / (n n!).
    const double si = 0.946083070367183014941, ein = 1.317902151454403894860;
    check_right({"(1 - cos x) / x^2", slow_tail, {0, 1}, cos(1.0) - 1 + si}, 1e-10);
    check_right({"(e^x - 1 - x) / x^2", [](double x) { return (exp(x) - 1 - x) / (x * x); }, {0, 1}, ein - std::numbers::e + 2},
                1e-10);
    check_right(
        {"(x - sin x) / x^3", [](double x) { return (x - sin(x)) / (x * x * x); }, {0, 1}, (sin(1.0) - 2 + cos(1.0) + si) / 2},
        1e-10);
    check_right({"(1 - e^-x - x e^-x) / x^2", [](double x) { return (1 - exp(-x) - x * exp(-x)) / (x * x); }, {0, inf}, 1}, 1e-8);
}

// --- turning points

TEST_CASE("turning points are right to 1e-12 from x alone, within 160 evaluations at one end") {
    check_right({
        {"pendulum", pendulum, {0, 1}, of_pendulum, 160, 160},
        {"pendulum to 1 + 1e-12", pendulum, {0, 1 + 1e-12}, of_pendulum, 160, 160},
        {"circle", circle, {0, 1}, pi / 2, 160, 160},
        {"circle, a = 0.7", [](double x) { return 1 / sqrt(0.7 * 0.7 - x * x); }, {0, 0.7}, pi / 2, 160, 160},
        {"circle, both ends", circle, {-1, 1}, pi, 330, 330},
        // -log(1 - x) = u^2: twice the half of Gauss's integral.
        {"1 / sqrt(-log(1 - x))", [](double x) { return 1 / sqrt(-log(1 - x)); }, {0, 1}, sqrt(pi), 320, 160},
    });
}

TEST_CASE("so are siblings, and where a root finder has left the limit off by 1e-12 or 1e-14") {
    check_right({
        {"pendulum to 1 + 1e-14", pendulum, {0, 1 + 1e-14}, of_pendulum, 160, 160},
        {"circle, a = 0.7, to a + 1e-12", [](double x) { return 1 / sqrt(0.7 * 0.7 - x * x); }, {0, 0.7 + 1e-12}, pi / 2, 160, 160},
        {"circle, a = 0.7, to a + 1e-14", [](double x) { return 1 / sqrt(0.7 * 0.7 - x * x); }, {0, 0.7 + 1e-14}, pi / 2, 160, 160},
        // The lemniscate: DLMF 19.20.2.
        {"1 / sqrt(1 - x^4)", [](double x) { return 1 / sqrt(1 - pow(x, 4)); }, {0, 1}, 1.31102877714605990523, 160, 200},
        // B(1/3, 1/2) / 3, by x^3 = u: DLMF 5.12.1.
        {"1 / sqrt(1 - x^3)",
         [](double x) { return 1 / sqrt(1 - pow(x, 3)); },
         {0, 1},
         std::tgamma(1.0 / 3) * sqrt(pi) / std::tgamma(5.0 / 6) / 3,
         160,
         200},
        {"1 / sqrt(x^2 - 9)", hyperbola, {3, 6}, of_hyperbola, 160, 160},
        {"1 / sqrt(x^2 - 9) from 3 - 1e-12", hyperbola, {3 - 1e-12, 6}, of_hyperbola, 160, 160},
        // The transform of Abel of 1 up to r = 1, at y = 0.6: 2 sqrt(1 - y^2).
        {"2 r / sqrt(r^2 - y^2)", [](double r) { return 2 * r / sqrt(r * r - 0.6 * 0.6); }, {0.6, 1}, 1.6, 160, 160},
    });
}

TEST_CASE("a limit that ends short of the singular point is believed: the integral is that up to the limit") {
    for (const int digits : {3, 6, 9, 12}) {
        const double b = 1 - pow(10.0, -digits);
        check_right({"circle to 1 - 1e-" + std::to_string(digits), circle, {0, b}, std::asin(b)}, 1e-8);
    }
}

// --- f has vanished before its formula fails

TEST_CASE("0 times infinity where f has vanished is 0") {
    check_right({
        // exp(1/4) sqrt(pi) / 2 (1 + erf(1/2)), by x (1 - x) = 1/4 - (x - 1/2)^2.
        {"exp(-x^2) e^x", [](double x) { return exp(-x * x) * exp(x); }, {0, inf}, 1.7302344337037002, 400, 560},
        // 1 / (1 + e^-3), by the derivative of the logistic function.
        {"e / (1 + e)^2",
         [](double x) {
             const double e = exp(x - 3);
             return e / ((1 + e) * (1 + e));
         },
         {0, inf},
         0.95257412682243322,
         400,
         560},
        {"e / (1 + e) / (1 + e)",
         [](double x) {
             const double e = exp(x - 3);
             return e / (1 + e) / (1 + e);
         },
         {0, inf},
         0.95257412682243322,
         400,
         560},
    });
}

TEST_CASE("so it is where the power overflows before the next abscissa, far beyond f's peak") {
    // Gamma(101), and 2^82 Gamma(83) by x^2 / 2 = u: x^165 is infinite from 73.6 on, exp(-x^2 / 2) is 0 from 38.6 on.
    check_right({"x^100 e^-x", [](double x) { return pow(x, 100) * exp(-x); }, {0, inf}, std::tgamma(101)}, 1e-10);
    check_right(
        {"x^165 exp(-x^2 / 2)", [](double x) { return pow(x, 165) * exp(-x * x / 2); }, {0, inf}, std::ldexp(std::tgamma(83), 82)},
        1e-10);
}

TEST_CASE("so it is with initial segments, none of which but the first ones has a value") {
    for (const int n : {2, 5, 20}) {
        check_right({"exp(-x^2) e^x", [](double x) { return exp(-x * x) * exp(x); }, {0, inf}, 1.7302344337037002, any, any, n});
        check_right(
            {"exp(-x^2) e^x to 1e4", [](double x) { return exp(-x * x) * exp(x); }, {0, 1e4}, 1.7302344337037002, any, any, n});
        check_right({"x^3 / (e^x - 1)", planck, {0, inf}, of_planck, any, any, n});
    }
}

TEST_CASE("local refinement gets over values that are not finite, too, and comes to an end") {
    // pi^2 / 4, by expansion in powers of x^2; Euler's constant: DLMF 5.9.18, mirrored.
    const auto of_log = [](double x) { return log(x) / (x * x - 1); };
    const auto of_euler = [](double x) { return (1 / (1 - exp(x)) + 1 / x) * exp(x); };
    const auto overflows = [](double x) { return pow(x, 239) * exp(-x * x / 2); };
    const auto two_levels = [](double x) { return x < 0.5 ? 1.0 : 1e-3 * (1 + sin(400 * x * x)); };
    for (const rule& by : both_rules()) {
        CAPTURE(by.levels());
        const options local{.rule = by, .refinement = refinement::local};
        const auto first = integrate(of_log, {0.0, inf}, local), second = integrate(of_euler, {-inf, 0.0}, local);
        CHECK(first.converged());
        CHECK(abs(first.value - pi * pi / 4) <= 1e-8 * first.value);
        CHECK(second.converged());
        CHECK(abs(second.value - std::numbers::egamma) <= 1e-8 * second.value);
        const auto third = integrate(overflows, {0.0, inf}, local);
        CHECK(third.status == status::non_finite);
        CHECK(third.non_finite_at == doctest::Approx(19.5).epsilon(0.01));
        // The noise that is stated is nearly what is asked for: target after target is missed.
        for (int i = 0; i < 20; ++i) {
            options noisy = local;
            noisy.relative_tolerance = 1e-6;
            noisy.f_relative_accuracy = (0.99 + 0.0015 * i) * 1e-6;
            const auto r = integrate(two_levels, {0.0, 0.5, 1.0}, noisy);
            CHECK((r.converged() || r.status == status::roundoff));
        }
    }
}

TEST_CASE("a component that has come to its end excuses no value of another") {
    const auto f = [](double x) {
        const double second = x > 800 && x < 900 ? std::numeric_limits<double>::quiet_NaN() : exp(-pow((x - 1000) / 100, 2));
        return std::array{exp(-x * x) * exp(x), second};
    };
    for (const rule& by : both_rules()) {
        for (const auto how : {refinement::global, refinement::local}) {
            CHECK(integrate(f, {0.0, inf}, {.rule = by, .refinement = how}).status == status::non_finite);
        }
    }
}

TEST_CASE("a component that has vanished before it is NaN does not cost another that is not there yet") {
    // The first is NaN from 709.8 on.
    const auto f = [](double x) { return std::array{exp(-x * x) * exp(x), exp(-pow((x - 1000) / 100, 2))}; };
    const double second = 100 * sqrt(pi);  // all but 1e-45 of it
    for (const rule& by : both_rules()) {
        for (const int n : {1, 5}) {
            for (const std::vector<double>& where : {std::vector{0.0, inf}, std::vector{0.0, 1e4}}) {
                CAPTURE(by.levels());
                CAPTURE(n);
                CAPTURE(where.back());
                const auto r = integrate(f, domain(where), {.relative_tolerance = 1e-8, .rule = by, .initial_segments = n});
                const double off = std::hypot(r.value[0] - 1.7302344337037002, r.value[1] - second);
                // Nothing may be lost without a word,
                CHECK(!(off > r.error));
                // nor with one.
                CHECK(r.converged());
                CHECK(off <= 1e-8 * second);
            }
        }
    }
}

// --- overflow

TEST_CASE("an f that overflows inside its range is non_finite, at a place where it is, and is to be scaled") {
    const std::vector<instance> list{
        {"x^239 exp(-x^2 / 2)", [](double x) { return pow(x, 239) * exp(-x * x / 2); }, {0, inf}, NAN},
        {"infinite from 0.5 on", [](double x) { return x > 0.5 ? inf : 1; }, {0, 1}, NAN},
        {"1e308 (1 + x)", [](double x) { return 1e308 * (1 + x); }, {0, 10}, NAN},
        {"-1e308 (1 + x)", [](double x) { return -1e308 * (1 + x); }, {0, 10}, NAN},
        {"exp(x^2)", [](double x) { return exp(x * x); }, {0, 100}, NAN},
        // Within a thousandth of the end, where a power would be divergent.
        {"exp(0.5 / (1 - x))", [](double x) { return exp(0.5 / (1 - x)); }, {0, 1}, NAN},
    };
    for (const auto& given : list) {
        for (const bool in_the_mirror : {false, true}) {
            const instance k = in_the_mirror ? mirrored(given) : given;
            for (const rule& by : both_rules()) {
                for (const double t : tolerances) {
                    CAPTURE(k.name);
                    CAPTURE(by.levels());
                    CAPTURE(t);
                    const auto r = integrate(k.f, domain(k.where), with(k, t, by));
                    CHECK(r.status == status::non_finite);
                    CHECK(!std::isfinite(k.f(r.non_finite_at)));
                    CHECK(r.evaluations <= 500);
                    CHECK(to_string(r.status).find("f overflows; scale it") != std::string_view::npos);
                }
            }
        }
    }
    // Scaled, it is right: 2^119 119! is Gamma(120) 2^119, by x^2 / 2 = u.
    // Outside f: lgamma writes to a global variable, and f is called by several threads at a time.
    const double scale = std::lgamma(120) + 119 * log(2.0);
    const auto scaled = [scale](double x) { return exp(239 * log(x) - x * x / 2 - scale); };
    CHECK(abs(integrate(scaled, {0.0, inf}, {.relative_tolerance = 1e-8}).value - 1) <= 1e-8);
}

// --- pieces that look like nothing

TEST_CASE("constant pieces converge, and so does a spike that the starting mesh has found") {
    check_right({
        // 1 + 2 + ... + 8.
        {"1 + floor x", [](double x) { return 1 + std::floor(x); }, {0, 1, 2, 3, 4, 5, 6, 7, 8}, 36, 504, 1400},
        {"1 in 7 segments", [](double) { return 1.0; }, {0, 1}, 1, 441, 460, 7},
        {"a tariff", [](double x) { return x < 0.3   ? 2.5
                                           : x < 0.7 ? 0
                                                     : -1; }, {0, 0.3, 0.7, 1}, 0.45, 200, 1400},
    });
    // Of the abscissae of clenshaw_curtis() on 20 segments the nearest sees 2e-6 of it: at 1e-3 that is not there.
    check_right({"spike, 20 segments", spike, {0, 1}, of_spike, 1700, 1700, 20}, 1e-12, 1e-6);
    check_right({"spike, 40 segments", spike, {0, 1}, of_spike, 2900, 2900, 40});
}

TEST_CASE("a constant converges by every rule, wherever it is looked at from close by") {
    for (const rule& by : {gauss_kronrod(7), gauss_kronrod(21), clenshaw_curtis(5), clenshaw_curtis(9), clenshaw_curtis(17),
                           clenshaw_curtis(), simpson(), simpson({.guarded = true})}) {
        for (const double value : {0.0, 1.0, -3.0}) {
            for (const std::vector<double>& where :
                 {std::vector{0.0, 1.0}, {-1.0, 0.0}, {1.0, 2.0}, {0.0, 100.0}, {-1.0, 2.0, 7.0}}) {
                for (const double t : {1e-3, 1e-10}) {
                    CAPTURE(by.levels());
                    CAPTURE(by.abscissae().size());
                    CAPTURE(value);
                    CAPTURE(where.back());
                    CAPTURE(t);
                    const double exact = value * (where.back() - where.front());
                    const auto r = integrate([=](double) { return value; }, domain(where),
                                             {.absolute_tolerance = value == 0 ? t : 0, .relative_tolerance = t, .rule = by});
                    CHECK(r.converged());
                    CHECK(abs(r.value - exact) <= t * abs(exact));
                }
            }
        }
    }
}

TEST_CASE("a feature beside a limit or breakpoint is found from there, on either side") {
    check_right({
        {"Gauss, {-2500, 0, 2500}", gauss, {-2500, 0, 2500}, sqrt(pi), 900, 900},
        {"Gauss, {0, 1e5}", gauss, {0, 1e5}, sqrt(pi) / 2, 460, 620},
        {"left of a breakpoint", [](double x) { return x < 1 ? exp(1e4 * (x - 1)) : 0; }, {0, 1, 2}, 1e-4},
        {"right of a breakpoint", [](double x) { return x > 1 ? exp(-1e4 * (x - 1)) : 0; }, {0, 1, 2}, 1e-4},
    });
    // Near 1 x tells this to 1e-12.
    check_right({"beside both limits", [](double x) { return exp(-1e4 * x) + 3 * exp(1e4 * (x - 1)); }, {0, 1}, 4e-4}, 1e-10);
}

TEST_CASE("so it is where x tells the distance from a breakpoint to a part in 1e9 of the feature only") {
    const instance k{"exp(-1e6 |x - 2|)", [](double x) { return exp(-1e6 * abs(x - 2)); }, {0, 2, inf}, 2e-6};
    check_right(k, 1e-8);
    for (const rule& by : both_rules()) {
        const auto r = integrate(k.f, domain(k.where), with(k, 1e-12, by));
        CHECK(r.status != status::non_finite);
        CHECK(abs(r.value - k.exact) <= r.error);
    }
}

TEST_CASE("that look costs nothing where f is plainly something, and two more segments where it is not") {
    const auto evaluations = [](auto f, const domain& where) {
        return integrate(f, where, {.relative_tolerance = 1e-10}).evaluations;
    };
    CHECK(evaluations([](double x) { return sin(x); }, {0.0, pi}) == 21);
    CHECK(evaluations([](double x) { return exp(x); }, {0.0, 1.0}) == 21);
    CHECK(evaluations([](double x) { return exp(-x); }, {0.0, 1.0}) == 21);
    CHECK(evaluations([](double x) { return exp(x); }, {0.0, 0.5, 1.0}) == 42);
    CHECK(evaluations([](double) { return 3.0; }, {0.0, 1.0}) == 63);
    CHECK(evaluations([](double) { return 0.0; }, {0.0, 1.0}) == 63);
}

// --- what is said of what cannot be met

TEST_CASE("doubts of the two ends are kept apart: a finite end has not the digits, which is no divergence") {
    // r^2 = 9 + u^2: 2 exp(-u^2), over half the line.
    const instance k{"Abel at 3", abel, {3, inf}, of_abel, 240, 400};
    check_right(k, 1e-10);
    check_honest(k, status::endpoint_precision, 1e-12);
}

TEST_CASE("other transforms of Abel are right") {
    // Of exp(-r^2): sqrt(pi) exp(-y^2).
    check_right(
        {"Gauss at 1", [](double r) { return 2 * exp(-r * r) * r / sqrt(r * r - 1); }, {1, inf}, sqrt(pi) / std::numbers::e},
        1e-10);
    // Of (1 + r^2)^-1.5: 2 / (1 + y^2), by integrating over z = sqrt(r^2 - y^2).
    check_right({"heavy tail at 2", [](double r) { return 2 * pow(1 + r * r, -1.5) * r / sqrt(r * r - 4); }, {2, inf}, 0.4}, 1e-8);
    // x = 1 / cos(u).
    check_right({"1 / (x sqrt(x^2 - 1))", [](double x) { return 1 / (x * sqrt(x * x - 1)); }, {1, inf}, pi / 2}, 1e-8);
    // K_0(1): DLMF 10.32.8.
    check_right({"exp(-x) / sqrt(x^2 - 1)", [](double x) { return exp(-x) / sqrt(x * x - 1); }, {1, inf}, 0.42102443824070833334},
                1e-8);
}

TEST_CASE("steps of the denormal numbers are noise: the error knows them, and the end comes soon") {
    // 1 / (2 * 1e210); f is 1e-315, which has 8 digits, and less farther out.
    const instance far{"(1e105 + y)^-3", [](double y) { return pow(1e105 + y, -3); }, {0, inf}, 5e-211, 600, 600};
    // sqrt(2 pi) exp(-735) erf(8 / sqrt 2), of which a denormal number has 5 digits.
    const instance small{
        "exp(-735 - x^2 / 2)", [](double x) { return exp(-735 - x * x / 2); }, {-8, 8}, 1.5582808561462422e-319, 100, 130};
    for (const auto& k : {far, small}) {
        check_right(k, 1e-3);
        for (const double t : tolerances) {
            if (t < 1e-3) check_honest(k, status::roundoff, t);
        }
    }
}

TEST_CASE("an error that falls too slowly ends with that status within 200,000 evaluations") {
    // By parts the integral of sin x / x: pi / 2; from 1 on, 1 - cos 1 + pi / 2 - Si(1). Si(1): DLMF 6.2.9.
    const instance from_0{"(1 - cos x) / x^2", slow_tail, {0, inf}, pi / 2, 100'000, 100'000};
    const instance from_1{
        "(1 - cos x) / x^2 from 1", slow_tail, {1, inf}, 1 - cos(1.0) + pi / 2 - 0.946083070367183014941, 200'000, 100'000};
    for (const auto& k : {from_0, from_1}) {
        check_right(k, 1e-3);
        // At 1e-6 a few times the budget would do, and the run goes on.
        for (int i = 2; i < std::max(3, effort(5)); ++i) check_honest(k, status::too_slow, tolerances[i]);
    }
    CHECK(to_string(status::too_slow).find("integrate_fourier") != std::string_view::npos);
    CHECK(to_string(status::too_slow).find("breakpoints") != std::string_view::npos);
}

// --- laws

TEST_CASE("at the ends of the range too, f * 2^k, |k| <= 900, gives the same partition and the bits of 2^k times the result") {
    const std::vector<instance> list{
        {"pendulum", pendulum, {0, 1}, of_pendulum},
        {"pendulum to 1 + 1e-12", pendulum, {0, 1 + 1e-12}, of_pendulum},
        {"Planck", planck, {0, 30}, of_planck},
        {"1 / sqrt(x^2 - 9)", hyperbola, {3, 6}, of_hyperbola},
        {"1 / sqrt(1 - x^2)", [](double x) { return 1 / sqrt(1 - x * x); }, {0.9, 1}, acos(0.9)},
        {"Planck to infinity", planck, {0, inf}, of_planck},
        {"e^x / (1 + e^x)^2", [](double x) { return exp(x) / pow(1 + exp(x), 2); }, {-20, 20}, 1},
    };
    for (const auto& k : list) {
        for (const rule& by : both_rules()) {
            const options o = with(k, 1e-10, by);
            const auto r = integrate(k.f, domain(k.where), o);
            for (const int power : {-900, -300, -1, 1, 300, 900}) {
                CAPTURE(k.name);
                CAPTURE(by.levels());
                CAPTURE(power);
                const auto s = integrate([&](double x) { return std::ldexp(k.f(x), power); }, domain(k.where), o);
                CHECK(s.status == r.status);
                CHECK(same_bits(s.value, std::ldexp(r.value, power)));
                CHECK(same_bits(s.error, std::ldexp(r.error, power)));
                CHECK(s.evaluations == r.evaluations);
                CHECK(std::ranges::equal(s.partition, r.partition, {}, &segment<>::a, &segment<>::a));
            }
        }
    }
}

TEST_CASE("at the ends of the range too, every concurrency, grain, speculation and driver gives the bits of the serial reference") {
    const std::vector<instance> list{
        {"Planck", planck, {0, inf}, of_planck},
        {"Planck to 1e4", planck, {0, 1e4}, of_planck},
        {"Planck in 5 segments", planck, {0, inf}, of_planck, any, any, 5},
        {"pendulum", pendulum, {0, 1}, of_pendulum},
        {"pendulum to 1 + 1e-12", pendulum, {0, 1 + 1e-12}, of_pendulum},
        {"circle", circle, {-1, 1}, pi},
        {"exp(-x^2) e^x", [](double x) { return exp(-x * x) * exp(x); }, {0, inf}, 1.7302344337037002},
        {"overflow", [](double x) { return 1e308 * (1 + x); }, {0, 10}, NAN},
        {"1 in 7 segments", [](double) { return 1.0; }, {0, 1}, 1, any, any, 7},
        {"spike", spike, {0, 1}, of_spike, any, any, 20},
        {"Gauss, {-2500, 0, 2500}", gauss, {-2500, 0, 2500}, sqrt(pi)},
        {"Abel at 3", abel, {3, inf}, of_abel},
        {"denormal", [](double x) { return exp(-735 - x * x / 2); }, {-8, 8}, 1.5582808561462422e-319},
        {"entropy", [](double x) { return log(1 + exp(x)) - x; }, {0, inf}, pi * pi / 12},
        {"(1 - cos x) / x^2", slow_tail, {0, 1}, 0.48638537623532},
    };
    for (const auto& k : list) {
        const domain where(k.where);
        for (const rule& by : both_rules()) {
            for (const double t : {1e-6, 1e-12}) {
                CAPTURE(k.name);
                CAPTURE(by.levels());
                CAPTURE(t);
                options o = with(k, t, by);
                const auto expected = reference::serial(k.f, where, o)();
                for (const int concurrency : {1, 8, 64}) {
                    CAPTURE(concurrency);
                    o.concurrency = concurrency;
                    for (const auto g : {grain::automatic, grain::points, grain::segments}) {
                        o.cost_of_f = g;
                        CHECK(same_bits(integrate(k.f, where, o), expected));
                    }
                    o.cost_of_f = grain::points;
                    for (const double speculation : {0.0, 3.0}) {
                        o.speculation = speculation;
                        CHECK(same_bits(integrate(k.f, where, o), expected));
                    }
                    session<double> s(where, o);
                    while (!s.done()) {
                        for (const double x : s.ask(16)) s.tell(x, k.f(x));
                    }
                    CHECK(same_bits(s.result(), expected));
                    o.speculation = options().speculation;
                }
            }
        }
    }
}
