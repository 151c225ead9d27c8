// What the default rule and clenshaw_curtis() do where f or the domain is difficult: singular ends, infinite ranges, features that
// are missed, divergent integrals, noise. The numbers of evaluations are bars; they may fall.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include <taskquad/taskquad.hpp>

#include "support/bits.hpp"
#include "support/grain.hpp"

using namespace taskquad;
using std::cos, std::exp, std::log, std::pow, std::sqrt, std::abs, std::numbers::pi;

namespace {

constexpr double inf = INFINITY;
const options to_1e10{.relative_tolerance = 1e-10};

struct known {
    std::string name;
    std::function<double(double)> f;
    double exact;
    std::uint64_t most;
};

double relative_error(double value, double exact) { return abs(value / exact - 1); }

}  // namespace

TEST_CASE("singular ends are integrated to full accuracy from exact distances, within 185 evaluations at one end, 390 at two") {
    const auto check = [](auto f, double exact, std::uint64_t most, std::uint64_t most_by_cc) {
        for (const auto& rule : {gauss_kronrod(21), clenshaw_curtis()}) {
            const auto r = integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-10, .rule = rule});
            CHECK(r.converged());
            CHECK(relative_error(r.value, exact) <= 1e-13);
            CHECK(r.evaluations <= (rule.levels() == 1 ? most : most_by_cc));
        }
    };
    check(with_distances([](double, double a, double) { return pow(a, -0.9); }), 10, 185, 130);
    check(with_distances([](double, double a, double) { return pow(a, -0.5); }), 2, 185, 130);
    check(with_distances([](double, double a, double) { return sqrt(a); }), 2.0 / 3, 185, 260);
    check(with_distances([](double, double a, double) { return log(a) * log(a) / sqrt(a); }), 16, 185, 130);
    check(with_distances([](double, double, double b) { return pow(b, -0.9); }), 10, 185, 130);
    // B(1.1, 0.7)
    check(with_distances([](double, double a, double b) { return pow(a, 0.1) * pow(b, -0.3); }),
          std::tgamma(1.1) * std::tgamma(0.7) / std::tgamma(1.8), 390, 130);
    check(with_distances([](double x, double, double) { return exp(x); }), std::expm1(1.0), 33, 33);
}

TEST_CASE("from x alone too, since the values next to the end follow a power of the distance") {
    for (const double p : {0.5, 0.9, 0.99}) {
        for (const auto& rule : {gauss_kronrod(21), clenshaw_curtis()}) {
            const auto at_one =
                integrate([=](double x) { return pow(1 - x, -p); }, {0.0, 1.0}, {.relative_tolerance = 1e-10, .rule = rule});
            CHECK(at_one.converged());
            CHECK(relative_error(at_one.value, 1 / (1 - p)) <= 1e-10);
            const auto inside =
                integrate([=](double x) { return pow(abs(x - 0.5), -p); }, {0.0, 1.0}, {.relative_tolerance = 1e-10, .rule = rule});
            CHECK(inside.converged());
            CHECK(relative_error(inside.value, 2 * pow(0.5, 1 - p) / (1 - p)) <= 1e-10);
        }
    }
    const auto from_one = integrate([](double x) { return 1 / (x * sqrt(x - 1)); }, {1.0, inf}, to_1e10);
    CHECK(from_one.converged());
    CHECK(relative_error(from_one.value, pi) <= 1e-10);
}

TEST_CASE("where x has not the digits, and the values tell, the status says so") {
    // 1 - x * x is wrong by half an ulp of 1, whatever its size.
    const auto r = integrate([](double x) { return 1 / sqrt(1 - x * x); }, {-1.0, 1.0}, {.relative_tolerance = 1e-13});
    CHECK(r.status == status::endpoint_precision);
    CHECK(abs(r.value - pi) <= r.error);
    CHECK(r.error < 1e-9);
    CHECK(r.evaluations < 1000);
}

