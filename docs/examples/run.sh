#!/usr/bin/env bash
# Builds and runs the main example, the worked problem; installs what is missing.
# usage: docs/examples/run.sh [milliseconds of one evaluation = 50]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/support/packages.sh

need "${build_packages[@]}"
quietly cmake --preset release -DTASKQUAD_BUILD_TESTS=OFF
quietly cmake --build --preset release --parallel "$(nproc)" --target example_worked_problem
build/release/docs/examples/example_worked_problem "$@"
echo
echo "Built the library and this example in build/release, and ran docs/examples/worked_problem.cpp."
