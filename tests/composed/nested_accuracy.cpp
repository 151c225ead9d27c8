#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <taskquad/taskquad.hpp>

#include "composed/valley.hpp"
#include "support/effort.hpp"

using namespace taskquad;

namespace {

constexpr double e = std::numbers::e;

struct problem {
    const char* name;
    double (*f)(double, double);
    double exact;
};

/// Over the unit square: slices have a kink, or a jump, whose place goes with x from end to end.
const problem along_curves[] = {
    {"|x - y|", [](double x, double y) { return std::abs(x - y); }, 1.0 / 3},
    {"exp(-|x - y|)", [](double x, double y) { return std::exp(-std::abs(x - y)); }, 2 / e},
    {"max(x, y)", [](double x, double y) { return std::max(x, y); }, 2.0 / 3},
    {"|y - x / 2|", [](double x, double y) { return std::abs(y - x / 2); }, 1.0 / 3},
    {"|y - x / 1000|", [](double x, double y) { return std::abs(y - x / 1000); }, 0.5 - 0.5e-3 + 1e-6 / 3},
    {"exp(x) where x + y < 1", [](double x, double y) { return x + y < 1 ? std::exp(x) : 0; }, e - 2},
    {"exp(y) where x + y < 1", [](double x, double y) { return std::exp(y) * (x + y < 1 ? 1 : 2); }, e},
};

}  // namespace

TEST_CASE("kinks and jumps along curves are integrated as exactly as is said, by rules that do not see the ends of a range, too") {
    for (const rule& r : {gauss_kronrod(), gauss_kronrod(15), clenshaw_curtis()}) {
        for (const double tolerance : {1e-4, 1e-6, 1e-8, 1e-10}) {
            for (const problem& p : along_curves) {
                CAPTURE(p.name);
                CAPTURE(tolerance);
                const auto all = integrate_nested(p.f, {0.0, 1.0}, {0.0, 1.0}, {.relative_tolerance = tolerance, .rule = r});
                CHECK(std::abs(all.value - p.exact) <= all.error);
                CHECK(all.error <= tolerance * std::abs(all.value) * (all.converged() ? 1 : 100));
            }
        }
    }
}

TEST_CASE("a kink that moves along the middle coordinate is seen, too") {
    const auto f = [](double x, double y, double z) { return std::abs(x - y) * std::exp(z); };
    const auto r = integrate_nested(f, {0.0, 1.0}, {0.0, 1.0}, {0.0, 1.0}, {.relative_tolerance = 1e-8});
    CHECK(r.converged());
    CHECK(std::abs(r.value - (e - 1) / 3) <= r.error);
}

TEST_CASE("the range of y may be the same everywhere") {
    const auto f = [](double x, double y) { return x * y; };
    CHECK(integrate_nested(f, {0, 1}, {0, 2}).value == doctest::Approx(1));
    const auto g = [](double x, double y, double z) { return x * y * z; };
    const domain unit{0.0, 1.0};
    const auto below = [](double x) { return domain{0.0, x}; };
    const auto below_both = [](double x, double y) { return domain{0.0, x * y}; };
    CHECK(integrate_nested(g, {0, 1}, {0, 2}, {0, 2}).value == doctest::Approx(2));
    CHECK(integrate_nested(g, unit, below, {0, 2}).value == doctest::Approx(0.25));
    CHECK(integrate_nested(g, unit, unit, below_both).value == doctest::Approx(1.0 / 32));
}

TEST_CASE("a singular line along a breakpoint of the inner range is integrated") {
    const auto f = [](double x, double y) { return 1 / std::sqrt(std::abs(x - y)); };
    const auto at_x = [](double x) { return domain{0.0, x, 1.0}; };
    for (const rule& r : {gauss_kronrod(), clenshaw_curtis()}) {
        const auto all = integrate_nested(f, {0.0, 1.0}, at_x, {.relative_tolerance = 1e-6, .rule = r});
        CHECK(all.converged());
        CHECK(std::abs(all.value - 8.0 / 3) <= all.error);
    }
}

