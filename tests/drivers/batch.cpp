#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <numbers>
#include <set>
#include <stdexcept>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

using namespace taskquad;

namespace {

void sines(std::span<const double> x, std::span<double> y) {
    std::transform(x.begin(), x.end(), y.begin(), [](double t) { return std::sin(t); });
}

const options worked_problem{
    .absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .refinement = refinement::local, .concurrency = 1};

}  // namespace

TEST_CASE("a batch holds all points that are certain, across segments") {
    std::vector<std::size_t> sizes;
    const auto f = batch([&](std::span<const double> x, std::span<double> y) {
        sizes.push_back(x.size());
        sines(x, y);
    });
    auto o = worked_problem;
    o.speculation = 0;
    const auto r = integrate(f, {0.0, std::numbers::pi}, o);
    CHECK(r.converged());
    // Level by level the tree of the worked problem.
    CHECK(sizes == std::vector<std::size_t>{5, 4, 8, 16, 32, 64, 128, 216});
    CHECK(r.calls == 473);
}

TEST_CASE("where f is expensive, a batch is filled up to its cap") {
    std::vector<std::size_t> sizes;
    const auto f = batch(
        [&](std::span<const double> x, std::span<double> y) {
            sizes.push_back(x.size());
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            sines(x, y);
        },
        {.max_batch = 64});
    auto o = worked_problem;
    o.speculation = 1;
    const auto r = integrate(f, {0.0, std::numbers::pi}, o);
    CHECK(r.evaluations == 473);
    // That f is expensive is not known before the first batch, which may be smaller; what is left is in the last.
    REQUIRE(sizes.size() >= 3);
    CHECK(std::all_of(sizes.begin() + 1, sizes.end() - 1, [](std::size_t n) { return n == 64; }));
}

TEST_CASE("batches may run at the same time, evaluate no abscissa twice, and fill a cache") {
    std::atomic<int> calls = 0;
    integrator quad(batch(
                        [&](std::span<const double> x, std::span<double> y) {
                            calls += static_cast<int>(x.size());
                            sines(x, y);
                        },
                        {.max_batch = 16}),
                    {.absolute_tolerance = 1e-10, .relative_tolerance = 0, .rule = simpson(), .concurrency = 8});
    const auto r = quad({0.0, std::numbers::pi});
    CHECK(r.evaluations == 373);
    CHECK(static_cast<std::uint64_t>(calls) == r.calls);
    CHECK(quad.cache().size() == r.calls);
    const auto again = quad({0.0, std::numbers::pi});
    CHECK(again.calls == 0);
    for (const auto& [x, y] : quad.cache()) CHECK(y == std::sin(x));
}

TEST_CASE("a batch that throws is a failure at each of its points") {
    std::set<double> failed;
    int throws = 2;
    const auto f = batch(
        [&](std::span<const double> x, std::span<double> y) {
            if (x.size() > 20 && throws-- > 0) {
                failed.insert(x.begin(), x.end());
                throw std::runtime_error("device lost");
            }
            sines(x, y);
        },
        {.max_batch = 32});
    auto o = worked_problem;
    CHECK_THROWS_WITH_AS(integrate(f, {0.0, std::numbers::pi}, o), "device lost", std::runtime_error);
    CHECK(failed.size() > 20);
    throws = 2;
    o.failures.retries = 2;
    const auto r = integrate(f, {0.0, std::numbers::pi}, o);
    CHECK(r.converged());
    CHECK(r.calls >= r.evaluations + 2 * 21);
}

TEST_CASE("a batch of none is refused, and the forms of f are told apart") {
    CHECK_THROWS_WITH_AS(batch(sines, {.max_batch = 0}), "taskquad: batch: max_batch is 0, must be >= 1", std::invalid_argument);
    const auto with_token = [](std::span<const double> x, std::span<double> y, const std::stop_token&) { sines(x, y); };
    CHECK(integrate(batch(with_token), {0.0, std::numbers::pi}).converged());
    CHECK(integrand<decltype(batch(sines))>);
    CHECK(integrand<const decltype(batch(sines))&>);
    CHECK_FALSE(integrand<decltype(sines)>);
}
