#!/usr/bin/env bash
# A rank that is killed: by MPI's default the job ends, and the journal goes on in the next; where mpirun goes on, so does the
# integration. deaths.sh VICTIM     (MPIEXEC: see ranks.sh)
set -euo pipefail
victim=$1 ranks=$(dirname "$0")/ranks.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "$*" >&2; exit 1; }
run() { timeout 120 "$ranks" 4 "$victim" "$@"; }

expected=$(run "$work/whole.db" -1 0 60 finalize | sed -n 1p)
[[ $expected == 0x*evaluations ]] || fail "no result: $expected"

for rank in 2 0; do
    if run "$work/$rank.db" $rank 8 60 finalize >"$work/out" 2>&1; then fail "the job has outlived rank $rank"; fi
    run "$work/$rank.db" -1 0 60 finalize >"$work/out"
    [ "$(head -n 1 "$work/out")" = "$expected" ] || fail "after the death of rank $rank: $(cat "$work/out"), not $expected"
    reused=$(sed -n 's/ reused//p' "$work/out")
    [ "$reused" -ge 15 ] || fail "after the death of rank $rank only $reused values were reused"
done

# Open MPI can be told to go on.
version=$("${MPIEXEC:-mpirun}" --version 2>&1)
[[ $version =~ Open\ ?MPI|OpenRTE ]] || exit 0
export MPIEXEC_OPTIONS=--enable-recovery
run "$work/recovered.db" 2 8 2 exit >"$work/out" 2>/dev/null || (($? != 124)) || fail "the ranks that are left do not end"
grep -qxF "$expected" "$work/out" || fail "without rank 2: $(cat "$work/out"), not $expected"
run "$work/orphans.db" 0 8 2 exit >"$work/out" 2>/dev/null || true
[ "$(grep -c 'rank 0 is lost' "$work/out")" = 3 ] || fail "without rank 0: $(cat "$work/out")"
