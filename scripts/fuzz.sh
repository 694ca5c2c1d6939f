#!/bin/sh
# Runs every fuzz program of a build on its seed corpus for some seconds each, and ends with one line
# per program. Exits with 1 if any made a finding; findings are kept in BUILD/findings.
# usage: scripts/fuzz.sh BUILD SECONDS [JOBS]
set -u
build=$1 seconds=$2 jobs=${3:-1}
cd "$(dirname "$0")/.." || exit 1
mkdir -p "$build/findings" "$build/corpus" "$build/log"

# shellcheck disable=SC2016  # expanded by the inner shell
run_one='
  program=$1 build=$2 seconds=$3
  name=$(basename "$program" _fuzz)
  mkdir -p "$build/corpus/$name" "fuzz/corpus/$name"
  if "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$build/findings/$name-" "$build/corpus/$name" "fuzz/corpus/$name" \
    >"$build/log/$name" 2>&1; then
    runs=$(awk "/stat::number_of_executed_units/ {print \$2}" "$build/log/$name")
    echo "$name: no finding in $seconds s, $runs runs"
  else
    echo "$name: FINDING, see $build/log/$name and $build/findings"
    exit 1
  fi'
programs=$(find "$build/bin" -name '*_fuzz' -type f | sort)
[ -n "$programs" ] || { echo "scripts/fuzz.sh: no fuzz program in $build/bin" >&2; exit 1; }
echo "$programs" | xargs -P "$jobs" -I{} sh -c "$run_one" run_one {} "$build" "$seconds" || exit 1