TEST_CASE("distances are exact, and distinct where x is not") {
    std::vector<argument> seen;
    const auto f = [&](argument at) {
        seen.push_back(at);
        return 1 / sqrt(at.to_b);
    };
    const auto r = integrate(f, {1.0, 2.0, 3.0}, {.relative_tolerance = 1e-10, .concurrency = 1});
    CHECK(r.value == doctest::Approx(4));
    CHECK(r.evaluations == seen.size());
    int equal_x = 0;
    double nearest = 1;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const auto& s = seen[i];
        const double low = s.x < 2 || (s.x == 2 && s.to_b < 0.5) ? 1 : 2;
        CHECK(abs((s.x - low) - s.from_a) <= 5e-16);
        CHECK(abs((low + 1 - s.x) - s.to_b) <= 5e-16);
        CHECK(s.to_b > 0);
        nearest = std::min(nearest, s.to_b);
        for (std::size_t k = 0; k < i; ++k) equal_x += seen[k].x == s.x ? 1 : 0;
    }
    CHECK(nearest < 1e-200);
    CHECK(equal_x > 10);
}

TEST_CASE("ten integrands on the half line take at most 510 evaluations each, and none is wrong") {
    const std::vector<known> list{
        {"exp(-x)", [](double x) { return exp(-x); }, 1, 510},
        {"1 / (1 + x^2)", [](double x) { return 1 / (1 + x * x); }, pi / 2, 510},
        {"1 / (sqrt x (1 + x))", [](double x) { return 1 / (sqrt(x) * (1 + x)); }, pi, 510},
        {"x^2 exp(-x) cos x", [](double x) { return x * x * exp(-x) * cos(x); }, -0.5, 510},
        {"exp(-x) log x", [](double x) { return exp(-x) * log(x); }, -std::numbers::egamma, 510},
        {"(1 + x)^-1.1", [](double x) { return pow(1 + x, -1.1); }, 10, 510},
        {"Planck", [](double x) { return x * x * x / std::expm1(x); }, pow(pi, 4) / 15, 510},
        {"Gauss at 50", [](double x) { return exp(-(x - 50) * (x - 50)); }, sqrt(pi), 510},
        {"exp(-x / 1000)", [](double x) { return exp(-x / 1000); }, 1000, 510},
        {"exp(-1000 x)", [](double x) { return exp(-1000 * x); }, 1e-3, 510},
    };
    for (const auto& k : list) {
        CAPTURE(k.name);
        for (const bool mirrored : {false, true}) {
            const auto r =
                mirrored ? integrate([&](double x) { return k.f(-x); }, {-inf, 0.0}, to_1e10) : integrate(k.f, {0.0, inf}, to_1e10);
            CHECK(r.converged());
            CHECK(r.evaluations <= k.most);
            CHECK(relative_error(r.value, k.exact) <= 1e-10);
        }
        const auto cc = integrate(k.f, {0.0, inf}, {.relative_tolerance = 1e-10, .rule = clenshaw_curtis()});
        CHECK(cc.converged());
        CHECK(relative_error(cc.value, k.exact) <= 1e-10);
    }
}

TEST_CASE("five integrands on the whole line take at most 2000 evaluations together") {
    const std::vector<known> list{
        {"exp(-x^2)", [](double x) { return exp(-x * x); }, sqrt(pi), 0},
        {"1 / (1 + x^4)", [](double x) { return 1 / (1 + x * x * x * x); }, pi / sqrt(2.0), 0},
        {"sech(x - 3)", [](double x) { return 1 / std::cosh(x - 3); }, pi, 0},
        {"Gauss at 20", [](double x) { return exp(-(x - 20) * (x - 20)); }, sqrt(pi), 0},
        {"exp(-|x|)", [](double x) { return exp(-abs(x)); }, 2, 0},
    };
    std::uint64_t sum = 0;
    for (const auto& k : list) {
        CAPTURE(k.name);
        const auto r = integrate(k.f, {-inf, inf}, to_1e10);
        CHECK(r.converged());
        CHECK(relative_error(r.value, k.exact) <= 1e-10);
        sum += r.evaluations;
        // Split elsewhere, scaled, with breakpoints, from right to left.
        const auto elsewhere = integrate(k.f, {inf, 4.0, -inf}, {.relative_tolerance = 1e-10, .keep_partition = true, .scale = 3});
        CHECK(relative_error(elsewhere.value, -k.exact) <= 1e-10);
        CHECK(elsewhere.partition.front().a == inf);
        CHECK(elsewhere.partition.back().b == -inf);
        CHECK(relative_error(integrate(k.f, {-inf, -1.0, 2.0, inf}, {.relative_tolerance = 1e-10, .rule = clenshaw_curtis()}).value,
                             k.exact) <= 1e-10);
    }
    CHECK(sum <= 2000);
}

