#!/usr/bin/env bash
# Installs the package, and builds and runs what a user would write: by find_package (static and shared library), by
# add_subdirectory and by pkg-config.
# usage: test.sh SOURCE WORK COMPILER
set -euo pipefail
source=$(realpath "$1") work=$(realpath -m "$2") compiler=$3
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

# The objects are the same for both kinds of library: one place to build them.
for shared in OFF ON; do
    prefix=$work/prefix-$shared
    configure -S "$source" -B "$work/library" -DCMAKE_INSTALL_PREFIX="$prefix" -DBUILD_SHARED_LIBS=$shared \
        -DTASKQUAD_BUILD_TESTS=OFF -DTASKQUAD_BUILD_DOCS=OFF
    quietly cmake --build "$work/library" --parallel 2
    quietly cmake --install "$work/library"
    configure -S "$source/tests/consumers/find_package" -B "$work/find_package-$shared" -DCMAKE_PREFIX_PATH="$prefix"
    quietly cmake --build "$work/find_package-$shared"
    prints_the_integral "$work/find_package-$shared/consumer"
done

# Only the marked names are exported.
exported=$(nm -DC --defined-only "$work"/prefix-ON/lib*/libtaskquad.so "$work"/prefix-ON/lib/*/libtaskquad.so 2>/dev/null | grep ' T ' || true)
echo "$exported" | grep -q 'taskquad::detail::run' || { echo "the library exports nothing"; exit 1; }
if echo "$exported" | grep -E 'segment_tree|worst_first|store::|crew'; then echo "these should be hidden"; exit 1; fi

configure -S "$source/tests/consumers/add_subdirectory" -B "$work/add_subdirectory" -DTASKQUAD_SOURCE="$source"
quietly cmake --build "$work/add_subdirectory" --parallel 2
prints_the_integral "$work/add_subdirectory/consumer"

if command -v pkg-config >/dev/null; then
    for shared in OFF ON; do
        pc=$(dirname "$(find "$work/prefix-$shared" -name taskquad.pc)")
        # shellcheck disable=SC2046
        quietly "$compiler" -std=c++20 "$source/tests/consumers/main.cpp" -o "$work/pkg_config-$shared" \
            $(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs taskquad) -Wl,-rpath,"$(dirname "$pc")"
        prints_the_integral "$work/pkg_config-$shared"
    done
else
    echo "skipped: pkg-config is not installed"
fi
