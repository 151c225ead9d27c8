#!/usr/bin/env bash
# Checks that the pages name files that are there, and link to pages and headings that are there; that the picture of the path of
# data is the same wherever it is shown; and that the page of options, results and statuses has all of them, in their order, with the
# defaults that they have.
# usage: references.sh ROOT
set -euo pipefail
cd "$1"
pages=(README.md lib/README.md docs/*.md)
faults=$(
    for page in "${pages[@]}"; do
        grep -oE '[A-Za-z0-9_-]+(/[A-Za-z0-9_.-]+)+\.(cpp|hpp|sh|py|md|txt|json|supp)' "$page" | sort -u | while read -r file; do
            [[ -f $file || -f lib/$file || -f include/$file || -f $(dirname "$page")/$file ]] || echo "$page names $file, which is not there"
        done
        { grep -oE '\]\([^)#: ]*(#[^) ]*)?\)' "$page" || true; } | sed 's/^](//; s/)$//' | sort -u | while IFS='#' read -r file heading; do
            target=$(dirname "$page")/$file
            [[ -n $file ]] || target=$page
            [[ -e $target ]] || { echo "$page links to $file, which is not there"; continue; }
            [[ -z $heading ]] || sed -n 's/^##* //p' "$target" | tr 'A-Z ' 'a-z-' | sed 's/[^a-z0-9_-]//g' | grep -x -- "$heading" >/dev/null ||
                echo "$page links to $file#$heading, which is not there"
        done
    done
    picture() { sed -n '/^```mermaid/,/^```$/p' "$1"; }
    # The members of a struct in a header: `name` | default.
    members() { awk -v name="$2" '$0 ~ "^struct " name { inside = 1 } inside && /^};/ { exit } inside && /^    [a-z].* = .*;/' "$1" |
        sed -E 's/^ *//; s/^.* ([a-z_]+) = (.*);.*/`\1` | `\2`/; s/taskquad::[a-z_]+:://; s/std::chrono::duration<double>\((.*)\)`/\1`/
            s/std::numeric_limits<double>::infinity\(\)/infinity/; s/std::size_t\{1\} << 30/1 GiB/'; }
    table() { sed -n "/^## $1/,/^## /p" docs/reference.md | grep '^| `'; }
    diff <(members include/taskquad/options.hpp options) <(table Options | grep -oE '`[a-z_]+` \| `[^|]*`') ||
        echo "docs/reference.md has other options than options.hpp, in another order, or other defaults"
    diff <(sed -n '/^enum class status/,/^};/p' include/taskquad/status.hpp | grep -oE '^    [a-z_]+' | tr -d ' ') \
        <(table Status | grep -oE '^\| (`[a-z_]+`(, )?)+ \|' | grep -oE '[a-z_]+') ||
        echo "docs/reference.md has other statuses than status.hpp, or in another order"
    [[ $(picture lib/README.md) == "$(picture docs/algorithm.md)" ]] || echo "lib/README.md and docs/algorithm.md show different pictures"
)
[[ -z $faults ]] || { echo "$faults"; exit 1; }
