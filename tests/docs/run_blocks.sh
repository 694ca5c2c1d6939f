#!/bin/sh
# Runs the shell blocks of a document that are marked as tested, in order, in a scratch folder that looks
# like the source tree with build/ beside it. A marked block is
#   <!-- test -->           every command must succeed
#   <!-- test: TEXT -->     and TEXT must be in what the block prints
# on a line of its own, directly before ```sh. A document without any marked block fails.
# usage: run_blocks.sh DOCUMENT SOURCE_DIR BUILD_DIR
set -u
document=$1 source=$2 build=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/blocks" "$scratch/tree"
for entry in "$source"/*; do
  case $(basename "$entry") in build*) ;; *) ln -s "$entry" "$scratch/tree/" ;; esac
done
ln -s "$build" "$scratch/tree/build"

awk -v folder="$scratch/blocks" '
  /^<!-- test(: .*)? -->$/ {
    text = $0
    sub(/^<!-- test:? ?/, "", text)
    sub(/ ?-->$/, "", text)
    marked = NR
    next
  }
  /^```sh$/ && marked && NR == marked + 1 {
    file = sprintf("%s/%03d", folder, ++count)
    print text >(file ".wants")
    print "# from line " NR >file
    inside = 1
    next
  }
  /^```/ { inside = 0 }
  inside { print >file }
' "$document"

blocks=0
failed=0
for block in "$scratch"/blocks/???; do
  [ -f "$block" ] || continue
  blocks=$((blocks + 1))
  echo "--- $(basename "$document"), block $(sed -n '1s/^# //p' "$block")"
  (cd "$scratch/tree" && PATH="$build/bin:$PATH" sh -eux "$block") >"$scratch/out" 2>&1 </dev/null
  status=$?
  cat "$scratch/out"
  [ "$status" = 0 ] || { echo "FAILED with status $status"; failed=$((failed + 1)); continue; }
  wanted=$(cat "$block.wants")
  # Lines that sh -x echoes start with "+ " and do not count as output.
  if [ -n "$wanted" ] && ! grep -v '^+ ' "$scratch/out" | grep -qF -- "$wanted"; then
    echo "FAILED: the output lacks '$wanted'"
    failed=$((failed + 1))
  fi
done
echo "$blocks blocks run, $failed failed"
[ "$blocks" -gt 0 ] && [ "$failed" = 0 ]
