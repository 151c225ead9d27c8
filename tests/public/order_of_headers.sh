#!/usr/bin/env bash
# The umbrella header is the contents page: checks that every public header stands there, or is one of those that are included by
# themselves, and that none includes a header that comes later, be it through a header of detail/.
# usage: order_of_headers.sh include/taskquad
set -euo pipefail
cd "$1"
by_themselves=(integrate_as.hpp vectorized.hpp journal.hpp command.hpp mpi.hpp)

included() { sed -n 's|^#include <taskquad/\([^>]*\)>.*|\1|p' "$1"; } # HEADER
reached() {                                                          # HEADER: the public headers that it includes
    local header
    for header in $(included "$1"); do
        if [[ $header == detail/* ]]; then reached "$header"; else echo "$header"; fi
    done
}

faults=0
fault() {
    echo "$*"
    faults=1
}
declare -A place=()
for header in $(included taskquad.hpp) "${by_themselves[@]}"; do
    place[$header]=${#place[@]}
    [[ -f $header ]] || fault "$header is listed, and not there"
done
for header in *.hpp; do
    [[ $header == taskquad.hpp ]] && continue
    [[ -n ${place[$header]:-} ]] || { fault "$header is not in taskquad.hpp"; continue; }
    for other in $(reached "$header" | sort -u); do
        ((${place[$other]:-${#place[@]}} < ${place[$header]})) || fault "$header includes $other, which comes later, or is no part of it"
    done
done
exit $faults
