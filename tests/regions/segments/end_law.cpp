#include "regions/segments/end_law.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "regions/segments/double_exponential.hpp"
#include "support/effort.hpp"

using namespace taskquad::regions::segments;

namespace {

/// The distances at which a panel of this width has its abscissae, from the nearest to the farthest, as far as x tells them.
std::vector<double> distances(double width) {
    std::vector<double> d;
    for (const double z : panel::of(ends::begin, false, panel::first_level).from_begin()) {
        if (z > 1e-17) d.push_back(z * width);
    }
    return d;
}

/// A function of the distance, with noise of 1e-16 / d^order relative to it: as of a difference that cancels.
struct noisy {
    std::mt19937_64 random;
    int order = 1;
    template <class F>
    std::vector<double> operator()(const std::vector<double>& d, F f) {
        std::uniform_real_distribution<double> noise(-1e-16, 1e-16);
        std::vector<double> y;
        for (const double at : d) y.push_back(f(at) * (1 + noise(random) / std::pow(at, order)));
        return y;
    }
};

double power(double d, double p) { return std::pow(d, -p); }

}  // namespace

TEST_CASE("the exponent of a power times an analytic function comes out to 1e-11 of values with noise of 1e-16 / d") {
    const auto d = distances(1);
    for (const double p : {-0.5, 0.1, 0.5, 0.75, 0.9}) {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            CAPTURE(p);
            CAPTURE(seed);
            const auto f = [=](double at) { return 3 * power(at, p) * std::exp(0.4 * at - 0.2 * at * at); };
            const auto law = end_law::through(d, noisy{std::mt19937_64(seed)}(d, f), 1);
            REQUIRE(law);
            CHECK(std::abs(law->exponent() - p) <= 1e-11);
            // Up to where the values are as good, the law is better than they are.
            CHECK(law->nearest_believed() > 1e-6);
            CHECK(law->nearest_believed() < 1e-3);
            for (const double at : {1e-200, 1e-16, 1e-10, 1e-6}) {
                CHECK((*law)(at) == doctest::Approx(f(at)).epsilon(1e-11 * std::max(1.0, -std::log(at))));
            }
        }
    }
}

TEST_CASE("the width is a unit: the law of distances a thousand times as long is the same one") {
    const auto d = distances(1), far = distances(1024);
    const auto near = end_law::through(d, noisy{std::mt19937_64(1)}(d, [](double at) { return power(at, 0.5); }), 1);
    std::vector<double> y = noisy{std::mt19937_64(1)}(d, [](double at) { return power(at, 0.5); });
    const auto scaled = end_law::through(far, y, 1024);
    REQUIRE(near);
    REQUIRE(scaled);
    CHECK(scaled->exponent() == doctest::Approx(near->exponent()).epsilon(1e-12));
    CHECK(scaled->nearest_believed() == doctest::Approx(1024 * near->nearest_believed()).epsilon(1e-12));
}

TEST_CASE("a singular point that lies 1e-12 inside is found to a thousandth of that, and taken out of the values") {
    const auto d = distances(1);
    for (const double by : {1e-13, 1e-12, 5e-12, -1e-12}) {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            CAPTURE(by);
            CAPTURE(seed);
            // Not finite nearer than the displacement.
            const auto f = [=](double at) { return 2 * power(at - by, 0.5) * std::exp(0.1 * at); };
            const auto law = end_law::through(d, noisy{std::mt19937_64(seed)}(d, f), 1);
            REQUIRE(law);
            // Outside, it is not taken out step by step.
            CHECK(std::abs(law->displacement() / by - 1) <= (by > 0 ? 2e-3 : 2e-2));
            CHECK(std::abs(law->exponent() - 0.5) <= 5e-11);
            CHECK(law->displaced(1e-9) == doctest::Approx(std::pow(1 - by / 1e-9, -0.5)).epsilon(2e-5));
            CHECK((*law)(1e-9) == doctest::Approx(2 * power(1e-9, 0.5)).epsilon(1e-9));
        }
    }
    // Where there is none, none is found that would matter.
    const auto none = end_law::through(d, noisy{std::mt19937_64(7)}(d, [](double at) { return power(at, 0.5); }), 1);
    REQUIRE(none);
    CHECK(std::abs(none->displacement()) <= 1e-15);
}

