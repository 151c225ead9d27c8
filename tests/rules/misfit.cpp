#include "rules/misfit.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include <taskquad/rules.hpp>

#include "rules/symmetric_rule.hpp"
#include "support/bits.hpp"

using namespace taskquad;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The whole [-1, 1], and its halves.
struct bisected {
    rule used;
    std::function<double(double)> f;
    std::vector<double> whole = {}, halves = {};
    std::array<estimate<>, 2> e = {};
    std::array<double, 2> h{0.5, 0.5};

    bisected(const rule& r, std::function<double(double)> of) : used(r), f(std::move(of)) {
        for (const double t : r.abscissae()) whole.push_back(f(t));
        for (const double centre : {-0.5, 0.5}) {
            for (const double t : r.abscissae()) halves.push_back(f(centre + t / 2));
        }
        detail::model_of(r).halves(halves, h, e);
    }
    [[nodiscard]] std::array<double, 2> doubts(double begin, double end) const {
        return misfit().of_halves(halves.data(), {whole.data(), begin, end}, h, e);
    }
    [[nodiscard]] std::array<double, 2> doubts() const { return doubts(f(-1), f(1)); }
    [[nodiscard]] const rules::misfit& misfit() const { return *detail::model_of(used).misfit; }
};

const std::vector<int> sizes{7, 9, 15, 21, 31, 61, 101};

double step(double x, double at) { return x < at ? 0.0 : 1.0; }

}  // namespace

TEST_CASE("smooth f leaves no doubt") {
    for (const int n : sizes) {
        const rule r = gauss_kronrod(n);
        for (const auto& f : std::vector<std::function<double(double)>>{
                 [](double) { return 1.0; }, [](double x) { return 1 - x; }, [](double x) { return std::exp(x); },
                 [](double x) { return std::cos(7 * x); }, [](double x) { return 1 / (1 + x * x); }, [](double) { return 0.0; }}) {
            const bisected b(r, f);
            CHECK(b.doubts() == std::array{0.0, 0.0});
            CHECK(b.doubts(unknown, unknown) == std::array{0.0, 0.0});
        }
    }
}

TEST_CASE("a jump between the last abscissa and an end leaves a doubt of at least what it changes") {
    for (const int n : sizes) {
        const rule r = gauss_kronrod(n);
        const double gap = (1 - r.abscissae().back()) / 2;
        // Left of the middle, right of it, and beside the ends of the whole.
        for (const double at : {-gap / 3, gap / 3, -1 + gap / 3, 1 - gap / 3}) {
            const bisected b(r, [&](double x) { return std::exp(x) + step(x, at); });
            const auto doubt = b.doubts();
            const std::size_t where = at < -0.5 || (at > -0.5 && at < 0) ? 0 : 1;
            CHECK(doubt[where] >= gap / 3);
            CHECK(doubt[where] <= 3 * gap);
            CHECK(doubt[1 - where] == 0);
            CHECK(b.e[where].error < gap / 3);  // the rule knows nothing of it
        }
    }
}

TEST_CASE("a jump from 0 leaves a doubt, where all values of the half are 0") {
    const bisected b(gauss_kronrod(21), [](double x) { return step(x, -1e-4); });
    CHECK(b.e[0].error == 0);
    CHECK(b.doubts()[0] >= 1e-4);
    CHECK(b.doubts()[1] == 0);
}

TEST_CASE("a value at an end that is not known, or not finite, leaves no doubt") {
    const rule r = gauss_kronrod(21);
    const bisected b(r, [](double x) { return std::exp(x) + step(x, 0.9995); });
    CHECK(b.doubts()[1] > 0);
    for (const double end : {unknown, std::numeric_limits<double>::infinity()})
        CHECK(b.doubts(std::exp(-1), end) == std::array{0.0, 0.0});
}

TEST_CASE("whatever only an abscissa of the whole has met leaves a doubt in its half") {
    for (const int n : sizes) {
        const rule r = gauss_kronrod(n);
        for (const double at : r.abscissae()) {
            if (at == 0) continue;
            const bisected b(r, [&](double x) { return std::exp(x) + (x == at ? 1.0 : 0.0); });
            const auto doubt = b.doubts();
            const std::size_t where = at < 0 ? 0 : 1;
            CHECK(doubt[where] > 0);
            CHECK(doubt[where] < 1);
            CHECK(doubt[1 - where] == 0);
        }
    }
}

TEST_CASE("both halves at once, or one alone: the same bits; and those of 2^k f are 2^k times those of f") {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(-1, 1);
    for (const int n : sizes) {
        const rule r = gauss_kronrod(n);
        for (int trial = 0; trial < 50; ++trial) {
            const double at = uniform(random), end = trial % 3 == 0 ? unknown : uniform(random);
            const auto f = [&](double x) { return std::abs(x - at) + step(x, 1e-3 * at); };
            const bisected b(r, f), large(r, [&](double x) { return std::ldexp(f(x), 300); });
            const auto doubts = b.doubts(f(-1), end), of_large = large.doubts(std::ldexp(f(-1), 300), std::ldexp(end, 300));
            const auto size = static_cast<std::size_t>(n);
            for (const bool right : {false, true}) {
                const std::size_t k = right ? 1 : 0;
                CHECK(same_bits(b.misfit().of_half(right, b.halves.data() + k * size, {b.whole.data(), f(-1), end}, 0.5, b.e[k]),
                                doubts[k]));
                CHECK(same_bits(of_large[k], std::ldexp(doubts[k], 300)));
            }
        }
    }
}

TEST_CASE(
    "the values at the ends alone tell of what hides between an end and the next abscissa, and of nothing where f is smooth") {
    for (const int n : sizes) {
        const rule r = gauss_kronrod(n);
        const auto t = r.abscissae();
        const double gap = 1 - t.back(), at = 1 - gap / 3;
        const auto doubt = [&](const auto& f) {
            std::vector<double> y;
            for (const double x : t) y.push_back(f(x));
            return detail::model_of(r).misfit->of_ends(y.data(), f(-1.0), f(1.0), 1, r(y, 1));
        };
        CHECK(doubt([](double x) { return 1 + x / 2; }) == 0);
        CHECK(doubt([](double x) { return std::exp(x / 4); }) == 0);
        for (const double side : {-1.0, 1.0}) {
            // What is hidden is a triangle, and a rectangle.
            CHECK(doubt([&](double x) { return 1 + std::max(0.0, side * x - at); }) >= (1 - at) * (1 - at) / 2);
            CHECK(doubt([&](double x) { return side * x > at ? 2.0 : 1.0; }) >= 1 - at);
        }
        std::vector<double> ones(t.size(), 1);
        CHECK(detail::model_of(r).misfit->of_ends(ones.data(), unknown, unknown, 1, r(ones, 1)) == 0);
        CHECK(detail::model_of(r).misfit->of_ends(ones.data(), INFINITY, -INFINITY, 1, r(ones, 1)) == 0);
    }
}

TEST_CASE("rules with an abscissa at an end, or with very few or many, compare nothing") {
    CHECK(detail::model_of(gauss_kronrod(5)).misfit == nullptr);
    CHECK(detail::model_of(gauss_kronrod(103)).misfit == nullptr);
    CHECK(detail::model_of(clenshaw_curtis()).misfit == nullptr);
    CHECK(detail::model_of(clenshaw_curtis(17)).misfit == nullptr);
    CHECK(detail::model_of(simpson()).misfit == nullptr);
    CHECK(detail::model_of(gauss_kronrod(21)).misfit != nullptr);
}
