#!/usr/bin/env bash
# Whether two programs, or one with two concurrencies, write the same record.
# usage: tests/record/same.sh problems program concurrency program concurrency
set -euo pipefail
problems=$1 one=$2 slots_of_one=$3 other=$4 slots_of_other=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$one" "$problems" "$slots_of_one" >"$work/one"
"$other" "$problems" "$slots_of_other" >"$work/other"
[ "$(wc -l <"$work/one")" -eq "$problems" ]
diff "$work/one" "$work/other"
