#!/usr/bin/env bash
# Builds and runs the benchmarks, each of which checks its own answers; installs what is missing.
# usage: bench/run.sh [--quick] [options of Google Benchmark, such as --benchmark_filter=computing]
# The tables of docs/reliability.md alone: build/release/bench/bench_reliability; turning points alone: bench_ends; after this.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/packages.sh

need "${build_packages[@]}" "${bench_packages[@]}"
quietly cmake --preset release -DTASKQUAD_BUILD_TESTS=OFF -DTASKQUAD_BUILD_DOCS=OFF -DTASKQUAD_BUILD_BENCH=ON
quietly cmake --build --preset release --parallel "$(nproc)"
options=(--benchmark_counters_tabular=true)
draws=200
parameters=500
short=()
if [ "${1:-}" = --quick ]; then
    shift
    options+=(--benchmark_min_time=0.001)
    draws=5
    parameters=20
    short=(--quick)
fi
# Google Benchmark ends with 0 even where a benchmark has reported an error. What one has printed that fails says why.
checked() {
    local printed failed=0
    printed=$("$@" 2>/dev/null) || failed=1
    echo "$printed"
    if grep -q 'ERROR OCCURRED' <<<"$printed"; then return 1; fi
    return "$failed"
}
for benchmark in build/release/bench/bench_*; do
    [ -x "$benchmark" ] && [ -f "$benchmark" ] || continue
    case $benchmark in
        *reliability | *components) checked "$benchmark" "$draws" ;;
        *ends) checked "$benchmark" "$parameters" ;;
        *cubature) [ ${#short[@]} -gt 0 ] || checked "$benchmark" ;;  # minutes
        *scaling | *dimensions | *dimension_costs) checked "$benchmark" "${short[@]}" ;;
        *speed) checked "$benchmark" /dev/null "${short[@]}" ;;  # bench/speed.sh makes tables and pictures of it
        *virtual_time) checked "$benchmark" "${short[@]}" ;;
        *ranks) for n in 1 2 4 8; do checked tests/mpi/ranks.sh "$n" "$benchmark" "${short[@]}"; done ;;
        *instructions) ;;                                        # bench/instructions.sh
        *pictures) ;;                                            # docs/examples/plot_dimensions.py
        *) checked "$benchmark" "${options[@]}" "$@" ;;
    esac
done
echo "Built the benchmarks in build/release, and ran them."
