#!/usr/bin/env bash
# Checks that the code shown in README.md and docs/*.md is the code of the examples: every part of an example between two lines `// [name]`
# stands, unindented, in the page.
# usage: snippets.sh DOCS
set -euo pipefail
docs=$1
failed=0
check() { # EXAMPLE PAGE
    local example=$docs/examples/$1 page=$docs/$2 name part
    for name in $(sed -n 's|^ *// \[\(.*\)\]$|\1|p' "$example" | sort -u); do
        part=$(awk -v mark="// [$name]" '{ line = $0; sub(/^ +/, "", line) }
            line == mark { inside = !inside; if (inside) indent = match($0, /[^ ]/) - 1; next }
            inside { print substr($0, 1, indent) ~ /^ *$/ ? substr($0, indent + 1) : $0 }' "$example")
        if [[ "$(<"$page")" != *"$part"* ]]; then
            echo "$2 does not show [$name] of examples/$1:"
            echo "$part"
            failed=1
        fi
    done
}
check three_lines.cpp ../README.md
check tutorial.cpp tutorial.md
check own_rule.cpp tutorial.md
check embedding.cpp embedding.md
check difficulties.cpp integrands.md
check dimensions.cpp dimensions.md
check ask_tell.cpp ask-tell.md
check asynchronous.cpp asynchronous.md
check observing.cpp observing.md
check journal.cpp journal.md
check mpi.cpp mpi.md
check recipes.cpp recipes.md
check recipes_server.cpp recipes.md
check recipes_simulation.cpp recipes.md
exit $failed
