#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <complex>
#include <limits>
#include <mutex>
#include <numeric>
#include <set>
#include <span>
#include <stdexcept>
#include <stop_token>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "support/bits.hpp"
#include "support/grain.hpp"

using namespace taskquad;

namespace {

const box square{{0.0, 1.0}, {0.0, 1.0}};

double bump(double x, double y) { return std::exp(x * y) / (0.05 + (x - 0.3) * (x - 0.3)); }

}  // namespace

TEST_CASE("an integrator over boxes evaluates no point twice over its calls, and gives the bits of integrate") {
    std::mutex mutex;
    std::set<std::array<double, 2>> seen;
    std::atomic<std::size_t> calls = 0;
    integrator quad(
        [&](double x, double y) {
            ++calls;
            const std::lock_guard lock(mutex);
            seen.insert({x, y});
            return bump(x, y);
        },
        {.relative_tolerance = 1e-3, .concurrency = 4, .speculation = 0, .cost_of_f = grain::points, .verify = 0});
    const auto rough = quad(square);
    CHECK(same_bits(rough, integrate(bump, square, {.relative_tolerance = 1e-3})));
    CHECK(rough.calls == seen.size());
    const auto again = quad({{0.0, 1.0}, {0.0, 1.0}});
    CHECK(same_bits(again, rough));
    CHECK(again.calls == 0);
    CHECK(again.reused > 0);
    const auto fine = quad(square, tolerance{.relative = 1e-6});
    CHECK(same_bits(fine, integrate(bump, square, {.relative_tolerance = 1e-6})));
    CHECK(fine.reused > 0);
    options o = quad.options();
    o.relative_tolerance = 1e-6;
    CHECK(quad(square, o).calls == 0);
    const auto part = quad(box{{0.0, 0.5}, {0.0, 1.0}});
    CHECK(part.converged());
    CHECK(calls == seen.size());
    CHECK(quad.cache().size() == seen.size());
    CHECK(quad.options().relative_tolerance == 1e-3);
}

TEST_CASE("the cache of an integrator over boxes is read and filled by points") {
    integrator quad([](std::span<const double> x) { return std::complex(x[0], x[1]); });
    (void)quad(square);
    auto& all = quad.cache();
    std::vector<double> before;
    for (const auto& [at, value] : all) {
        CHECK(at.size() == 2);
        CHECK(value == std::complex(at[0], at[1]));
        CHECK(before <= at);
        before = at;
    }
    integrator never([](std::span<const double>) -> std::complex<double> { throw std::logic_error("it is known"); });
    for (const auto& [at, value] : all) CHECK(never.cache().insert(at, value));
    CHECK(same_bits(never(square), quad(square)));
    CHECK(!never.cache().insert(all.values().front().first, 7));
    CHECK(never.cache().insert({0.123, 0.5}, 7));
    CHECK_THROWS_WITH_AS(never.cache().insert({0.5, std::numeric_limits<double>::infinity()}, 7),
                         "taskquad: cache: insert: x[1] is inf, must be finite", std::invalid_argument);
    CHECK_THROWS_WITH_AS(never.cache().insert({}, 7), "taskquad: cache: insert: the point has no coordinates",
                         std::invalid_argument);
    never.cache().clear();
    CHECK_THROWS_AS(never(square), std::logic_error);
}

TEST_CASE("an integrator over boxes takes f in any form, and boxes of another number of axes where f does") {
    integrator of_any([](std::span<const double> x) { return std::accumulate(x.begin(), x.end(), 0.0); });
    CHECK(of_any(square).value == doctest::Approx(1));
    CHECK(of_any(box{{0.0, 1.0}, {0.0, 1.0}, {0.0, 1.0}}).value == doctest::Approx(1.5));
    CHECK(of_any(box{{0.0, 1.0}}).value == doctest::Approx(0.5));
    integrator of_batch(batch([](points x, std::span<double> y) {
        for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i][0];
    }));
    CHECK(of_batch(square).value == doctest::Approx(0.5));
    CHECK(of_batch(square).calls == 0);
    integrator of_async(async([](double x, double, completion<> done) { done(x); }));
    CHECK(of_async(square).value == doctest::Approx(0.5));
    CHECK(of_async(square).calls == 0);
    integrator of_two(bump);
    CHECK_THROWS_AS(of_two(box{{0.0, 1.0}}), std::invalid_argument);
}

