#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>

using taskquad::integrator;

TEST_CASE("values can be read out of one integrator and put into another") {
    const auto f = [](double x) { return std::exp(x); };
    integrator first(f, {.relative_tolerance = 1e-9, .rule = taskquad::simpson()});
    const auto r = first({0.0, 1.0});
    CHECK(first.cache().size() == r.evaluations);
    CHECK(first.cache().bytes() >= 16 * first.cache().size());

    integrator second(f, {.relative_tolerance = 1e-9, .rule = taskquad::simpson()});
    double last = -1;
    for (const auto& [x, value] : first.cache()) {
        CHECK(x > last);
        last = x;
        CHECK(second.cache().insert(x, value));
    }
    CHECK(second.cache().size() == first.cache().size());
    const auto again = second({0.0, 1.0});
    CHECK(again.calls == 0);
    CHECK(again.reused == r.evaluations);
    CHECK(again.value == r.value);
}

TEST_CASE("an inserted value is used in place of f, and does not replace one that is there") {
    integrator quad([](double) -> double { throw std::runtime_error("not needed"); },
                    {.absolute_tolerance = 1, .rule = taskquad::simpson()});
    for (const double x : {0.0, 0.25, 0.5, 0.75, 1.0}) CHECK(quad.cache().insert(x, 4 * x));
    CHECK_FALSE(quad.cache().insert(0.5, 3.0));
    CHECK_FALSE(quad.cache().insert(-0.0, 3.0));
    CHECK(quad({0.0, 1.0}).value == 2);
    CHECK_THROWS_WITH_AS(quad.cache().insert(NAN, 1.0), "taskquad: cache: insert: x is nan, must be finite", std::invalid_argument);
}

TEST_CASE("a cleared cache is empty, and a tighter tolerance or a sub-range pays only for what is new") {
    int calls = 0;
    const auto f = [&](double x) {
        ++calls;
        return std::exp(x);
    };
    integrator quad(f, {.rule = taskquad::simpson(), .concurrency = 1});
    const auto coarse = quad({0.0, 1.0}, taskquad::tolerance{.relative = 1e-4});
    const auto fine = quad({0.0, 1.0}, taskquad::tolerance{.relative = 1e-10});
    CHECK(coarse.evaluations < fine.evaluations);
    CHECK(fine.reused == coarse.evaluations);
    CHECK(static_cast<std::uint64_t>(calls) == fine.evaluations);
    const auto half = quad({0.0, 0.5}, taskquad::tolerance{.relative = 1e-9});
    CHECK(half.calls == 0);
    quad.cache().clear();
    CHECK(quad.cache().size() == 0);
    CHECK(quad({0.0, 0.5}, taskquad::tolerance{.relative = 1e-9}).calls == half.evaluations);
}

TEST_CASE("a cache can be read, filled and cleared while integrations run") {
    const auto f = [](double x) {
        std::this_thread::yield();
        return std::sqrt(x);
    };
    integrator quad(f, {.relative_tolerance = 1e-9, .rule = taskquad::simpson(), .concurrency = 8});
    std::jthread reader([&](const std::stop_token& stop) {
        int i = 0;
        while (!stop.stop_requested()) {
            for (const auto& [x, value] : quad.cache()) {
                if (value != std::sqrt(x)) std::abort();
            }
            ++i;
            quad.cache().insert(2.0 + i, std::sqrt(2.0 + i));
            if (i % 16 == 0) quad.cache().clear();
        }
    });
    for (int i = 0; i < 20; ++i) CHECK(quad({0.0, 1.0}).value == doctest::Approx(2.0 / 3).epsilon(1e-8));
}
