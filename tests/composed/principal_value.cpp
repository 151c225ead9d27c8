#include <taskquad/principal_value.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

#include "problem/messages.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

namespace {

// c is half a unit from where the two sides have the same length; [2, 4] is the part on one side.
const domain around{-1.0, 4.0};
constexpr double c = 0.5, beside = 2;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Smooth, but hard to integrate.
double comb(double x) { return std::sqrt(std::abs(std::sin(40 * x))); }

}  // namespace

TEST_CASE("principal values of the literature") {
    const options o{.relative_tolerance = 1e-10};
    // R. Piessens et al., QUADPACK, Springer 1983, section 4: 1 / (5 x^3 + 6) with the weight 1 / x on [-1, 5]; log(125 / 631)
    // / 18.
    const auto qawc = integrate_principal_value([](double x) { return 1 / (5 * x * x * x + 6); }, {-1.0, 5.0}, 0.0, o);
    CHECK(qawc.converged());
    CHECK(std::abs(qawc.value - std::log(125.0 / 631) / 18) <= 1e-10);
    // The book's integral 14: 2^-a / ((x - 1)^2 + 4^-a) with the weight 1 / (x - 2) on [0, 5].
    for (const double a : {0.0, 2.0, 5.0}) {
        const double p = std::pow(2, -a), q = p * p;
        const double exact =
            (p * std::log(1.5) - 0.5 * p * std::log((16 + q) / (1 + q)) - std::atan(4 / p) - std::atan(1 / p)) / (1 + q);
        const auto r = integrate_principal_value([=](double x) { return p / ((x - 1) * (x - 1) + q); }, {0.0, 5.0}, 2.0, o);
        CHECK(r.converged());
        CHECK(std::abs(r.value - exact) <= 1e-9 * std::abs(exact));
        CHECK(integrate_principal_value([=](double x) { return p / ((x - 1) * (x - 1) + q); }, {5.0, 0.0}, 2.0, o).value ==
              -r.value);
    }
    // exp(x) / x on [-1, 1]: 2 Shi(1), DLMF 6.2.15.
    CHECK(integrate_principal_value([](double x) { return std::exp(x); }, {-1.0, 1.0}, 0.0, o).value ==
          doctest::Approx(2 * 1.05725087537572851457).epsilon(1e-10));
}

TEST_CASE("a pole that is not inside is refused") {
    const auto f = [](double x) { return x; };
    CHECK_THROWS_WITH_AS(integrate_principal_value(f, {0.0, 1.0}, 1.0), "taskquad: principal value: c is 1, must be inside (0, 1)",
                         std::invalid_argument);
    CHECK_THROWS_AS(integrate_principal_value(f, {0.0, 1.0}, NAN), std::invalid_argument);
    CHECK_THROWS_AS(integrate_principal_value(f, {0.0, INFINITY}, 1.0), std::invalid_argument);
    CHECK_THROWS_AS(integrate_principal_value(f, {0.0, 0.5, 1.0}, 0.25), std::invalid_argument);
}

TEST_CASE("a principal value that has failed says why, and at which x") {
    for (const int n : {1, 4}) {
        CAPTURE(n);
        const options o{.concurrency = n, .failures = {.rethrow = false}};
        for (const double from : {-0.5, 1.5, 2.5}) {
            CAPTURE(from);
            std::atomic<int> calls_beside = 0;
            const auto is_bad = [=](double x) { return from < c ? x < from : x > from; };
            const auto f = [&](double x) {
                if (x > beside) ++calls_beside;
                if (is_bad(x)) throw std::runtime_error("no licence at " + problem::text(x));
                return x;
            };
            const auto r = integrate_principal_value(f, around, c, o);
            CHECK(r.status == status::failed);
            CHECK(is_bad(r.failed_at));
            CHECK(around.points().front() <= r.failed_at);
            CHECK(r.failed_at <= around.points().back());
            REQUIRE(r.failure);
            CHECK_THROWS_WITH_AS(std::rethrow_exception(r.failure), ("no licence at " + problem::text(r.failed_at)).c_str(),
                                 std::runtime_error);
            CHECK(std::isnan(r.value));
            CHECK(r.error == infinity);
            CHECK((calls_beside > 0) == (from > beside));
        }
    }
}

