#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "support/bits.hpp"
#include "support/grain.hpp"

using taskquad::argument;
using taskquad::domain;
using taskquad::integrator;
using taskquad::options;
using taskquad::simpson;

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

namespace {

/// All that one integrator has paid for serves another, by way of a list that somebody may keep.
template <class F>
void serves_another(const F& f, const domain& where, const options& o) {
    integrator first(f, o);
    const auto r = first(where);
    REQUIRE(r.calls > 40);
    std::vector<typename decltype(first)::cache_type::value_type> kept;
    for (const auto& [at, value] : first.cache()) kept.emplace_back(at, value);
    CHECK(kept.size() == r.calls);

    std::atomic<int> calls = 0;
    const auto counted = [&](decltype(kept.front().first) at) {
        ++calls;
        return f(at);
    };
    integrator second(counted, o);
    for (const auto& [at, value] : kept) CHECK(second.cache().insert(at, value));
    CHECK(second.cache().size() == kept.size());
    const auto again = second(where);
    CHECK(calls == 0);
    CHECK(again.calls == 0);
    CHECK(again.evaluations == r.evaluations);
    CHECK(same_bits(again.error, r.error));
    CHECK(again.value == r.value);
}

}  // namespace

TEST_CASE("what is read out of a cache can be put in, whatever f takes and returns") {
    for (const int n : {1, 8}) {
        const options o{.relative_tolerance = 1e-10, .concurrency = n, .speculation = 0};
        using complex = std::complex<double>;
        serves_another([](double x) { return std::abs(x - 0.3); }, {0.0, 1.0}, o);
        serves_another([](double x) { return complex(std::abs(x - 0.3), x); }, {0.0, 1.0}, o);
        serves_another([](double x) { return std::vector{std::abs(x - 0.3), x}; }, {0.0, 1.0}, o);
        serves_another([](double x) { return std::vector{complex(std::abs(x - 0.3), x), complex(1, -x)}; }, {0.0, 1.0}, o);
        // Next to an end that is not 0, and on both sides of a breakpoint, many abscissae have the same x.
        const auto singular = [](argument at) { return 1 / std::sqrt(std::min(at.from_a, at.to_b)); };
        serves_another(singular, {1.0, 2.0, 3.0}, o);
        serves_another([&](argument at) { return std::exp(-at.x) * singular(at); }, {1.0, 2.0, INFINITY}, o);
        serves_another([&](argument at) { return std::array{singular(at), at.x}; }, {1.0, 2.0, 3.0}, o);
        serves_another([&](argument at) { return std::vector{singular(at), at.x}; }, {3.0, 2.0, 1.0}, o);
        serves_another([&](argument at) { return std::vector{complex(at.x, singular(at))}; }, {1.0, 2.0, 3.0}, o);
    }
}

TEST_CASE("distances that cannot be are refused by a cache") {
    taskquad::cache<double, argument> values;
    CHECK_THROWS_WITH_AS(values.insert({INFINITY, 1, 1}, 1), "taskquad: cache: insert: x is inf, must be finite",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(values.insert({0.5, -1, 1}, 1), "taskquad: cache: insert: from_a is -1, must be >= 0",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(values.insert({0.5, 1, NAN}, 1), "taskquad: cache: insert: to_b is nan, must be >= 0",
                         std::invalid_argument);
    CHECK(values.size() == 0);
    CHECK(values.insert({0.5, 0.5, INFINITY}, 1));
    CHECK(values.insert({0.5, 0, 0.5}, 2));  // beside a breakpoint
    CHECK_FALSE(values.insert({0.5, -0.0, 0.5}, 3));
    CHECK(values.values() == std::vector<std::pair<argument, double>>{{{0.5, 0, 0.5}, 2}, {{0.5, 0.5, INFINITY}, 1}});
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

TEST_CASE("a value that is not taken does not say what size values have") {
    using list = std::vector<double>;
    integrator<std::function<list(double)>> quad(
        [](double x) {
            return list{x, 1};
        },
        {.rule = taskquad::simpson(), .cost_of_f = grain::points});
    auto& cache = quad.cache();
    CHECK_THROWS_AS(cache.insert(std::numeric_limits<double>::infinity(), {1, 2, 3}), std::invalid_argument);
    CHECK_THROWS_WITH_AS(cache.insert(0.5, {}), "taskquad: f(x) at x = 0.5 has no components", std::invalid_argument);
    CHECK(cache.insert(0.5, {0.5, 1}));
    CHECK_FALSE(cache.insert(0.5, {1, 2, 3}));
    CHECK_THROWS_WITH_AS(cache.insert(0.25, {1, 2, 3}), "taskquad: f(x) at x = 0.25 has size 3, but other values have 2",
                         std::invalid_argument);
    CHECK(cache.size() == 1);
    CHECK(quad({0.0, 1.0}).value == list{0.5, 1});
}

TEST_CASE("a value of an x that is being computed does not say what size values have") {
    using list = std::vector<double>;
    taskquad::cache<list>* cache = nullptr;
    int refused = 0;
    integrator<std::function<list(double)>> quad(
        [&](double x) {
            if (!cache->insert(x, {1, 2, 3})) ++refused;
            return list{x, 1};
        },
        {.rule = taskquad::simpson(), .concurrency = 1, .cost_of_f = grain::points});
    cache = &quad.cache();
    const auto r = quad({0.0, 1.0});
    CHECK(r.value == list{0.5, 1});
    CHECK(static_cast<std::uint64_t>(refused) == r.calls);
}

TEST_CASE("the cache keeps no more than was said between calls; what is dropped is evaluated again, and counted") {
    constexpr std::size_t bound = 100'000;
    const auto f = [](double x) { return std::vector<double>(50, std::exp(x)); };
    integrator quad(f, {.relative_tolerance = 1e-10, .concurrency = 1, .max_cache_bytes = bound});
    integrator unbounded(f, {.relative_tolerance = 1e-10, .concurrency = 1});
    for (int i = 0; i < 100; ++i) {
        CAPTURE(i);
        const domain where{double(i), i + 1.0};
        const auto r = quad(where), all = unbounded(where);
        CHECK(r.value == all.value);
        CHECK(r.evaluations == all.evaluations);
        CHECK(quad.cache().bytes() <= bound);
        // What was computed last is there.
        CHECK(quad(where).calls == 0);
    }
    CHECK(quad.cache().size() > 21);
    CHECK(quad.cache().size() < unbounded.cache().size() / 4);
    const auto again = quad({0.0, 1.0});
    CHECK(again.calls == again.evaluations);
    CHECK(again.reused == 0);
    CHECK(unbounded({0.0, 1.0}).calls == 0);
    for (const auto& [x, y] : quad.cache()) CHECK(y == f(x));

    // A call has all that it needs, whatever the bound is; with none, nothing is kept.
    integrator nothing_kept(f, {.relative_tolerance = 1e-10, .rule = simpson(), .max_cache_bytes = 0});
    CHECK(nothing_kept({0.0, 1.0}).reused == 0);
    CHECK(nothing_kept.cache().size() == 0);
    const auto r = nothing_kept({0.0, 1.0});
    CHECK(r.converged());
    CHECK(r.calls == r.evaluations + r.speculative);
    nothing_kept.cache().insert(0.5, f(0.5));
    CHECK(nothing_kept.cache().size() == 0);
}
