#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <taskquad/integrate_as.hpp>
#include <taskquad/taskquad.hpp>

using taskquad::integrate;
using taskquad::options;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

static void refused(const options& o, const char* message) {
    int calls = 0;
    const auto f = [&](double x) {
        ++calls;
        return x;
    };
    CHECK_THROWS_WITH_AS(integrate(f, {0.0, 1.0}, o), message, std::invalid_argument);
    CHECK_THROWS_WITH_AS(taskquad::integrator(f, o), message, std::invalid_argument);
    CHECK(calls == 0);
}

TEST_CASE("a wrong option is refused by name and value, before any call of f") {
    refused({.absolute_tolerance = -1}, "taskquad: options: absolute_tolerance is -1, must be finite and >= 0");
    refused({.absolute_tolerance = not_a_number}, "taskquad: options: absolute_tolerance is nan, must be finite and >= 0");
    refused({.relative_tolerance = -1e-8}, "taskquad: options: relative_tolerance is -1e-08, must be finite and >= 0");
    refused({.relative_tolerance = inf}, "taskquad: options: relative_tolerance is inf, must be finite and >= 0");
    refused({.relative_tolerance = 0},
            "taskquad: options: absolute_tolerance is 0 and relative_tolerance is 0, must be positive, at least one of the two");
    refused({.refinement = static_cast<taskquad::refinement>(7)}, "taskquad: options: refinement is 7, must be global or local");
    refused({.inner_places = static_cast<taskquad::inner_places>(7)},
            "taskquad: options: inner_places is 7, must be bisected, kinks_and_jumps or located");
    refused({.max_evaluations = 0}, "taskquad: options: max_evaluations is 0, must be >= 1");
    refused({.max_segments = 0}, "taskquad: options: max_segments is 0, must be >= 1");
    refused({.concurrency = -1}, "taskquad: options: concurrency is -1, must be >= 0 (0: the caller's arena)");
    refused({.scale = 0}, "taskquad: options: scale is 0, must be finite and > 0");
    refused({.scale = inf}, "taskquad: options: scale is inf, must be finite and > 0");
    refused({.f_relative_accuracy = 1}, "taskquad: options: f_relative_accuracy is 1, must be >= 0 and < 1");
    refused({.f_relative_accuracy = not_a_number}, "taskquad: options: f_relative_accuracy is nan, must be >= 0 and < 1");
    refused({.initial_segments = 0}, "taskquad: options: initial_segments is 0, must be >= 1");
    refused({.norm = taskquad::norm(std::function<double(std::span<const double>)>())},
            "taskquad: options: norm is an empty function, must be one that can be called");
    refused({.cost_of_f = std::chrono::microseconds(-1)}, "taskquad: options: cost_of_f is -1e-06 s, must be finite and >= 0");
    refused({.cost_of_f = std::chrono::duration<double>(INFINITY)},
            "taskquad: options: cost_of_f is inf s, must be finite and >= 0");
    refused({.time_limit = std::chrono::seconds(0)},
            "taskquad: options: time_limit is 0 s, must be > 0 (do not set it for no limit)");
    refused({.time_limit = std::chrono::duration<double>(not_a_number)},
            "taskquad: options: time_limit is nan s, must be > 0 (do not set it for no limit)");
}

TEST_CASE("options are accepted up to their edges") {
    const auto f = [](double x) { return std::exp(-x); };
    const options edges[] = {
        {.scale = std::numeric_limits<double>::min()},
        {.scale = 1e300},
        {.f_relative_accuracy = std::nextafter(1.0, 0.0)},
        {.initial_segments = 1},
        {.initial_segments = 1000},
        {.norm = taskquad::norm([](std::span<const double> y) { return 2 * std::abs(y[0]); })},
    };
    for (const options& o : edges) {
        const auto r = integrate(f, {0.0, 1.0}, o);
        CHECK(std::abs(r.value - (1 - std::exp(-1))) <= r.error);
        CHECK(std::isfinite(integrate(f, {0.0, inf}, o).value));
    }
}

TEST_CASE("a tolerance given to a call is checked as options are") {
    taskquad::integrator quad([](double x) { return x; });
    CHECK_THROWS_AS(quad({0.0, 1.0}, taskquad::tolerance{.relative = not_a_number}), std::invalid_argument);
    CHECK(quad.cache().size() == 0);
}

