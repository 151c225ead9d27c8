#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
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
    refused({.grain = static_cast<taskquad::grain>(3)}, "taskquad: options: grain is 3, must be automatic, points or segments");
    refused({.time_limit = std::chrono::seconds(0)}, "taskquad: options: time_limit is 0 s, must be > 0");
    refused({.time_limit = std::chrono::duration<double>(not_a_number)}, "taskquad: options: time_limit is nan s, must be > 0");
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
