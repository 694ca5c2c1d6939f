#!/bin/sh
# Proves that run_blocks.sh runs what is marked, only that, and can fail.
# usage: run_blocks_test.sh RUN_BLOCKS
set -u
runner=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/source/models" "$scratch/build/bin"
printf '#!/bin/sh\necho forty-two\n' >"$scratch/build/bin/llada"
chmod +x "$scratch/build/bin/llada"
cases=0
failures=0

verdict() {  # verdict DUE WHAT: of the document on standard input
  cat >"$scratch/document.md"
  cases=$((cases + 1))
  if output=$(sh "$runner" "$scratch/document.md" "$scratch/source" "$scratch/build" 2>&1); then
    got=pass
  else
    got=fail
  fi
  [ "$got" = "$1" ] && return
  failures=$((failures + 1))
  printf 'WRONG: %s should %s, but: %s\n%s\n' "$2" "$1" "$got" "$output"
}

verdict pass "commands that succeed" <<'DOC'
<!-- test -->
```sh
build/bin/llada run
test -d models
```
DOC
verdict pass "the wanted text" <<'DOC'
<!-- test: forty-two -->
```sh
llada
```
DOC
verdict fail "another text than wanted" <<'DOC'
<!-- test: forty-three -->
```sh
llada  # forty-three
```
DOC
verdict fail "a failing command before the last" <<'DOC'
<!-- test -->
```sh
false
true
```
DOC
verdict fail "a failing second block" <<'DOC'
<!-- test -->
```sh
true
```
words
<!-- test -->
```sh
exit 3
```
DOC
verdict pass "an unmarked block that would fail" <<'DOC'
<!-- test -->
```sh
true
```
```sh
false
```
DOC
verdict fail "a document without marked blocks" <<'DOC'
```sh
true
```
DOC

echo "$cases cases, $failures wrong"
[ "$failures" = 0 ]