namespace {

/// Refused with both numbers before any call of f, one less than the first estimates take; exactly as many are enough.
template <class Integrate>
void needs(std::uint64_t evaluations, const char* who, const Integrate& by) {
    CAPTURE(who);
    std::atomic<int> calls = 0;
    const auto f = [&](double x) {
        ++calls;
        return std::exp(x);
    };
    const std::string message = std::string("taskquad: ") + who + ": max_evaluations is " + std::to_string(evaluations - 1) +
                                ", must be >= " + std::to_string(evaluations) + ", which the first estimates over this domain take";
    CHECK_THROWS_WITH_AS(by(f, evaluations - 1), message.c_str(), std::invalid_argument);
    CHECK(calls == 0);
    CHECK_NOTHROW(by(f, evaluations));
}

}  // namespace

TEST_CASE("a budget that does not allow for the first estimates is refused with both numbers, by every driver") {
    using namespace taskquad;
    const auto with = [](std::uint64_t most, const rule& r, int concurrency) {
        return options{.rule = r, .max_evaluations = most, .concurrency = concurrency, .initial_segments = 3};
    };
    for (const int n : {1, 8}) {
        const auto integral = [&](const domain& where, const rule& r) {
            return
                [&where, &r, n, &with](const auto& f, std::uint64_t most) { return integrate(f, where, with(most, r, n)).error; };
        };
        // Three parts of each of two pieces, of 21 abscissae; by Simpson's rule of 5, with 5 shared ends.
        const domain two{0.0, 0.4, 1.0};
        needs(126, "options", integral(two, gauss_kronrod(21)));
        needs(25, "options", integral(two, simpson()));
        // Both sides of a half line have three parts.
        const domain half_line{0.0, inf};
        const auto falls_off = [&](const auto& f, std::uint64_t most) {
            const auto g = [&](double x) { return f(-x); };
            return integrate(g, half_line, with(most, gauss_kronrod(21), n)).error;
        };
        needs(126, "options", falls_off);
        needs(63, "options", [&](const auto& f, std::uint64_t most) {
            integrator quad(f, with(most, gauss_kronrod(21), n));
            return quad({0.0, 1.0}).error;
        });
        needs(63, "options", [&](const auto& f, std::uint64_t most) {
            const auto of_many = [&](std::span<const double> x, std::span<double> y) {
                for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
            };
            return integrate(batch(of_many), {0.0, 1.0}, with(most, gauss_kronrod(21), n)).error;
        });
        needs(63, "options", [&](const auto& f, std::uint64_t most) {
            const auto later = async([&](double x, completion<double> done) { done(f(x)); });
            return integrate(later, {0.0, 1.0}, with(most, gauss_kronrod(21), n)).error;
        });
        // Both parts of a principal value, of three segments each.
        needs(126, "options", [&](const auto& f, std::uint64_t most) {
            return integrate_principal_value(f, {-1.0, 2.0}, 0.0, with(most, gauss_kronrod(21), n)).error;
        });
        // Eight integrals at the same time, by a rule of 21 abscissae.
        needs(168, "options", [&](const auto& f, std::uint64_t most) {
            const auto g = [&](double x) { return f(-x); };
            return integrate_fourier(g, 0, fourier::cosine, 1, with(most, gauss_kronrod(21), n)).error;
        });
    }
    needs(63, "options", [&](const auto& f, std::uint64_t most) {
        session<double> s({0.0, 1.0}, with(most, gauss_kronrod(21), 0));
        for (const double x : s.ask(100)) s.tell(x, f(x));
        return s.result().error;
    });
    needs(42, "integrate_as", [](const auto& f, std::uint64_t most) {
        const auto g = [&](long double x) { return static_cast<long double>(f(static_cast<double>(x))); };
        return integrate_as<long double>(g, {0, 0.5L, 1}, {.max_evaluations = most}).error;
    });
    // A breakpoint counts once where f takes x alone, and twice where it takes the distances from both sides.
    needs(10, "options", [](const auto& f, std::uint64_t most) {
        return integrate([&](argument at) { return f(at.x); }, {0.0, 1.0, 2.0}, {.rule = simpson(), .max_evaluations = most}).error;
    });
    const options exactly{.rule = simpson(), .max_evaluations = 9};
    CHECK(integrate([](double x) { return x; }, {0.0, 1.0, 2.0}, exactly).converged());
    CHECK(integrate([](double x) { return x; }, {1.0, 1.0}, {.max_evaluations = 1}).converged());
}
