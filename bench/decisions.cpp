// What do the decisions cost: the time from a value to the next abscissa, without any thread, per segment and per evaluation?
#include <benchmark/benchmark.h>

#include <cmath>
#include <taskquad/taskquad.hpp>

#include "engine.hpp"

namespace {

/// Refines sqrt |x - 1/3| + sin(500 x) until there are `segments`.
void segments(benchmark::State& state, const taskquad::rule& rule, taskquad::refinement refinement) {
    const auto most = static_cast<std::uint64_t>(state.range(0));
    taskquad::result<> r;
    for (auto _ : state) {
        taskquad::detail::engine e(
            {0.0, 1.0}, {.relative_tolerance = 1e-300, .rule = rule, .refinement = refinement, .max_segments = most}, 64);
        while (const auto p = e.next()) {
            const double x = e.x(*p);
            e.tell(*p, std::sqrt(std::abs(x - 1.0 / 3)) + std::sin(500 * x) + 1e-9 * std::sin(1e15 * x));
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

}  // namespace

BENCHMARK_CAPTURE(segments, simpson_global, taskquad::simpson(), taskquad::refinement::global)
    ->Arg(1000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(segments, gk21_global, taskquad::gauss_kronrod(21), taskquad::refinement::global)
    ->Arg(1000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
