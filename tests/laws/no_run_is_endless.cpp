#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <taskquad/taskquad.hpp>

#include "support/watchdog.hpp"

using namespace taskquad;

TEST_CASE("a tolerance that rounding does not allow ends with roundoff") {
    const watchdog dog(std::chrono::seconds(60));
    for (const auto refinement : {refinement::global, refinement::local}) {
        for (const auto& rule : {simpson(), gauss_kronrod(21), clenshaw_curtis(17)}) {
            for (const int n : {1, 8}) {
                // The integral is zero: no relative tolerance can be met.
                const auto odd = integrate([](double x) { return std::sin(x); }, {-1.0, 1.0},
                                           {.rule = rule, .refinement = refinement, .concurrency = n});
                CHECK(odd.status == status::roundoff);
                CHECK(std::abs(odd.value) <= odd.error);
                CHECK(odd.error < 1e-9);
            }
        }
        // What rounding makes of the difference between a whole and its halves is no reason to go on.
        const auto evaluations = [&](const rule& by) {
            const options o{.relative_tolerance = 1e-16, .rule = by, .refinement = refinement};
            return integrate([](double x) { return std::exp(x); }, {0.0, 1.0}, o).evaluations;
        };
        CHECK(evaluations(simpson({.guarded = true})) == evaluations(simpson()));
        const auto tight =
            integrate([](double x) { return std::exp(x); }, {0.0, 1.0}, {.relative_tolerance = 1e-16, .refinement = refinement});
        CHECK(tight.status == status::roundoff);
        CHECK(std::abs(tight.value - (std::exp(1.0) - 1)) <= tight.error);
        CHECK(tight.evaluations <= 740);
        const auto jump = integrate([](double x) { return x < 0.3 ? 0.0 : 1.0; }, {0.0, 1.0},
                                    {.relative_tolerance = 1e-16, .refinement = refinement});
        CHECK(jump.status == status::roundoff);
        CHECK(jump.value == doctest::Approx(0.7).epsilon(1e-12));
    }
}

TEST_CASE("the smooth and peaked integrals of the literature end within 1000 evaluations at a tolerance of 1e-16") {
    const auto ends = [](auto f, domain where) {
        const auto r = integrate(f, where, {.relative_tolerance = 1e-16});
        CHECK((r.status == status::roundoff || r.converged()));
        CHECK(r.evaluations <= 1000);
    };
    ends([](double x) { return std::sin(x); }, {0.0, std::numbers::pi});
    ends([](double x) { return 1 / (1 + 25 * x * x); }, {-1.0, 1.0});
    ends([](double x) { return 1 / (1e-4 + (x - 0.3) * (x - 0.3)); }, {0.0, 1.0});
    ends([](double x) { return std::exp(-std::pow((x - 0.61) / 0.01, 2)); }, {0.0, 1.0});
}

TEST_CASE("a divergent or non-finite integrand ends with a status") {
    const watchdog dog(std::chrono::seconds(60));
    for (const auto refinement : {refinement::global, refinement::local}) {
        for (const int n : {1, 8}) {
            const options o{.rule = simpson(), .refinement = refinement, .max_evaluations = 100'000, .concurrency = n};
            const auto pole = integrate([](double x) { return 1 / x; }, {-1.0, 1.0}, o);
            CHECK(pole.status == status::non_finite);
            CHECK(pole.non_finite_at == 0);
            CHECK(std::isnan(pole.value));
            CHECK(std::isinf(pole.error));
            const auto nan = integrate([](double x) { return x > 0.7 ? NAN : x; }, {0.0, 1.0}, o);
            CHECK(nan.status == status::non_finite);
            CHECK(nan.non_finite_at == 0.75);
            const auto overflow = integrate([](double) { return 1.5e308; }, {0.0, 10.0}, o);
            CHECK(overflow.status == status::non_finite);
            CHECK(std::isnan(overflow.non_finite_at));
        }
        const auto divergent =
            integrate([](double x) { return 1 / x; }, {0.0, 1.0}, {.refinement = refinement, .max_evaluations = 50'000});
        CHECK_FALSE(divergent.converged());
    }
}

TEST_CASE(
    "where only panels can tell what f does at both ends of a piece, it gets one for both, and not one after the other for ever") {
    const watchdog guard(std::chrono::seconds(60));
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const auto refinement : {refinement::global, refinement::local}) {
        // Times the Jacobian of its variable f overflows beside both ends.
        const auto r = integrate([](double x) { return std::complex<double>(1e307 * std::log(x * x + 1e-14), 0); },
                                 {-infinity, infinity}, {.refinement = refinement, .concurrency = 1});
        CHECK(r.status == status::non_finite);
        CHECK(r.evaluations < 1000);
    }
}

TEST_CASE("the first non-finite abscissa by position is reported, whatever arrives first") {
    for (const int n : {1, 2, 8}) {
        const auto r = integrate([](double x) { return std::abs(x - 0.5) > 0.2 ? 1 / (std::abs(x - 0.5) - 0.25) : 1.0; },
                                 {0.0, 1.0}, {.rule = simpson(), .concurrency = n});
        CHECK(r.status == status::non_finite);
        CHECK(r.non_finite_at == 0.25);
    }
}

TEST_CASE("budgets end a run, at the same place for every concurrency") {
    const auto f = [](double x) { return std::sqrt(std::abs(x - 1.0 / 3)); };
    for (const auto refinement : {refinement::global, refinement::local}) {
        for (const std::uint64_t most : {21ULL, 30ULL, 100ULL, 500ULL, 700ULL}) {
            const options o{
                .relative_tolerance = 1e-14, .refinement = refinement, .max_evaluations = most, .concurrency = 1, .verify = 0};
            const auto r = integrate(f, {0.0, 1.0}, o);
            CHECK(r.status == status::evaluation_limit);
            CHECK(r.evaluations <= most);
            auto p = o;
            p.concurrency = 8;
            const auto parallel = integrate(f, {0.0, 1.0}, p);
            CHECK(parallel.value == r.value);
            CHECK(parallel.error == r.error);
            CHECK(parallel.evaluations == r.evaluations);
            CHECK(r.calls == r.evaluations);
            CHECK(parallel.calls <= most + most / 4);
        }
        const auto few = integrate(f, {0.0, 1.0}, {.relative_tolerance = 1e-14, .refinement = refinement, .max_segments = 7});
        CHECK(few.status == status::segment_limit);
        CHECK(few.segments == 7);
    }
}

TEST_CASE("integrals of zero over something, and of something over nothing, are zero") {
    int calls = 0;
    const auto nothing = integrate(
        [&](double) {
            ++calls;
            return 1.0;
        },
        {2.0, 2.0});
    CHECK(nothing.converged());
    CHECK(nothing.value == 0);
    CHECK(nothing.error == 0);
    CHECK(calls == 0);
    const auto zero = integrate([](double) { return 0.0; }, {0.0, 1.0});
    CHECK(zero.converged());
    CHECK(zero.value == 0);
    CHECK(zero.evaluations == 63);  // all values are the same: that deserves a second look
}
