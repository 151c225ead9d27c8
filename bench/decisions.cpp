// What do the decisions cost, without any thread: the time from a value to the next abscissa, per segment and per evaluation; and
// planning with speculation, per arrival?
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <deque>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "decisions/engine.hpp"
#include "regions/regions.hpp"

namespace {

/// Singular at 1/3, and nowhere smooth: too rough to be taken for noise. A few nanoseconds.
double rough(double x) {
    const double noise = 3.1415926535e9 * x;
    return std::sqrt(std::abs(x - 1.0 / 3)) + 0.3 * (noise - std::floor(noise));
}

/// Refines a rough f until there are `segments`.
void segments(benchmark::State& state, const taskquad::rule& rule, taskquad::refinement refinement) {
    const auto most = static_cast<std::uint64_t>(state.range(0));
    taskquad::result<> r;
    for (auto _ : state) {
        const taskquad::options o{.relative_tolerance = 1e-300, .rule = rule, .refinement = refinement, .max_segments = most};
        taskquad::decisions::engine e(taskquad::regions::regions_of({0.0, 1.0}, o), o, 64);
        while (const auto p = e.next()) {
            const double x = e.x(*p);
            e.tell(*p, rough(x));
        }
        r = e.outcome();
        if (r.status != taskquad::status::segment_limit || r.segments != most) {
            state.SkipWithError("not all segments were made");
            return;
        }
    }
    const auto per = [&](double n) {
        return benchmark::Counter(n, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
    };
    state.counters["s_per_segment"] = per(static_cast<double>(r.segments));
    state.counters["s_per_evaluation"] = per(static_cast<double>(r.evaluations));
}

/// With 64 workers, each of whom brings a value and takes another abscissa, needed or guessed: the singularity of |x - 1/3|^-1/2 in
/// one of a thousand segments, where little is certain and much is guessed.
void planning(benchmark::State& state, const taskquad::rule& rule, taskquad::refinement refinement, double speculation) {
    std::vector<double> points;
    for (int i = 0; i <= 1000; ++i) points.push_back(i / 1000.0);
    std::uint64_t arrivals = 0, guesses = 0;
    for (auto _ : state) {
        const taskquad::options o{.absolute_tolerance = refinement == taskquad::refinement::local ? 1e-2 : 1e-6,
                                  .relative_tolerance = 0,
                                  .rule = rule,
                                  .refinement = refinement,
                                  .speculation = speculation};
        taskquad::decisions::engine e(taskquad::regions::regions_of(points, o), o, 64);
        std::deque<taskquad::decisions::point_id> flights;
        std::chrono::duration<double> planned{};
        while (!e.done()) {
            const bool counts = e.state().begun();
            const auto begin = std::chrono::steady_clock::now();
            while (flights.size() < 64) {
                auto p = e.next();
                if (!p) {
                    p = e.guess();
                    if (counts && p) ++guesses;
                }
                if (!p) break;
                flights.push_back(*p);
            }
            const double x = e.x(flights.front());
            e.tell(flights.front(), 1 / std::sqrt(std::abs(x - 1.0 / 3)));
            flights.pop_front();
            if (counts) {
                planned += std::chrono::steady_clock::now() - begin;
                ++arrivals;
            }
        }
        if (!e.outcome().converged() || (speculation > 0) != (guesses > 0)) {
            state.SkipWithError("did not converge, or nothing was guessed");
            return;
        }
        state.SetIterationTime(planned.count());
    }
    const auto runs = static_cast<double>(state.iterations());
    state.counters["arrivals"] = static_cast<double>(arrivals) / runs;
    state.counters["guesses"] = static_cast<double>(guesses) / runs;
    state.counters["s_per_arrival"] = benchmark::Counter(
        static_cast<double>(arrivals) / runs, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

}  // namespace

// Beyond some 30,000 segments Simpson's rule takes this f for noise, and stops.
BENCHMARK_CAPTURE(segments, simpson_global, taskquad::simpson(), taskquad::refinement::global)
    ->Arg(1000)
    ->Arg(20'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(segments, gk21_global, taskquad::gauss_kronrod(21), taskquad::refinement::global)
    ->Arg(1000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(planning, gk7_global, taskquad::gauss_kronrod(7), taskquad::refinement::global, 0.5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(planning, gk31_global, taskquad::gauss_kronrod(31), taskquad::refinement::global, 0.5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(planning, gk21_global, taskquad::gauss_kronrod(21), taskquad::refinement::global, 0.5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(planning, gk21_local, taskquad::gauss_kronrod(21), taskquad::refinement::local, 0.5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(planning, gk21_global_without_speculation, taskquad::gauss_kronrod(21), taskquad::refinement::global, 0)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
