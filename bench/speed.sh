#!/usr/bin/env bash
# Measures the time of an integration beside what people would pick instead, and writes docs/speed/results.json, the tables of
# docs/speed.md and its pictures. Installs what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/packages.sh

need "${build_packages[@]}" "${bench_packages[@]}" python3-matplotlib
quietly cmake --preset release -DTASKQUAD_BUILD_BENCH=ON
quietly cmake --build --preset release --target bench_speed --parallel "$(nproc)"
mkdir -p docs/speed
quietly build/release/bench/bench_speed docs/speed/results.json
bench/speed.py docs/speed/results.json docs/speed.md docs/images/speed_cheap.svg docs/images/speed_costly.svg
echo "Measured; see docs/speed.md."
