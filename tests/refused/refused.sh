#!/usr/bin/env bash
# A file that must not compile: checks that it does not, and that the compiler says the sentence of the file's first line, "// says: ...".
# usage: refused.sh FILE COMPILER OPTIONS...
set -euo pipefail
file=$1
shift
sentence=$(sed -n '1s|^// says: ||p' "$file")
[[ -n $sentence ]] || { echo "$file does not begin with the sentence that is expected"; exit 1; }
if said=$("$@" -std=c++20 -fsyntax-only "$file" 2>&1); then
    echo "$file compiles"
    exit 1
fi
if ! grep -qF -- "$sentence" <<<"$said"; then
    echo "The compiler does not say: $sentence"
    echo "$said"
    exit 1
fi
