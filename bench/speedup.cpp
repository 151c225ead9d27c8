// How much faster than serial adaptive quadrature is an integration, by what one evaluation of f costs: computing, on two workers;
// sleeping, with 64 in flight?
//
// Each iteration runs the serial competitor and taskquad one after the other, so that the ratio is from one time on one machine,
// and compares their values with the exact one. Reported: speedup, the number of evaluations of each, and evaluations started in
// excess. The times shown are taskquad's.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <taskquad/taskquad.hpp>
#include <thread>
#include <vector>

#include "serial.hpp"

namespace {

using clock_type = std::chrono::steady_clock;

/// Two peaks and an oscillation on [0, 1]: some thousand evaluations with several difficulties at a time.
double integrand(double x) {
    return 1e-2 / (1e-4 + (x - 0.3) * (x - 0.3)) + 1e-2 / (1e-4 + (x - 0.8) * (x - 0.8)) + std::exp(x) * std::cos(200 * x);
}

double exact() {
    const auto peak = [](double at) { return std::atan((1 - at) / 1e-2) + std::atan(at / 1e-2); };
    return peak(0.3) + peak(0.8) + (std::exp(1.0) * (std::cos(200.0) + 200 * std::sin(200.0)) - 1) / 40001;
}

/// Arithmetic that takes about a microsecond, `n` times.
double compute(int n) {
    double y = 0.5;
    for (int i = 0; i < n; ++i) {
        for (int k = 0; k < 100; ++k) y = std::sqrt(y + 1e-3 * k);
    }
    return y;
}

/// How often `compute` must be repeated for a microsecond on this machine.
double repetitions_per_microsecond() {
    static const double per_microsecond = [] {
        double best = 0;
        for (int i = 0; i < 20; ++i) {
            const auto start = clock_type::now();
            benchmark::DoNotOptimize(compute(1000));
            best = std::max(best, 1000 / std::chrono::duration<double, std::micro>(clock_type::now() - start).count());
        }
        return best;
    }();
    return per_microsecond;
}

template <class F>
void compare(benchmark::State& state, F f, int concurrency) {
    constexpr double tolerance = 1e-10;
    const auto rule = taskquad::gauss_kronrod(21);
    std::vector<double> ratios;
    taskquad::result<> r;
    for (auto _ : state) {
        const auto start = clock_type::now();
        const auto s = serial::integrate(f, 0, 1, rule, tolerance);
        const auto middle = clock_type::now();
        r = taskquad::integrate(f, {0.0, 1.0}, {.relative_tolerance = tolerance, .rule = rule, .concurrency = concurrency});
        const auto end = clock_type::now();
        const auto wrong = [](double value) { return std::abs(value - exact()) > tolerance * std::abs(exact()); };
        if (!r.converged() || wrong(r.value) || wrong(s.value) || r.evaluations != s.evaluations) {
            state.SkipWithError("a wrong answer");
            return;
        }
        ratios.push_back(std::chrono::duration<double>(middle - start) / (end - middle));
        state.SetIterationTime(std::chrono::duration<double>(end - middle).count());
    }
    std::nth_element(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2), ratios.end());
    state.counters["speedup"] = ratios[ratios.size() / 2];
    state.counters["evaluations"] = static_cast<double>(r.evaluations);
    state.counters["excess"] = static_cast<double>(r.speculative);
}

void computing_2_workers(benchmark::State& state) {
    const int n = std::max(1, static_cast<int>(static_cast<double>(state.range(0)) * repetitions_per_microsecond()));
    const auto f = [n](double x) { return integrand(x) + 0 * compute(n); };
    compare(state, f, 2);
}

void sleeping_64_in_flight(benchmark::State& state) {
    const auto f = [pause = std::chrono::microseconds(state.range(0))](double x) {
        std::this_thread::sleep_for(pause);
        return integrand(x);
    };
    compare(state, f, 64);
}

}  // namespace

BENCHMARK(computing_2_workers)
    ->ArgName("us")
    ->RangeMultiplier(10)
    ->Range(1, 10'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(sleeping_64_in_flight)
    ->ArgName("us")
    ->RangeMultiplier(10)
    ->Range(1, 10'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
