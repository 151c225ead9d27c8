// What do the decisions cost, without any thread: the time from a value to the next abscissa, per segment and per evaluation; and
// planning with speculation, per arrival?
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <deque>
#include <taskquad/taskquad.hpp>

#include "engine.hpp"

namespace {

double rough(double x) { return std::sqrt(std::abs(x - 1.0 / 3)) + std::sin(500 * x) + 1e-9 * std::sin(1e15 * x); }

/// Refines a rough f until there are `segments`.
void segments(benchmark::State& state, const taskquad::rule& rule, taskquad::refinement refinement) {
    const auto most = static_cast<std::uint64_t>(state.range(0));
    taskquad::result<> r;
    for (auto _ : state) {
        taskquad::detail::engine e(
            {0.0, 1.0}, {.relative_tolerance = 1e-300, .rule = rule, .refinement = refinement, .max_segments = most}, 64);
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

/// With 64 workers, each of whom brings a value and takes another abscissa, needed or guessed, at 1000 to 2000 segments.
void planning(benchmark::State& state, const taskquad::rule& rule, taskquad::refinement refinement, double speculation) {
    constexpr std::uint64_t from = 1000;
    std::uint64_t arrivals = 0, guesses = 0;
    for (auto _ : state) {
        taskquad::detail::engine e(
            {0.0, 1.0}, {.relative_tolerance = 1e-9, .rule = rule, .refinement = refinement, .speculation = speculation}, 64);
        std::deque<taskquad::detail::point_id> flights;
        std::chrono::duration<double> planned{};
        while (!e.done() && e.state().segments() < 2 * from) {
            const bool counts = e.state().segments() >= from;
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
            e.tell(flights.front(), std::sqrt(std::abs(e.x(flights.front()) - 1.0 / 3)) + std::sin(3e4 * e.x(flights.front())));
            flights.pop_front();
            if (counts) {
                planned += std::chrono::steady_clock::now() - begin;
                ++arrivals;
            }
        }
        if (arrivals == 0) {
            state.SkipWithError("not enough was planned");
            return;
        }
        state.SetIterationTime(planned.count());
    }
    state.counters["guesses"] = static_cast<double>(guesses) / static_cast<double>(state.iterations());
    state.counters["s_per_arrival"] =
        benchmark::Counter(static_cast<double>(arrivals) / static_cast<double>(state.iterations()),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

}  // namespace

BENCHMARK_CAPTURE(segments, simpson_global, taskquad::simpson(), taskquad::refinement::global)
    ->Arg(1000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(segments, gk21_global, taskquad::gauss_kronrod(21), taskquad::refinement::global)
    ->Arg(1000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(planning, simpson_global, taskquad::simpson(), taskquad::refinement::global, 0.5)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(planning, simpson_local, taskquad::simpson(), taskquad::refinement::local, 0.5)
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