TEST_CASE("a principal value names the x at which f is not finite, as a status and as a failure") {
    for (const double from : {-0.5, 1.5, 2.5}) {
        CAPTURE(from);
        const auto is_bad = [=](double x) { return from < c ? x < from : x > from; };
        const auto f = [=](double x) { return is_bad(x) ? NAN : x; };
        const auto r = integrate_principal_value(f, around, c);
        CHECK(r.status == status::non_finite);
        CHECK(is_bad(r.non_finite_at));
        CHECK(std::isnan(r.failed_at));

        const auto failed = integrate_principal_value(f, around, c, {.failures = {.non_finite = true, .rethrow = false}});
        CHECK(failed.status == status::failed);
        CHECK(is_bad(failed.failed_at));
        CHECK(std::isnan(failed.non_finite_at));
        REQUIRE(failed.failure);
        CHECK_THROWS_WITH_AS(std::rethrow_exception(failed.failure),
                             ("taskquad: f(x) at x = " + problem::text(failed.failed_at) + " is nan").c_str(), std::range_error);
    }
}

TEST_CASE("evaluations and segments are limited for the whole of a principal value") {
    const auto few = integrate_principal_value(comb, around, c, {.relative_tolerance = 1e-12, .max_evaluations = 1000});
    CHECK(few.status == status::evaluation_limit);
    CHECK(few.evaluations > 500);
    CHECK(few.evaluations <= 1000);
    CHECK(std::isfinite(few.value));
    CHECK(std::isfinite(few.error));

    const auto coarse = integrate_principal_value(comb, around, c, {.relative_tolerance = 1e-12, .max_segments = 10});
    CHECK(coarse.status == status::segment_limit);
    CHECK(coarse.segments <= 10 + 1);

    // The limit is met by the second part alone.
    const auto f = [](double x) { return x < beside ? std::exp(x) : comb(x); };
    const auto second = integrate_principal_value(f, around, c, {.relative_tolerance = 1e-12, .max_evaluations = 1000});
    CHECK(second.status == status::evaluation_limit);
    CHECK(second.evaluations <= 1000);
}

TEST_CASE("time is limited for the whole of a principal value") {
    int calls = 0;
    const auto f = [&](double x) {
        ++calls;
        std::this_thread::sleep_for(2ms);
        return x < beside ? std::exp(x) : comb(x);
    };
    const auto r = integrate_principal_value(f, around, c, {.concurrency = 1, .time_limit = 120ms});
    CHECK(r.status == status::deadline);
    CHECK(calls <= 120 / 2 + 2);  // each takes no less, and the last evaluation two of them
    CHECK(r.error >= 0);
}

TEST_CASE("of a principal value that is stopped in the first part, the second is not begun, and nothing is known") {
    std::stop_source source;
    int calls_beside = 0;
    const auto f = [&](double x) {
        if (x > beside) ++calls_beside;
        source.request_stop();
        return x;
    };
    const auto r = integrate_principal_value(f, around, c, {.concurrency = 1, .stop = source.get_token()});
    CHECK(r.status == status::stopped);
    CHECK(calls_beside == 0);
    CHECK(std::isnan(r.value));
    CHECK(r.error == infinity);
}

TEST_CASE("the observer of a principal value sees both parts, and one end, that of the whole") {
    struct witness : observer {
        verdict on_evaluation(const evaluation& /*e*/) override {
            ++evaluations;
            return verdict::proceed;
        }
        verdict on_estimate(const segment<>& s) override {
            furthest = std::max(furthest, s.b);
            return verdict::proceed;
        }
        void on_end(const result<>& r) override {
            ++ends;
            last = r;
        }
        std::uint64_t evaluations = 0;
        double furthest = 0;
        int ends = 0;
        result<> last;
    } w;
    const auto f = [](double x) { return std::exp(x); };
    const auto r = integrate_principal_value(f, around, c, {.observer = &w, .keep_partition = true});
    CHECK(r.converged());
    CHECK(w.evaluations == r.calls);
    CHECK(w.furthest == around.points().back() - c);
    CHECK(w.ends == 1);
    CHECK(w.last.value == r.value);
    CHECK(w.last.evaluations == r.evaluations);
    CHECK(r.partition.empty());
}

TEST_CASE("a principal value says how many evaluations could be in flight in either part") {
    const auto f = [](double x) {
        if (x > beside) std::this_thread::sleep_for(1ms);
        return std::exp(x);
    };
    CHECK(integrate_principal_value(f, around, c, {.concurrency = 2}).concurrency == 2);
    CHECK(integrate_principal_value(f, around, c, {.concurrency = 1}).concurrency == 1);
}
