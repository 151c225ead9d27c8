#!/usr/bin/env bash
# Runs the laws with other random problems: from other seeds on, each time with a part of the effort.
# usage: tests/laws/other_seeds.sh taskquad_tests [rounds [percent of the effort]]
set -euo pipefail
tests=$1 rounds=${2:-50} percent=${3:-10}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
for ((round = 1; round <= rounds; ++round)); do
    first=$((round * 1000003))
    if ! TASKQUAD_FIRST_SEED=$first TASKQUAD_EFFORT=$percent "$tests" --source-file='*laws/*' >"$log" 2>&1; then
        failed=$((failed + 1))
        echo "TASKQUAD_FIRST_SEED=$first TASKQUAD_EFFORT=$percent $tests --source-file='*laws/*' fails:"
        grep -E 'ERROR|seed :=|watchdog' "$log" || tail -5 "$log"
    fi
done
echo "$rounds rounds of the laws, $failed of them failed"
exit $((failed > 0))
