#!/usr/bin/env bash
# Builds the library, the examples and all the tests, and runs them; installs what is missing.
# usage: tests/run.sh [options of ctest]
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/support/packages.sh

need "${build_packages[@]}" doctest-dev libboost-dev pkg-config python3 sqlite3 libmpich-dev mpich
quietly cmake --preset release
quietly cmake --build --preset release --parallel "$(nproc)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
ctest --preset release "$@" >"$log" 2>&1 || { grep -vE ' Passed | Start ' "$log" >&2; exit 1; }
echo "Built the library, its examples and its tests in build/release, and ran the tests:"
grep 'tests passed' "$log"