TEST_CASE("the uncertainty contains the truth over 200 realisations of the noise, and is no more than 1e-9 of the integral") {
    const auto d = distances(1);
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> exponents(0.1, 0.9);
    for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(std::max(20, effort(200))); ++seed) {
        CAPTURE(seed);
        const double p = exponents(random);
        const auto law = end_law::through(d, noisy{std::mt19937_64(seed)}(d, [=](double at) { return power(at, p); }), 1);
        REQUIRE(law);
        const double exact = std::pow(law->nearest_believed(), 1 - p) / (1 - p);
        CHECK(std::abs(law->integral() - exact) <= law->uncertainty());
        CHECK(law->uncertainty() <= 1e-9 * exact);
    }
}

TEST_CASE("whether what grows like 1 / d or faster is integrable cannot be told, and says so") {
    const auto d = distances(1);
    for (const double p : {1.0, 1.5}) {
        const auto law = end_law::through(d, noisy{std::mt19937_64(3)}(d, [=](double at) { return power(at, p); }), 1);
        REQUIRE(law);
        CHECK(std::isinf(law->uncertainty()));
    }
}

TEST_CASE("noise of 1e-16 / d^2, as of (1 - cos x) / x^2, is found to be so") {
    const auto d = distances(1);
    noisy of_second_order{std::mt19937_64(11), 2};
    const auto f = [](double at) { return power(at, 0.5) * std::exp(-at); };
    const auto law = end_law::through(d, of_second_order(d, f), 1);
    REQUIRE(law);
    CHECK(std::abs(law->exponent() - 0.5) <= 1e-7);
    CHECK(law->nearest_believed() > 1e-5);
}

TEST_CASE("what is no power follows no law: logarithms, and what changes its sign or oscillates") {
    const auto d = distances(1);
    const auto has_law = [&](auto f) {
        std::vector<double> y;
        std::ranges::transform(d, std::back_inserter(y), f);
        return end_law::through(d, y, 1).has_value();
    };
    CHECK_FALSE(has_law([](double at) { return std::log(at) / std::sqrt(at); }));
    CHECK_FALSE(has_law([](double at) { return std::log(at); }));
    CHECK_FALSE(has_law([](double at) { return power(at, 0.5) * (2 + std::sin(std::log(at))); }));
    CHECK_FALSE(has_law([](double) { return NAN; }));
    CHECK_FALSE(has_law([](double at) { return at < 0.01 ? -1 : 1; }));
    CHECK_FALSE(end_law::through({}, {}, 1).has_value());
}

TEST_CASE("the law of 2^k f, |k| <= 900, has the same bits, and so has that of -f") {
    const auto d = distances(1);
    const auto f = [](double at) { return power(at - 1e-12, 0.5) * std::exp(0.3 * at); };
    const auto y = noisy{std::mt19937_64(2)}(d, f);
    const auto law = end_law::through(d, y, 1);
    REQUIRE(law);
    for (const double by : {std::ldexp(1.0, -900), std::ldexp(1.0, -1), -1.0, std::ldexp(1.0, 900)}) {
        std::vector<double> scaled = y;
        for (double& value : scaled) value *= by;
        const auto same = end_law::through(d, scaled, 1);
        REQUIRE(same);
        CHECK(same->exponent() == law->exponent());
        CHECK(same->displacement() == law->displacement());
        CHECK(same->nearest_believed() == law->nearest_believed());
        CHECK((*same)(1e-10) == (*law)(1e-10) * by);
        CHECK(same->integral() == law->integral() * by);
        CHECK(same->uncertainty() == law->uncertainty() * std::abs(by));
        CHECK(same->contradicts(1e-4, 101 * by) == law->contradicts(1e-4, 101));
    }
}

TEST_CASE("a value contradicts the law where its noise does not explain it, and not where nothing is known") {
    const auto d = distances(1);
    const auto f = [](double at) { return power(at, 0.5); };
    const auto y = noisy{std::mt19937_64(4)}(d, f);
    const auto law = end_law::through(d, y, 1);
    REQUIRE(law);
    for (std::size_t i = 0; i < d.size(); ++i) {
        if (d[i] < law->nearest_believed()) CHECK_FALSE(law->contradicts(d[i], y[i]));
    }
    CHECK(law->contradicts(1e-6, 1.001 * f(1e-6)));
    CHECK(law->contradicts(1e-6, 0));
    CHECK(law->contradicts(1e-6, -f(1e-6)));
    // All digits are gone: it may be anything.
    CHECK_FALSE(law->contradicts(1e-15, 2 * f(1e-15)));
    CHECK_FALSE(law->contradicts(1e-15, 1e9 * f(1e-15)));
    CHECK_FALSE(law->contradicts(1e-17, INFINITY));
}
