#!/usr/bin/env bash
# Counts the instructions of an integration on one thread, f included, and fails where there are more than there should be: callgrind
# counts the same within 0.2 % on any machine with AVX2, however busy. Installs what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/packages.sh

need "${build_packages[@]}" "${bench_packages[@]}" valgrind
quietly cmake --preset release -DTASKQUAD_BUILD_BENCH=ON
quietly cmake --build --preset release --target bench_instructions --parallel "$(nproc)"
if ! grep -q avx2 /proc/cpuinfo; then
    echo "No AVX2 here: the counts would be others."
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program=build/release/bench/bench_instructions

# Of so many integrations.
count() {
    "$program" "$1" "$2" >"$work/evaluations"
    valgrind --tool=callgrind --callgrind-out-file="$work/out" "$program" "$1" "$2" 2>&1 >/dev/null | sed -n 's/.*Collected : *//p'
}

# name, integrations, most instructions an evaluation: what g++ 12 makes of it, and up to a tenth more: other processors have other memcpy
failed=0
echo "instructions an evaluation, f included (at most)"
while IFS='|' read -r name times most; do
    few=$(count "$name" 1)
    many=$(count "$name" $((times + 1)))
    evaluations=$(cat "$work/evaluations")
    each=$(((many - few) * 10 / (times * evaluations)))
    printf '%-28s %5d.%d (%d)\n' "$name" $((each / 10)) $((each % 10)) "$most"
    if [ "$each" -gt $((most * 10)) ]; then failed=1; fi
done <<'TABLE'
smallest|1000|88
peaked|1000|53
kinked|500|58
singular|100|1060
peaked, by points|20|3300
Simpson|5|500
Simpson, by points|2|5600
TABLE
if [ $failed = 1 ]; then
    echo "More instructions than there should be." >&2
    exit 1
fi