TEST_CASE("keep_partition has the boxes, their sides and integrals") {
    const auto f = [](double x, double y) { return std::array{bump(x, y), x}; };
    for (const bool reversed : {false, true}) {
        const box where = reversed ? box{{1.0, 0.5, 0.0}, {0.0, 2.0}} : box{{0.0, 0.5, 1.0}, {0.0, 2.0}};
        const auto r = integrate(f, where, {.relative_tolerance = 1e-4, .cubature = adaptive_boxes(), .keep_partition = true});
        CHECK(r.partition.empty());
        REQUIRE(r.cells.size() == r.segments);
        double volume = 0, error = 0;
        std::array<double, 2> sum{};
        for (const auto& c : r.cells) {
            CHECK((c.upper[0] <= 0.5 || c.lower[0] >= 0.5));
            volume += (c.upper[0] - c.lower[0]) * (c.upper[1] - c.lower[1]);
            error += c.error;
            for (std::size_t i = 0; i < 2; ++i) sum[i] += c.integral[i];
            // The integral of x over a cell.
            const double exact = (c.upper[0] * c.upper[0] - c.lower[0] * c.lower[0]) / 2 * (c.upper[1] - c.lower[1]);
            CHECK(c.integral[1] == doctest::Approx(reversed ? -exact : exact));
        }
        CHECK(volume == doctest::Approx(2));
        CHECK(sum[0] == doctest::Approx(r.value[0]));
        CHECK(error == doctest::Approx(r.error));
    }
    const auto g = integrate(bump, square, {.cubature = adaptive_boxes(), .keep_partition = true});
    double sum = 0;
    for (const auto& c : g.cells) sum += c.integral;
    CHECK(sum == doctest::Approx(g.value));
    const options on_grid{.cubature = sparse_grid(), .keep_partition = true};
    CHECK(integrate([](double x, double y) { return std::exp(x * y); }, square, on_grid).cells.empty());
    CHECK(integrate(bump, square).cells.empty());
}

TEST_CASE("over a box the result and the observer say all coordinates of a place") {
    struct spectator : observer {
        std::size_t seen = 0;
        verdict on_evaluation(const evaluation& e) override {
            CHECK(e.place.size() == 2);
            CHECK(e.x == e.place[0]);
            ++seen;
            return verdict::proceed;
        }
    } sees;
    for (const int concurrency : {1, 4}) {
        options o{.cubature = adaptive_boxes(), .concurrency = concurrency, .cost_of_f = grain::points};
        o.observer = &sees;
        o.failures.rethrow = false;
        const auto thrown = integrate(
            [](double x, double y) {
                if (x > 0.9 && y < 0.1) throw std::domain_error("corner");
                return x;
            },
            square, o);
        CHECK(thrown.status == status::failed);
        REQUIRE(thrown.place.size() == 2);
        CHECK(thrown.place[0] == thrown.failed_at);
        CHECK(thrown.place[1] < 0.1);
        const auto bad = integrate([](double, double y) { return y > 0.5 ? std::nan("") : 1.0; }, square, o);
        CHECK(bad.status == status::non_finite);
        REQUIRE(bad.place.size() == 2);
        CHECK(bad.place[0] == bad.non_finite_at);
        CHECK(bad.place[1] > 0.5);
        o.failures.non_finite = true;
        o.failures.rethrow = true;
        CHECK_THROWS_WITH_AS(integrate([](double, double) { return INFINITY; }, box{{0.0, 1.0}, {5.0, 7.0}}, o),
                             doctest::Contains("taskquad: f(x) at x = ("), std::range_error);
    }
    CHECK(sees.seen > 0);
    std::atomic<int> n = 0;
    const auto changing = [&](double x, double) { return x + 1e-3 * (++n % 7); };
    const auto r = integrate(changing, square, {.relative_tolerance = 1e-9, .max_evaluations = 500, .verify = 5});
    CHECK(r.status == status::not_reproducible);
    REQUIRE(r.place.size() == 2);
    CHECK(r.place[0] == r.not_reproducible_at);
    CHECK(integrate([](double) { return std::nan(""); }, {0.0, 1.0}).place.empty());
}
