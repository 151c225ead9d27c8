# Sourced by the scripts that build: sees to it that the Debian or Ubuntu packages named are installed.
# need PACKAGE...   installs those that are missing, as root or by sudo; without either, says which they are, and fails.

need() {
    command -v dpkg-query >/dev/null || return 0 # another system: CMake will say what it misses
    local missing=() package
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local root=()
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "These packages are missing, and you are neither root nor is there sudo: ${missing[*]}" >&2
            return 1
        fi
        root=(sudo)
    fi
    echo "Installing ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${root[@]}" apt-get -q update && "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# What building the library takes; the tests take doctest-dev too, the benchmarks their peers.
build_packages=(g++ make cmake libtbb-dev libeigen3-dev libsqlite3-dev nlohmann-json3-dev libcli11-dev libopenmpi-dev openmpi-bin)
bench_packages=(libbenchmark-dev libgsl-dev libboost-dev libcubature-dev)

# quietly COMMAND...   prints nothing unless it fails.
quietly() {
    local log
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        echo "failed: $*" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}
