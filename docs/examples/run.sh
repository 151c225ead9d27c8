#!/usr/bin/env bash
# Builds the library, the program taskquad, and the main example, the worked problem, and runs that; installs what is missing.
# usage: docs/examples/run.sh [milliseconds of one evaluation = 50]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/support/packages.sh

need "${build_packages[@]}"
quietly cmake --preset release -DTASKQUAD_BUILD_TESTS=OFF
echo "Building the library, its main example, and the program taskquad: some minutes"
quietly cmake --build --preset release --parallel "$(nproc)" --target example_worked_problem taskquad_program
build/release/docs/examples/example_worked_problem "$@"
echo
echo "Built in build/release, and ran docs/examples/worked_problem.cpp. The program taskquad: $PWD/build/release/lib/program/taskquad"
