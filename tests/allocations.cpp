// What an integration allocates, counted by an operator new of its own: therefore a program of its own.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <Eigen/Core>
#include <array>
#include <atomic>
#include <cstdlib>
#include <new>
#include <taskquad/taskquad.hpp>

namespace {
std::atomic<long> allocations = 0;
}

void* operator new(std::size_t bytes) {
    ++allocations;
    if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { std::free(memory); }

using namespace taskquad;

TEST_CASE("a thousand components of dynamic size cost no allocation for each evaluation but f's own") {
    const auto f = [](double x) -> Eigen::VectorXd {
        Eigen::VectorXd y(1000);
        for (Eigen::Index i = 0; i < 1000; ++i) y[i] = 1 / (1e-5 + (x - 1e-3 * double(i)) * (x - 1e-3 * double(i)));
        return y;
    };
    // Twice the depth, so that what is allocated once does not count.
    std::array<std::uint64_t, 2> evaluations{};
    std::array<long, 2> count{};
    for (std::size_t i = 0; i < 2; ++i) {
        const long before = allocations;
        const auto r = integrate(f, {0.0, 1.0}, {.relative_tolerance = i == 0 ? 1e-3 : 1e-9, .concurrency = 1});
        count[i] = allocations - before;
        evaluations[i] = r.evaluations;
        CHECK(r.converged());
    }
    REQUIRE(evaluations[1] > evaluations[0] + 1000);
    const auto more = static_cast<double>(count[1] - count[0]) / static_cast<double>(evaluations[1] - evaluations[0]);
    CAPTURE(more);
    CHECK(more <= 0.25);  // Eigen's memory, f's own, is not from operator new
}
