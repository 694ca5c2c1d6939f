#!/bin/sh
# Proves that check_links.sh can fail.
# usage: check_links_test.sh CHECK_LINKS
set -u
checker=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/docs"
: >"$scratch/docs/there.md"
failures=0

verdict() {  # verdict DUE TEXT
  printf '%s\n' "$2" >"$scratch/docs/document.md"
  if output=$(sh "$checker" "$scratch/docs/document.md" 2>&1); then got=pass; else got=fail; fi
  [ "$got" = "$1" ] && return
  failures=$((failures + 1))
  echo "WRONG: '$2' should $1, but: $output"
}

verdict pass 'See [this](there.md) and [that](there.md#part), [up](../docs/there.md).'
verdict pass '[this](there.md) and [the web](https://example.org/nowhere.md)'
verdict fail '[this](there.md) and [that](gone.md)'
verdict fail '[up](../gone)'
verdict fail 'no link at all'

echo "$failures wrong"
[ "$failures" = 0 ]
