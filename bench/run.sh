#!/usr/bin/env bash
# Builds and runs the benchmarks, each of which checks its own answers; installs what is missing.
# usage: bench/run.sh [--quick] [options of Google Benchmark, such as --benchmark_filter=computing]
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/packages.sh

need "${build_packages[@]}" libbenchmark-dev
quietly cmake -S . -B build/bench -DCMAKE_BUILD_TYPE=Release -DTASKQUAD_BUILD_TESTS=OFF -DTASKQUAD_BUILD_DOCS=OFF -DTASKQUAD_BUILD_BENCH=ON
quietly cmake --build build/bench --parallel "$(nproc)"
options=(--benchmark_counters_tabular=true)
if [ "${1:-}" = --quick ]; then
    shift
    options+=(--benchmark_min_time=0.001)
fi
for benchmark in build/bench/bench/bench_*; do
    [ -x "$benchmark" ] && [ -f "$benchmark" ] || continue
    # Google Benchmark ends with 0 even where a benchmark has reported an error.
    printed=$("$benchmark" "${options[@]}" "$@" 2>/dev/null)
    echo "$printed"
    if grep -q 'ERROR OCCURRED' <<<"$printed"; then exit 1; fi
done
echo "Built the benchmarks in build/bench, and ran them."
