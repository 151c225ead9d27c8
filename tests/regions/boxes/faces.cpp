#include "regions/boxes/faces.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <set>
#include <span>
#include <taskquad/box.hpp>
#include <taskquad/options.hpp>
#include <taskquad/result.hpp>
#include <vector>

#include "decisions/engine.hpp"
#include "regions/box_chart.hpp"
#include "regions/regions.hpp"
#include "support/any_order.hpp"
#include "support/bits.hpp"

using namespace taskquad;
using regions::box_chart;
using regions::boxes::exponent;
using regions::boxes::power_for;

namespace {

using point = std::span<const double>;
using function = std::function<double(double)>;

std::array<double, 3> near_face(const function& f, double distance) { return {f(distance), f(2 * distance), f(4 * distance)}; }

result<> found(const function& f, const function& g, const function& h, const box& where, double tolerance,
               std::size_t outstanding = 1) {
    const options o{.relative_tolerance = tolerance, .cubature = adaptive_boxes(), .max_evaluations = 30'000};
    decisions::engine e(regions::regions_of(where, o), o, static_cast<int>(outstanding));
    std::set<std::vector<double>> seen;
    bool once = true;
    tell_in_any_order(e, outstanding, 7, [&](const detail::point_view& at) {
        const double* const x = at.coordinates;
        once = seen.insert({x, x + at.count}).second && once;
        return f(x[0]) * g(x[1]) * h(x[2]);
    });
    CHECK(once);
    return e.outcome();
}

double inverse_root(double x) { return 1 / std::sqrt(x); }
double bell(double x) { return std::exp(-x * x); }
const double of_bell = std::sqrt(std::numbers::pi) / 2 * std::erf(1.0);

}  // namespace

TEST_CASE("exponents of powers are found, and smooth functions have none") {
    const double d = 1e-3;
    CHECK(exponent(near_face([](double x) { return std::exp(-x) / std::sqrt(x); }, d)).value() ==
          doctest::Approx(-0.5).epsilon(1e-4));
    CHECK(exponent(near_face([](double x) { return std::cbrt(x) * (1 + x); }, d)).value() ==
          doctest::Approx(1.0 / 3).epsilon(1e-4));
    CHECK(exponent(near_face([](double x) { return -std::log(x); }, d)).value() == doctest::Approx(-0.13).epsilon(0.1));
    CHECK(!exponent(near_face([](double x) { return std::exp(-x); }, d)));
    CHECK(!exponent(near_face([](double x) { return x * std::cos(x); }, d)));
    CHECK(!exponent(near_face([](double x) { return x * x; }, d)));
    CHECK(!exponent(near_face([](double x) { return std::exp(-x / 1e-3); }, d)));  // a layer that is not resolved yet
    CHECK(!exponent(near_face([](double x) { return std::exp(-x / 1e-2); }, d)));
    CHECK(!exponent(near_face([](double x) { return 1 / x; }, d)));  // there is no integral
    CHECK(!exponent(near_face([](double) { return 0; }, d)));
    CHECK(!exponent({INFINITY, 1, 1}));
    CHECK(exponent({std::pow(1.5, -0.8), std::pow(2.5, -0.8), std::pow(4.5, -0.8)}, {1.5, 2.5, 4.5}).value() ==
          doctest::Approx(-0.8));
}

TEST_CASE("the power is the least with which a function becomes smooth") {
    CHECK(power_for(-0.5, 3) == 2);
    CHECK(power_for(0.5, 3) == 2);
    CHECK(power_for(-1.0 / 3, 3) == 3);
    CHECK(power_for(-0.75, 3) == 4);
    CHECK(power_for(-0.14, 3) == 4);
    CHECK(power_for(-0.14, 4) == 2);
    CHECK(power_for(-0.9, 3) == 10);
    CHECK(power_for(-0.95, 4) == 20);
    CHECK(power_for(-0.86, 2) == 7);
}

TEST_CASE("a chart with powers beside faces keeps its limits and breakpoints, and its factor is the slope") {
    const box where{{-1.0, 0.5, 3.0}, {0.0, INFINITY}};
    const box_chart plain(where, 2, box_chart::kind::boxes);
    const box_chart lower = plain.with_power({0, false}, 3), upper = plain.with_power({0, true}, 2),
                    both = lower.with_power({0, true}, 2).with_power({1, false}, 4);
    CHECK(both.power({0, false}) == 3);
    CHECK(both.power({0, true}) == 2);
    CHECK(plain.power({0, true}) == 1);
    CHECK(both.breaks()[0].size() == 4);  // both halves meet
    for (const auto& c : {lower, upper, both}) {
        CHECK(c.breaks()[0].front() == -1);
        CHECK(c.breaks()[0].back() == 3);
        const auto from = c.breaks()[0];
        bool has_break = false;
        for (const double t : from) has_break = has_break || std::abs(c.end(0, t) - 0.5) < 1e-14;
        CHECK(has_break);
        for (double t = -0.95; t < 3; t += 0.21) {
            constexpr double h = 1e-6;
            std::array<double, 2> at{t, 0.3}, before{t - h, 0.3}, after{t + h, 0.3}, middle{t, 0.3};
            const double factor = c.turn(at).value(),
                         of_second = plain.with_power({1, false}, c.power({1, false})).turn(middle).value();
            (void)c.turn(before);
            (void)c.turn(after);
            CHECK(factor == doctest::Approx(of_second * (after[0] - before[0]) / (2 * h)).epsilon(1e-6));
        }
    }
}

TEST_CASE("singular faces are found while boxes are cut, without an evaluation, in any order of values") {
    const box cube{{0.0, 1.0}, {0.0, 1.0}, {0.0, 1.0}};
    const auto log = [](double x) { return -std::log(x); };
    const auto one_minus = [](double x) { return inverse_root(1 - x); };
    const auto both = [](double x) { return inverse_root(x * (1 - x)); };
    const struct {
        function f, g, h;
        box where;
        double exact, evaluations;
    } cases[] = {
        {inverse_root, bell, bell, cube, 2 * of_bell * of_bell, 1247},
        {one_minus, bell, bell, cube, 2 * of_bell * of_bell, 1247},
        {both, bell, bell, cube, std::numbers::pi * of_bell * of_bell, 2784},
        {log, inverse_root, bell, cube, 2 * of_bell, 2391},
        // Over a half line, from right to left.
        {[](double x) { return std::exp(-x) / std::sqrt(x); }, bell, bell, box{{INFINITY, 0.0}, {0.0, 1.0}, {0.0, 1.0}},
         -std::sqrt(std::numbers::pi) * of_bell * of_bell, 2302},
    };
    for (const auto& c : cases) {
        const auto r = found(c.f, c.g, c.h, c.where, 1e-6);
        CHECK(r.converged());
        CHECK(std::abs(r.value - c.exact) <= 1e-6 * std::abs(c.exact));
        CHECK(static_cast<double>(r.evaluations) <= 1.1 * c.evaluations);
        CHECK(same_bits(found(c.f, c.g, c.h, c.where, 1e-6, 16), r));
    }
}
