#!/usr/bin/env bash
# Checks that the examples print what the pages say: after the word `prints`, in the line or in the block that follows; and that the
# captions of the picture of a run have the number of evaluations that this run takes.
# usage: prints.sh DOCS EXAMPLES, the folder where the examples have been built
set -euo pipefail
docs=$1 examples=$2
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

complain() { # PAGE SAYING EXAMPLE
    echo "$1 says that $3 prints:"
    echo "$2"
    failed=1
}

check() { # EXAMPLE PAGE [ARGUMENT]
    check_output "$("$examples/example_$1" ${3:+"$3"})" "$1" "$2"
}
check_output() { # OUTPUT EXAMPLE PAGE
    local output=$1 page=$docs/$3 saying
    set -- "$2" "$3"
    while IFS= read -r saying; do
        [[ $output == *"$saying"* ]] || complain "$2" "$saying" "$1"
    done < <(grep -oE '^prints `[^`]*`' "$page" | sed 's/^prints `//; s/`$//')
    # The blocks after a line that only says `prints`.
    while IFS= read -r -d '' saying; do
        [[ $output == *"${saying%$'\n'}"* ]] || complain "$2" "$saying" "$1"
    done < <(awk '/^prints$/ { due = 1; next } due && /^```$/ { due = 0; inside = 1; next } inside && /^```$/ { inside = 0; printf "%c", 0; next } inside' "$page")
}
check three_lines ../README.md
check tutorial tutorial.md
check dimensions dimensions.md
check ask_tell ask-tell.md
[[ ! -x $examples/example_journal ]] || check journal journal.md "$work"
if [[ -x $examples/example_mpi ]]; then
    on_four_ranks() { "$docs/../tests/mpi/ranks.sh" 4 "$examples/example_mpi" "$work/mpi.db" 2>/dev/null; }
    check_output "$(on_four_ranks)" mpi mpi.md
fi

run=$("$examples/example_observing" "$work" 1)
for page in ../README.md observing.md; do
    evaluations=$(grep -oE '[0-9,]+ evaluations by 32 workers' "$docs/$page" | sed -n 1p)
    [[ -n $evaluations && $run == *"from ${evaluations%% *} evaluations"* ]] || complain "$page" "${evaluations:-no number of evaluations}" observing
done
exit $failed
