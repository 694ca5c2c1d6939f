#!/bin/sh
# Proves that check_includes.sh can fail: each case is a tree of one or two files and the verdict due.
# usage: check_includes_test.sh CHECKER
set -u
checker=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cases=0
failures=0

# verdict DUE FILE LINE: what the checker says of a tree whose only file FILE holds LINE.
verdict() {
  rm -rf "$scratch/src"
  mkdir -p "$scratch/src/$(dirname "$2")"
  printf '// a comment\n%s\n' "$3" >"$scratch/src/$2"
  cases=$((cases + 1))
  if output=$(sh "$checker" "$scratch/src" 2>&1); then got=pass; else got=fail; fi
  if [ "$got" != "$1" ]; then
    failures=$((failures + 1))
    echo "WRONG: $2 with '$3' should $1, but: $got $output"
  elif [ "$1" = fail ] && ! echo "$output" | grep -qF "src/$2:"; then
    failures=$((failures + 1))
    echo "WRONG: the message does not name src/$2: $output"
  fi
}

verdict pass base/a.h '#include "base/result.h"'
verdict pass apps/a.cc '#include "api/llada.h"'
verdict pass text/a.cc '#include "formats/json.h"'
verdict pass decode/a.h '#include "base/ids.h"'
verdict pass model/a.cc '#include <vector>'
verdict pass base/deep/a.cc '#include "base/deep/b.h"'
verdict pass api/a.h '// #include "apps/main.h"'
verdict fail base/a.h '#include "formats/gguf.h"'
verdict fail base/deep/a.cc '#include "text/bpe.h"'
verdict fail formats/a.cc '  #  include "text/bpe.h"  // only for now'
verdict fail kernels/a.cc '#include <model/config.h>'
verdict fail engine/a.cc '#include "api/llada.h"'
verdict fail decode/a.h '#include "formats/json.h"'
verdict fail decode/a.h '#include "model/config.h"'
verdict fail base/a.h '#include "../text/bpe.h"'
verdict fail base/a.h '#include "./../text/bpe.h"'
verdict fail stray/a.h '#include <vector>'
rm -rf "$scratch/src" && mkdir "$scratch/src"
if sh "$checker" "$scratch/src" 2>/dev/null; then
  failures=$((failures + 1))
  echo "WRONG: an empty tree should fail"
fi

echo "$((cases + 1)) cases, $failures wrong"
[ "$failures" = 0 ]
