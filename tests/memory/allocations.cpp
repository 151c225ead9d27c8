// What is allocated, counted by an operator new of its own, and what happens when there is no memory: therefore a program of its
// own.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <Eigen/Core>
#include <array>
#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>
#include <taskquad/detail/parallel_loop.hpp>
#include <taskquad/taskquad.hpp>
#include <thread>

namespace {

std::atomic<long> allocations = 0;
std::atomic<bool> exhausted = false;

/// The most memory that the process has had so far. oneTBB's tasks do not come from operator new.
long most_kilobytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

}  // namespace

void* operator new(std::size_t bytes) {
    ++allocations;
    if (exhausted) throw std::bad_alloc();
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

TEST_CASE("a parallel loop takes no memory for turns that have not begun") {
    taskquad::detail::parallel_loop loop(2, {{}, std::chrono::duration<double>(std::numeric_limits<double>::infinity())});
    const auto caller = std::this_thread::get_id();
    std::atomic<bool> caller_takes_part = false;
    std::atomic<std::size_t> turns = 0;
    const long before = most_kilobytes();
    // The other thread waits, so that it takes nothing off the caller before the caller itself makes turns.
    CHECK_FALSE(loop(1'000'000, [&](std::size_t) {
        if (std::this_thread::get_id() == caller) caller_takes_part = true;
        while (!caller_takes_part) std::this_thread::yield();
        ++turns;
    }));
    CHECK(turns == 1'000'000);
    CHECK(most_kilobytes() - before < 48'000);
}

TEST_CASE("an instance of a per-worker integrand is given back without memory") {
    int made = 0;
    const auto f = per_worker([&] {
        ++made;
        return [](double x) {
            exhausted = true;
            return x;
        };
    });
    double y = f(0.5);
    exhausted = false;
    y += f(0.25);
    exhausted = false;
    CHECK(y == 0.75);
    CHECK(made == 1);
}
