#!/usr/bin/env bash
# Runs every block of shell of docs/recipes.md, in order, in one folder that has the programs of docs/examples/recipes; and checks that
# they print what the page says, in the block after a line that only says `prints`. How many runs were not needed, and the seconds,
# are not compared: they are not promised.
# usage: recipes.sh DOCS TASKQUAD, the folder of the program
set -euo pipefail
docs=$(realpath "$1")
PATH=$(realpath "$2"):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$docs"/examples/recipes/* "$work"

# Blocks of the page as files: N.sh, and N.says where it says what N.sh prints.
awk -v to="$work/" '/^```sh$/ { ++n; name = to n ".sh"; inside = 1; next }
    /^prints$/ { due = 1; next }
    /^```$/ && inside { inside = 0; close(name); next }
    /^```$/ && due { due = 0; name = to n ".says"; inside = 1; next }
    inside { print >name }' "$docs/recipes.md"

comparable() { sed -E 's/[0-9]+ runs/runs/; s/[1-9][0-9]* from/some from/; s/, [0-9]+ not needed//; s/, [0-9.e-]+ s$//'; }

cd "$work"
n=1
while [[ -e $n.sh ]]; do
    if ! bash -eu "$n.sh" >printed 2>complaints; then
        echo "recipes.md: this block has failed:" && cat "$n.sh" printed complaints
        exit 1
    fi
    if [[ -e $n.says ]] && ! diff <(comparable <"$n.says") <(comparable <printed); then
        echo "recipes.md: this block prints something else:" && cat "$n.sh"
        exit 1
    fi
    n=$((n + 1))
done
# README.md shows the first of them.
[[ $(<"$docs/../README.md") == *"$(<1.sh)"*"$(<1.says)"* ]] || { echo "README.md does not show the first block of recipes.md"; exit 1; }
[[ $n -gt 8 ]] || { echo "recipes.md has $((n - 1)) blocks only"; exit 1; }