TEST_CASE("the outer integral does not go after the errors of slices whose jumps are located as exactly as they have to be") {
    const auto f = [](double x, double y) { return 0.4 * x + y < 0.7 ? std::exp(x * y) : 1.0; };
    const auto below = [](double x) { return std::expm1(x * (0.7 - 0.4 * x)) / x; };
    const double exact = 0.5 + integrate(below, {0.0, 1.0}, {.relative_tolerance = 1e-14}).value;
    for (const double tolerance : {1e-3, 1e-5, 1e-7, 1e-9}) {
        for (const inner_places places : {inner_places::kinks_and_jumps, inner_places::located}) {
            CAPTURE(tolerance);
            const auto r = integrate_nested(f, {0.0, 1.0}, {0.0, 1.0}, {.relative_tolerance = tolerance, .inner_places = places});
            CHECK(r.converged());
            CHECK(std::abs(r.value - exact) <= r.error);
            CHECK(r.segments == 1);
            CHECK(r.calls <= 2'500);
        }
    }
}

TEST_CASE("slices of no weight are not integrated to many digits") {
    // The valley in three dimensions; 2.5194662 by the trapezoidal rule, which converges exponentially here.
    const auto f = [](double x, double y, double z) {
        const double b = (y - x * x) / .4, c = z - x / 2 - .3 * y;
        return std::exp(-(x * x + b * b + c * c / .16) / 2);
    };
    const auto deep = [](double, double) { return domain{-5.0, 8.0}; };
    for (const int n : {0, 1, 8}) {
        CAPTURE(n);
        const auto r = integrate_nested(f, across, along, deep, {.relative_tolerance = 1e-4, .concurrency = n});
        CHECK(r.converged());
        CHECK(std::abs(r.value - 2.5194662) <= 1e-4 * r.value);
        CHECK(r.calls <= 150'000);
    }
}

TEST_CASE("inner errors do not keep the outer integral from its tolerance") {
    const double exact = exact_valley();
    std::mt19937_64 random(20261127);
    std::uniform_real_distribution<> exponent(-7, -3);
    int wrong = 0, missed = 0;
    const auto look_at = [&](double tolerance) {
        const auto r = integrate_nested(valley, across, along, {.relative_tolerance = tolerance, .rule = clenshaw_curtis()});
        if (!r.converged()) ++missed;
        if (!(std::abs(r.value - exact) <= r.error)) ++wrong;
    };
    look_at(1.7163780166626962e-06);  // for one
    for (int i = 0; i < effort(1098); ++i) look_at(std::pow(10, exponent(random)));
    CHECK(missed == 0);
    CHECK(wrong == 0);
}

TEST_CASE("a singular corner is integrated") {
    struct problem {
        double (*f)(double, double);
        double exact;
    };
    const problem problems[] = {{[](double x, double y) { return 1 / (x + y); }, 2 * std::numbers::ln2},
                                {[](double x, double y) { return 1 / std::sqrt(x * y); }, 4},
                                {[](double x, double y) { return 1 / std::sqrt(x + y); }, 8 * (std::sqrt(2.0) - 1) / 3}};
    for (const rule& r : {gauss_kronrod(), clenshaw_curtis()}) {
        for (const problem& p : problems) {
            const auto all = integrate_nested(p.f, {0.0, 1.0}, {0.0, 1.0}, {.rule = r});
            CAPTURE(p.exact);
            CHECK(all.converged());
            CHECK(std::abs(all.value - p.exact) <= 1e-8 * p.exact);
            CHECK(std::abs(all.value - p.exact) <= all.error);
        }
    }
}

TEST_CASE("kinks along curves are in the error") {
    // The whole by its parts, each a polynomial over a region between parabolas and lines.
    constexpr double exact = 0.72873753247960482;
    const auto f = [](double x, double y) { return std::max({x, y, (1 - x) * (1 - y)}); };
    for (const rule& r : {gauss_kronrod(), clenshaw_curtis()}) {
        const auto all = integrate_nested(f, {0.0, 1.0}, {0.0, 1.0}, {.relative_tolerance = 1e-10, .rule = r});
        CHECK(all.converged());
        CHECK(std::abs(all.value - exact) <= all.error);
    }
}
