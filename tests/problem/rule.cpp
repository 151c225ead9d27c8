#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <taskquad/rule.hpp>
#include <taskquad/taskquad.hpp>

#include "support/exactness.hpp"
#include "support/grain.hpp"

using taskquad::detail::model_of;

namespace {

struct made_of {
    std::vector<double> t, w;
    [[nodiscard]] std::vector<double> abscissae() const { return t; }
    taskquad::estimate<> operator()(std::span<const double> f, double h) const {
        double sum = 0;
        for (std::size_t i = 0; i < f.size(); ++i) sum += w[i] * f[i];
        return {h * sum, std::abs(h * sum)};
    }
};

}  // namespace

TEST_CASE("an unusable rule is refused with what is wrong") {
    using taskquad::rule;
    CHECK_THROWS_WITH_AS(rule(made_of{{}, {}}), "taskquad: rule: it has no abscissae", std::invalid_argument);
    CHECK_THROWS_WITH_AS(rule(made_of{{-2, 0}, {1, 1}}), "taskquad: rule: abscissa -2 is outside [-1, 1]", std::invalid_argument);
    CHECK_THROWS_WITH_AS(rule(made_of{{NAN}, {2}}), "taskquad: rule: abscissa nan is outside [-1, 1]", std::invalid_argument);
    CHECK_THROWS_WITH_AS(rule(made_of{{0, 0}, {1, 1}}), "taskquad: rule: abscissa 0 does not exceed the one before, 0",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(rule(made_of{{-1, 1}, {1, 0.5}}),
                         "taskquad: rule: it integrates 1 over [-1, 1] to 1.5, must be 2 within 1e-12", std::invalid_argument);
    CHECK_NOTHROW(rule(made_of{{-1, 1}, {1, 1}}));
}

TEST_CASE("a rule that throws ends the integration with its exception") {
    struct thrower : made_of {
        taskquad::estimate<> operator()(std::span<const double> f, double h) const {
            if (h < 0.3) throw std::runtime_error("my rule");
            return made_of::operator()(f, h);
        }
    };
    const taskquad::rule r = thrower{{{-1, 1}, {1, 1}}};
    for (const int n : {1, 8}) {
        CHECK_THROWS_WITH_AS(taskquad::integrate([](double x) { return x + 1; }, {0.0, 1.0}, {.rule = r, .concurrency = n}),
                             "my rule", std::runtime_error);
    }
}

TEST_CASE("an error that a rule cannot estimate is infinite, and refined") {
    // Knows its error only on small segments.
    struct shy {
        [[nodiscard]] std::vector<double> abscissae() const { return {-1, 0, 1}; }
        taskquad::estimate<> operator()(std::span<const double> f, double h) const {
            const double s = h / 3 * (f[0] + 4 * f[1] + f[2]);
            return {s, h > 0.1 ? INFINITY : std::abs(s - h * (f[0] + f[2])) / 100};
        }
    };
    const auto r =
        taskquad::integrate([](double x) { return std::exp(x); }, {0.0, 1.0}, {.relative_tolerance = 1e-5, .rule = shy{}});
    CHECK(r.converged());
    CHECK(r.value == doctest::Approx(std::exp(1.0) - 1).epsilon(1e-5));
    CHECK(r.segments >= 8);
    const auto early = taskquad::integrate([](double x) { return std::exp(x); }, {0.0, 1.0},
                                           {.relative_tolerance = 1e-5, .rule = shy{}, .max_evaluations = 5});
    CHECK(early.status == taskquad::status::evaluation_limit);
    CHECK(std::isinf(early.error));
}

TEST_CASE("a rule says whether its magnitude shows a value that is not finite") {
    CHECK(model_of(taskquad::gauss_kronrod(21)).shows_non_finite);
    struct blind {
        std::vector<double> abscissae() const { return {-0.5, 0.0, 0.5}; }
        taskquad::estimate<> operator()(std::span<const double> f, double h) const {
            return {h * (f[0] + f[2]), 0, h * (std::abs(f[0]) + std::abs(f[2]))};
        }
    };
    CHECK(!model_of(taskquad::rule(blind())).shows_non_finite);
    // So that somebody looks: f(0) is wanted, and is not finite.
    const auto f = [](double x) { return x == 0 ? std::nan("") : 1.0; };
    for (const auto g : {grain::points, grain::segments}) {
        CHECK(taskquad::integrate(f, {-1.0, 1.0}, {.rule = blind(), .concurrency = 1, .cost_of_f = g}).status ==
              taskquad::status::non_finite);
    }
}

namespace {

/// Whatever f is, its error is said to be nothing.
struct vain {
    double by;
    [[nodiscard]] static std::vector<double> abscissae() { return {-1, 0, 1}; }
    taskquad::estimate<> operator()(std::span<const double> f, double h) const { return {h / 3 * (f[0] + 4 * f[1] + f[2]), 0}; }
    [[nodiscard]] double guard() const { return by; }
};

/// The same, weighted with exp.
struct weighted_vain : vain {
    [[nodiscard]] static double weight(double x) { return std::exp(x) / 10; }
    [[nodiscard]] taskquad::estimate<> weighted(std::span<const double> f, double h, double c) const {
        return (*this)(std::vector{f[0] * weight(c - h), f[1] * weight(c), f[2] * weight(c + h)}, h);
    }
};

}  // namespace

TEST_CASE("a guard must be a number of times") {
    CHECK(taskquad::gauss_kronrod(21).guard() == 0);
    CHECK(taskquad::rule(vain{0.5}).guard() == 0.5);
    CHECK_THROWS_WITH_AS(taskquad::rule(vain{-1}), "taskquad: rule: its guard is -1, must be finite and >= 0",
                         std::invalid_argument);
    CHECK_THROWS_AS(taskquad::rule(vain{INFINITY}), std::invalid_argument);
    CHECK_THROWS_AS(taskquad::rule(vain{NAN}), std::invalid_argument);
}

TEST_CASE("with a guard the difference between a whole and its halves is their error, on every path, whatever f returns") {
    const auto f = [](double x) { return std::exp(x) * std::sqrt(x); };
    const taskquad::domain where{0.0, 2.0};
    const auto at = [&](const taskquad::rule& by, grain::cost g, const auto& what) {
        return taskquad::integrate(what, where, {.relative_tolerance = 1e-7, .rule = by, .cost_of_f = g});
    };
    for (const auto g : {grain::points, grain::segments}) {
        const auto blind = at(vain{0}, g, f), seeing = at(vain{1}, g, f);
        CHECK(blind.evaluations == 3);
        CHECK(seeing.converged());
        CHECK(seeing.value == doctest::Approx(7.105860585432375).epsilon(1e-7));  // sum of 2^(n + 3/2) / (n! (n + 3/2))
        const auto both = at(vain{1}, g, [&](double x) { return std::complex<double>(0, 2 * f(x)); });
        CHECK(both.value.imag() == 2 * seeing.value);
        CHECK(both.error == 2 * seeing.error);
        CHECK(both.evaluations == seeing.evaluations);
        const taskquad::rule by = weighted_vain{{1}};
        const auto product = at(by, g, [](double x) { return 10 * std::sqrt(x); });
        CHECK(product.value == doctest::Approx(seeing.value).epsilon(1e-7));
        CHECK(product.error == at(by, grain::points, [](double x) { return 10 * std::sqrt(x); }).error);
    }
}

TEST_CASE("halves take over the abscissae that are dyadic, and the right one its beginning from the left one") {
    constexpr auto fresh = taskquad::detail::rule_model::fresh;
    const auto inherited = [](const taskquad::rule& r) { return model_of(r).inherited; };
    CHECK(inherited(taskquad::simpson()) == std::vector<std::size_t>{0, fresh, 1, fresh, 2, 2, fresh, 3, fresh, 4});
    CHECK(inherited(taskquad::clenshaw_curtis(3)) == std::vector<std::size_t>{0, fresh, 1, 1, fresh, 2});
    CHECK(inherited(taskquad::clenshaw_curtis(4)) == std::vector<std::size_t>{0, fresh, fresh, fresh, 7, fresh, fresh, 3});
    CHECK(inherited(taskquad::gauss_kronrod(21)).empty());
}

TEST_CASE("the separation of a rule says whether bisection takes abscissae over") {
    CHECK(model_of(taskquad::simpson()).separation == 0.5);
    CHECK(model_of(taskquad::clenshaw_curtis(17)).separation > 1e-6);
    CHECK(model_of(taskquad::clenshaw_curtis()).separation == 0);  // levels
    // -5/8 is -1/4 in the left half, which has no such abscissa, and 1/2 in the right half of that, which has.
    struct odd_one {
        std::vector<double> abscissae() const { return {-0.625, 0.5}; }
        taskquad::estimate<> operator()(std::span<const double> f, double h) const { return {h * (f[0] + f[1]), 1}; }
    };
    CHECK(model_of(taskquad::rule(odd_one())).separation == 0);
    for (const int n : {3, 15, 21, 61}) {
        const taskquad::rule r = taskquad::gauss_kronrod(n);
        const auto t = r.abscissae();
        double least = std::min(1 + t.front(), 1 - t.back());
        // All descendants by up to so many bisections, one by one.
        constexpr int enough = 8;
        static_assert(enough <= taskquad::detail::rule_model::remembered);
        for (int depth = 0; depth <= enough; ++depth) {
            const double half = std::ldexp(1.0, -depth);
            for (int k = 0; k < 1 << depth; ++k) {
                for (const double mine : t) {
                    for (const double above : t) {
                        const double distance = std::abs(mine - (above - (-1 + (2 * k + 1) * half)) / half);
                        if (depth > 0 || distance > 0) least = std::min(least, distance);
                    }
                }
            }
        }
        CHECK(model_of(r).separation <= least * (1 + 1e-12));
        // And, of each abscissa, the one descendant in which it lies, as far as the rule looks: by bisection.
        for (const long double above : t) {
            long double a = -1, b = 1;
            for (int depth = 1; depth <= taskquad::detail::rule_model::remembered; ++depth) {
                (above < (a + b) / 2 ? b : a) = (a + b) / 2;
                for (const double mine : t) {
                    const auto distance = static_cast<double>(std::abs(mine - (2 * above - a - b) / (b - a)));
                    if (depth > enough) least = std::min(least, distance);
                }
            }
        }
        CHECK(model_of(r).separation == doctest::Approx(least).epsilon(1e-6));
        CHECK(least > 1e-7);
    }
}

TEST_CASE("a rule that is named again is not computed again") {
    CHECK(taskquad::gauss_kronrod(15).abscissae().data() == taskquad::gauss_kronrod(15).abscissae().data());
    CHECK(taskquad::gauss_kronrod(15).abscissae().size() == 15);
    CHECK(taskquad::gauss_kronrod(31).abscissae().size() == 31);
    CHECK(taskquad::clenshaw_curtis(17).abscissae().data() == taskquad::clenshaw_curtis(17).abscissae().data());
    CHECK(taskquad::clenshaw_curtis(9).abscissae().size() == 9);
    CHECK(taskquad::simpson().abscissae().data() == taskquad::simpson().abscissae().data());
}

TEST_CASE("a rule knows up to which degree it is exact, as far as 31, at the level at which halves begin") {
    using taskquad::clenshaw_curtis, taskquad::gauss_kronrod, taskquad::rule, taskquad::simpson;
    CHECK(model_of(gauss_kronrod(21)).degree >= 31);
    CHECK(model_of(gauss_kronrod(61)).degree == 31);  // as far as it looks
    CHECK(model_of(simpson()).degree == 5);
    CHECK(model_of(simpson({.guarded = true})).degree == 5);
    for (const int n : {3, 7, 11, 15, 19}) CHECK(model_of(gauss_kronrod(n)).degree == degree(gauss_kronrod(n)));
    for (const int n : {3, 4, 9, 16, 29}) CHECK(model_of(clenshaw_curtis(n)).degree == degree(clenshaw_curtis(n)));
    // Of levels, that of 17 points, or 9: odd numbers have one more by symmetry.
    CHECK(model_of(clenshaw_curtis()).degree == 17);
    CHECK(model_of(clenshaw_curtis({.children = 9})).degree == 9);
    CHECK(model_of(rule(made_of{{-1, 1}, {1, 1}})).degree == 1);
    CHECK(model_of(rule(made_of{{-0.5}, {2}})).degree == 0);
}