TEST_CASE("heavy tails and strong singularities: what lies beyond the last abscissa is extrapolated") {
    CHECK(relative_error(integrate([](double x) { return pow(1 + x * x, -0.55); }, {-inf, inf}, to_1e10).value,
                         sqrt(pi) * std::tgamma(0.05) / std::tgamma(0.55)) <= 1e-10);
    CHECK(relative_error(integrate([](double x) { return pow(x, -1.01); }, {1.0, inf}, to_1e10).value, 100) <= 1e-10);
    CHECK(relative_error(integrate([](double x) { return pow(x, -0.99); }, {0.0, 1.0}, to_1e10).value, 100) <= 1e-10);
}

TEST_CASE("an integral that does not exist ends with a status, soon") {
    const auto check = [](auto f, const domain& where, status expected) {
        for (const auto& rule : {gauss_kronrod(21), clenshaw_curtis()}) {
            const auto r = integrate(f, where, {.relative_tolerance = 1e-8, .rule = rule});
            CHECK(r.status == expected);
            CHECK(r.evaluations < 10'000);
            CHECK_FALSE(r.error <= 1e-8 * abs(r.value));
        }
    };
    check([](double x) { return 1 / x; }, {0.0, 1.0}, status::divergent);
    check([](double x) { return pow(x, -1.5); }, {0.0, 1.0}, status::divergent);
    check([](double x) { return 1 / (1 - x); }, {0.0, 1.0}, status::divergent);
    check([](double x) { return 1 / x; }, {-1.0, 1.0}, status::divergent);
    check([](double x) { return 1 / (x - 0.3); }, {0.0, 1.0}, status::divergent);
    check([](double x) { return 1 / x; }, {1.0, inf}, status::divergent);
    check([](double) { return 1.0; }, {-inf, inf}, status::divergent);
    check([](double x) { return std::sin(x) / x; }, {1.0, inf}, status::divergent);
    // It exists, but not for numbers: 1 / log(1e275) of it is beyond the last abscissa.
    const auto slow = integrate([](double x) { return 1 / (x * pow(log(x / 2), 2)); }, {0.0, 1.0});
    CHECK(slow.status == status::divergent);
    CHECK(abs(slow.value - 1 / log(2.0)) <= slow.error);
}

TEST_CASE("an abscissa at which f is not finite becomes an end, but not many of them") {
    for (const auto& rule : {gauss_kronrod(21), clenshaw_curtis()}) {
        const options o{.relative_tolerance = 1e-10, .rule = rule, .keep_partition = true};
        const auto root = integrate([](double x) { return 1 / sqrt(abs(x)); }, {-1.0, 1.0}, o);
        CHECK(root.converged());
        CHECK(relative_error(root.value, 4) <= 1e-13);
        CHECK(root.partition[0].b == 0);
        const auto hole = integrate([](double x) { return x == 0 ? NAN : std::sin(x) / x; }, {-1.0, 1.0}, o);
        CHECK(hole.converged());
        CHECK(relative_error(hole.value, 2 * 0.946083070367183014941) <= 1e-10);  // Si(1): DLMF 6.2.9
        const auto nowhere = integrate([](double x) { return x > 0.7 ? NAN : x; }, {0.0, 1.0}, o);
        CHECK(nowhere.status == status::non_finite);
        CHECK(nowhere.non_finite_at > 0.7);
        CHECK(nowhere.evaluations < 1000);
    }
    // A rule that asks for no panels does not.
    CHECK(integrate([](double x) { return 1 / sqrt(x); }, {0.0, 1.0}, {.rule = simpson()}).status == status::non_finite);
}

TEST_CASE("what hides between the last abscissa of a segment and its end is given away by the value that is known there") {
    const auto kink = [](double x) { return exp(abs(x - 0.499)); };
    const auto jump = [](double x) { return x < 0.4997 ? exp(x) : 2 * exp(x); };
    const auto from_nothing = [](double x) { return x < 0.4997 ? 0 : exp(x); };
    const double of_kink = exp(0.499) + exp(0.501) - 2, of_jump = 2 * exp(1.0) - exp(0.4997) - 1;
    for (const auto& cost_of_f : {grain::segments, grain::points}) {
        for (const double tolerance : {1e-6, 1e-8, 1e-10}) {
            const options o{.relative_tolerance = tolerance, .concurrency = 1, .cost_of_f = cost_of_f};
            const auto r = integrate(kink, {0.0, 1.0}, o), q = integrate(jump, {0.0, 1.0}, o);
            CHECK((r.converged() && q.converged()));
            CHECK(relative_error(r.value, of_kink) <= tolerance);
            CHECK(relative_error(q.value, of_jump) <= tolerance);
            CHECK(relative_error(integrate(from_nothing, {0.0, 1.0}, o).value, exp(1.0) - exp(0.4997)) <= tolerance);
            // Each component, whatever the others do.
            const auto both = integrate([&](double x) { return std::array{100 * exp(x), jump(x)}; }, {0.0, 1.0}, o);
            CHECK(both.converged());
            CHECK(abs(both.value[1] - of_jump) <= tolerance * sqrt(both.value[0] * both.value[0] + of_jump * of_jump));
        }
    }
}

TEST_CASE("what a segment has met, its halves do not forget") {
    // A spike that an abscissa of the first segment meets, and none of its halves.
    const double at = (1 + gauss_kronrod(21).abscissae()[7]) / 2;
    const auto spike = [&](double x) { return exp(x) + exp(-pow((x - at) / 1e-3, 2)); };
    const double exact = exp(1.0) - 1 + 1e-3 * sqrt(pi);  // the rest of the Gaussian is less than 1e-100
    for (const auto& cost_of_f : {grain::segments, grain::points}) {
        const auto r = integrate(spike, {0.0, 1.0}, {.relative_tolerance = 1e-9, .concurrency = 1, .cost_of_f = cost_of_f});
        CHECK(r.converged());
        CHECK(relative_error(r.value, exact) <= 1e-9);
    }
}

TEST_CASE("values that are all the same are looked at twice, and so are mirror images of few; smooth f costs nothing more") {
    // cos^2 over whole periods is 1 at all abscissae of Simpson's rule.
    const auto sine = [](double x) { return pow(cos(x), 2); };
    const auto r = integrate(sine, {0.0, 4 * pi}, {.relative_tolerance = 1e-6, .rule = simpson()});
    CHECK(relative_error(r.value, 2 * pi) <= 1e-6);
    const auto spike = [](double x) { return exp(-pow((x - 0.26) / 0.004, 2)); };
    CHECK(relative_error(integrate(spike, {0.0, 1.0}).value, 0.004 * sqrt(pi)) <= 1e-8);
    CHECK(integrate([](double x) { return std::sin(x); }, {0.0, pi}).evaluations == 21);
    CHECK(integrate([](double x) { return exp(-x * x); }, {-1.0, 1.0}).evaluations == 21);
    CHECK(integrate([](double) { return 3.0; }, {0.0, 1.0}).evaluations == 63);
    CHECK(integrate([](double) { return 3.0; }, {0.0, 1.0}, {.max_evaluations = 21}).status == status::evaluation_limit);
}

TEST_CASE("a starting mesh finds what a single segment misses") {
    const auto spike = [](double x) { return exp(-pow((x - 0.271) / 1e-4, 2)); };
    CHECK(integrate(spike, {0.0, 1.0}).value == 0);
    const auto r = integrate(spike, {0.0, 1.0}, {.initial_segments = 200});
    CHECK(relative_error(r.value, 1e-4 * sqrt(pi)) <= 1e-8);
    CHECK(integrate([](double x) { return exp(x); }, {0.0, 1.0}, {.initial_segments = 4}).segments == 4);
    CHECK_THROWS_WITH_AS(integrate([](double x) { return exp(x); }, {0.0, 1.0}, {.initial_segments = 0}),
                         "taskquad: options: initial_segments is 0, must be >= 1", std::invalid_argument);
}

TEST_CASE("a tolerance that rounding does not allow ends soon, and noise does where its size is stated") {
    const auto sech = [](double x) { return 1 / std::cosh(x); };
    const std::vector<std::pair<std::function<double(double)>, domain>> list{
        {[](double x) { return exp(x); }, {0.0, 1.0}},
        {[](double x) { return std::sin(x); }, {0.0, pi}},
        {[](double x) { return 1 / (1 + 25 * x * x); }, {-1.0, 1.0}},
        {[](double x) { return cos(cos(x) + 3 * std::sin(x) + 2 * cos(2 * x) + 3 * std::sin(2 * x) + 3 * cos(3 * x)); }, {0.0, pi}},
        {[](double x) { return 1 / (1e-4 + (x - 0.3) * (x - 0.3)); }, {0.0, 1.0}},
        {[](double x) { return exp(-pow((x - 0.61) / 0.01, 2)); }, {0.0, 1.0}},
        {[=](double x) { return pow(sech(10 * (x - 0.2)), 2) + pow(sech(100 * (x - 0.4)), 4) + pow(sech(1000 * (x - 0.6)), 6); },
         {0.0, 1.0}},
    };
    for (const auto& [f, where] : list) {
        const auto r = integrate(f, where, {.relative_tolerance = 1e-16});
        CHECK(r.status == status::roundoff);
        CHECK(r.evaluations <= 740);
        CHECK(r.error < 1e-13 * abs(r.value));
    }
    const auto noisy = [](double x) { return exp(x) * (1 + 1e-8 * std::sin(1e9 * x * x)); };
    const auto stated = integrate(noisy, {0.0, 1.0}, {.relative_tolerance = 1e-10, .f_relative_accuracy = 1e-8});
    CHECK(stated.status == status::roundoff);
    CHECK(stated.evaluations <= 42);
    CHECK(abs(stated.value - std::expm1(1.0)) <= stated.error);
    CHECK(stated.error < 2e-7);
    // Not stated, it is found out, at a price.
    const auto found = integrate(noisy, {0.0, 1.0}, {.relative_tolerance = 1e-10});
    CHECK(found.status == status::roundoff);
    CHECK(found.evaluations < 10'000);
    CHECK_THROWS_AS(integrate(noisy, {0.0, 1.0}, {.f_relative_accuracy = 1}), std::invalid_argument);
    CHECK_THROWS_AS(integrate(noisy, {0.0, 1.0}, {.f_relative_accuracy = -1e-3}), std::invalid_argument);
}

TEST_CASE("f * 2^k, |k| <= 900, gives the same partition and the bits of 2^k times the result") {
    const auto base = [](double x) { return 1 / (1e-4 + (x - 0.3) * (x - 0.3)) + sqrt(x) + abs(x - 0.7); };
    for (const auto& rule : {gauss_kronrod(21), clenshaw_curtis(), clenshaw_curtis({.children = 9})}) {
        options o{.relative_tolerance = 1e-9, .rule = rule, .keep_partition = true};
        const auto r = integrate(base, {0.0, 1.0}, o);
        for (const int k : {-900, -300, -1, 1, 300, 900}) {
            const auto s = integrate([=](double x) { return std::ldexp(base(x), k); }, {0.0, 1.0}, o);
            CHECK(s.value == std::ldexp(r.value, k));
            CHECK(s.error == std::ldexp(r.error, k));
            CHECK(s.evaluations == r.evaluations);
            REQUIRE(s.partition.size() == r.partition.size());
            for (std::size_t i = 0; i < r.partition.size(); ++i) CHECK(s.partition[i].a == r.partition[i].a);
        }
    }
}

TEST_CASE("the scale and wrong values of it") {
    const auto f = [](double x) { return exp(-pow((x - 3e4) / 1e3, 2)); };
    CHECK(relative_error(integrate(f, {0.0, inf}, {.scale = 1e4}).value, 1e3 * sqrt(pi)) <= 1e-8);
    for (const double wrong : {0.0, -1.0, inf, double(NAN)}) {
        CHECK_THROWS_AS(integrate(f, {0.0, inf}, {.scale = wrong}), std::invalid_argument);
    }
    CHECK_THROWS_AS(clenshaw_curtis({.children = 5}), std::invalid_argument);
}
