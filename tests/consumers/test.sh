#!/usr/bin/env bash
# Installs the package, and builds and runs what a user would write: by find_package and pkg-config, of a static library where there is
# a build of one, and of a shared one; and by add_subdirectory.
# usage: test.sh SOURCE WORK COMPILER [BUILD]
set -euo pipefail
source=$(realpath "$1") work=$(realpath -m "$2") compiler=$3 build=${4:-}
rm -rf "$work"
mkdir -p "$work"

quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log"; echo "failed: $*"; exit 1; }; }
configure() { quietly cmake -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Release "$@"; }
prints_the_integral() {
    local printed
    printed=$("$@")
    [ "$printed" = 0.746824132812427 ] || { echo "$1 printed '$printed'"; exit 1; }
    echo "ok: $1"
}

# Embedded, as a shared library, which is then the one that is installed: one build for both. That it links is what is tested, so that
# nothing is optimised.
configure -S "$source/tests/consumers/add_subdirectory" -B "$work/add_subdirectory" -DTASKQUAD_SOURCE="$source" -DBUILD_SHARED_LIBS=ON \
    -DTASKQUAD_WITH_JOURNAL=ON -DTASKQUAD_WITH_COMMAND=ON -DCMAKE_CXX_FLAGS_RELEASE=-O0
quietly cmake --build "$work/add_subdirectory" --parallel 2
prints_the_integral "$work/add_subdirectory/consumer"
quietly cmake --install "$work/add_subdirectory" --prefix "$work/prefix-shared"
kinds=(shared)

if [ -n "$build" ]; then
    quietly cmake --install "$build" --prefix "$work/prefix-static"
    kinds+=(static)
fi

for kind in "${kinds[@]}"; do
    configure -S "$source/tests/consumers/find_package" -B "$work/find_package-$kind" -DCMAKE_PREFIX_PATH="$work/prefix-$kind"
    quietly cmake --build "$work/find_package-$kind"
    prints_the_integral "$work/find_package-$kind/consumer"
    prints_the_integral "$work/find_package-$kind/consumer_with_journal" "$work/$kind.db"
    prints_the_integral "$work/find_package-$kind/consumer_with_command"
    printed=$("$work/prefix-$kind/bin/taskquad" --from 0 --to 3 --quiet --journal "$work/program-$kind.db" -- sh -c 'echo 2')
    [[ $printed == 6\ +-\ * ]] || { echo "the program of the $kind library printed '$printed'"; exit 1; }
    [ -f "$work/prefix-$kind/share/man/man1/taskquad.1" ] || { echo "there is no manual page"; exit 1; }
    if ! command -v pkg-config >/dev/null; then
        echo "skipped: pkg-config is not installed"
        continue
    fi
    pc=$(dirname "$(find "$work/prefix-$kind" -name taskquad.pc)")
    # shellcheck disable=SC2046
    quietly "$compiler" -std=c++20 "$source/tests/consumers/main.cpp" -o "$work/pkg_config-$kind" \
        $(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs taskquad) -Wl,-rpath,"$(dirname "$pc")"
    prints_the_integral "$work/pkg_config-$kind"
done

# Of each MPI that is there the component is built anew, in the same tree; a program that is compiled by the wrapper's MPI runs on ranks.
mpis=0
for mpi in openmpi mpich; do
    command -v "mpicxx.$mpi" >/dev/null || continue
    configure -S "$source/tests/consumers/add_subdirectory" -B "$work/add_subdirectory" -U 'MPI*' -DTASKQUAD_WITH_MPI=ON \
        -DMPI_CXX_COMPILER="mpicxx.$mpi"
    quietly cmake --build "$work/add_subdirectory" --parallel 2
    quietly cmake --install "$work/add_subdirectory" --prefix "$work/prefix-$mpi"
    configure -S "$source/tests/consumers/mpi" -B "$work/mpi-$mpi" -DCMAKE_PREFIX_PATH="$work/prefix-$mpi"
    quietly cmake --build "$work/mpi-$mpi"
    libraries=$(ldd "$work/mpi-$mpi/consumer_with_mpi")
    [[ $libraries == *"lib${mpi/openmpi/mpi}.so"* ]] || { echo "the consumer does not use $mpi"; exit 1; }
    MPIEXEC="mpirun.$mpi" prints_the_integral "$source/tests/mpi/ranks.sh" 3 "$work/mpi-$mpi/consumer_with_mpi"
    mpis=$((mpis + 1))
done
[ "$mpis" -gt 0 ] || echo "skipped: neither mpicxx.openmpi nor mpicxx.mpich is installed"

# A component that is not there is not found.
if cmake -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$work/prefix-shared" -DCOMPONENT=nonsense -S "$source/tests/consumers/component" \
    -B "$work/component" >"$work/log" 2>&1; then echo "a component that is not there is found"; exit 1; fi
grep -q nonsense "$work/log" || { cat "$work/log"; echo "it is not said which component is missing"; exit 1; }

# Without a build type, too, the library is optimised.
quietly cmake -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DTASKQUAD_SOURCE="$source" \
    -S "$source/tests/consumers/add_subdirectory" -B "$work/no_build_type"
commands=$(grep '"command"' "$work/no_build_type/compile_commands.json" | grep 'taskquad_rooms')
[ -n "$commands" ] || { echo "no command compiles the library"; exit 1; }
if echo "$commands" | grep -v -e '-O2'; then echo "without a build type these are not optimised"; exit 1; fi

# Only the marked names are exported.
library=$(find "$work/prefix-shared" -name libtaskquad.so)
exported=$(nm -DC --defined-only "$library" | grep ' T ' || true)
[[ $exported == *taskquad::detail::run* ]] || { echo "the library exports nothing"; exit 1; }
if echo "$exported" | grep -E 'region_tree|worst_first|store::|crew'; then echo "these should be hidden"; exit 1; fi
