#!/bin/sh
# Runs scripts/bootstrap.sh against imitation dpkg-query, apt-get, sudo and id, so that every path is
# seen whatever this machine has: nothing missing, root, sudo, neither, a stale package list, no Debian.
# usage: bootstrap_test.sh BOOTSTRAP
set -u
bootstrap=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0
cases=0

imitate() {  # imitate NAME BODY: a command found before the machine's own
  printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
  chmod +x "$scratch/bin/$1"
}

# A machine with every tool; libgtest-dev missing until apt-get has installed it.
new_machine() {
  (cd "$scratch" && rm -rf bin installed updated log)
  mkdir "$scratch/bin"
  : >"$scratch/log"
  for tool in c++ make cmake pkg-config python3; do imitate "$tool" 'exit 0'; done
  imitate dpkg-query "shift 3
    for package; do
      [ \$package != libgtest-dev ] || [ -e $scratch/installed ] || continue
      case \$package in *:*) name=\$package ;; libfmt-dev) name=\$package:amd64 ;; *) name=\$package:all ;; esac
      printf '%s=installed ' \$name
    done"
  imitate dpkg 'echo amd64'
  imitate apt-get "echo \"apt-get \$*\" >>$scratch/log
    case \"\$*\" in *install*) touch $scratch/installed ;; *) touch $scratch/updated ;; esac"
  imitate id "echo 1000"
  imitate sudo "exit 1"
  imitate sleep "exit 0"
  ln -s "$(command -v env)" "$scratch/bin/env"
  ln -s "$(command -v touch)" "$scratch/bin/touch"
}

bootstrap() {  # bootstrap ARGS...: sets status, output
  output=$(PATH="$scratch/bin" LLADA_NO_INSTALL="${no_install:-}" /bin/sh "$bootstrap" "$@" 2>&1)
  status=$?
  cases=$((cases + 1))
}
expect() {  # expect WHAT STATUS TEXT: the last run exited so and said so
  if [ "$status" != "$2" ] || ! printf '%s\n' "$output" | grep -qF -- "$3"; then
    failures=$((failures + 1))
    printf 'WRONG: %s: wanted status %s and "%s", got status %s and:\n%s\n' "$1" "$2" "$3" "$status" "$output"
  fi
}
expect_log() {  # expect_log WHAT LINES: apt-get was called that often
  calls=$(grep -c . "$scratch/log")
  if [ "$calls" != "$2" ]; then
    failures=$((failures + 1))
    printf 'WRONG: %s: wanted %s calls of apt-get, got:\n' "$1" "$2"
    cat "$scratch/log"
  fi
}

new_machine
bootstrap build
expect "nothing missing" 0 ""
expect_log "nothing missing" 0

bootstrap test
expect "neither root nor sudo" 1 \
  "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends libgtest-dev'"
expect_log "neither root nor sudo" 0

new_machine
imitate id "echo 0"
no_install=1 bootstrap test
expect "installing forbidden" 1 "apt-get update && apt-get install -y --no-install-recommends libgtest-dev"
expect_log "installing forbidden" 0

bootstrap test
expect "root" 0 "installing libgtest-dev"
expect_log "root with fresh package lists" 1
bootstrap test
expect_log "second run" 1

new_machine
imitate sudo 'shift; [ "$1" = true ] || exec "$@"'
bootstrap test
expect "passwordless sudo" 0 "installing libgtest-dev"
expect_log "passwordless sudo" 1

new_machine
imitate id "echo 0"
imitate apt-get "echo \"apt-get \$*\" >>$scratch/log
  case \"\$*\" in *install*) [ -e $scratch/updated ] ;; *) touch $scratch/updated ;; esac"
bootstrap test
expect "stale package lists" 0 "installing libgtest-dev"
expect_log "stale package lists: install, update, install" 3

new_machine
imitate id "echo 0"
imitate apt-get "exit 100"
bootstrap test
expect "apt-get fails" 1 "apt-get update && apt-get install"

new_machine
rm "$scratch/bin/cmake"
bootstrap build
expect "a tool is missing" 1 "--no-install-recommends cmake'"

rm "$scratch/bin/dpkg-query"
bootstrap build
expect "no Debian, a tool missing" 1 "missing on this machine: cmake"
imitate cmake "exit 0"
bootstrap build
expect "no Debian, all tools there" 0 ""

new_machine
imitate id "echo 0"
bootstrap hexagon
expect "the Hexagon toolchain" 0 "installing clang-19 lld-19 qemu-user"
expect_log "the Hexagon toolchain" 1

bootstrap nonsense
expect "unknown purpose" 2 "unknown purpose 'nonsense'; one of build, test"

echo "$cases cases, $failures wrong"
[ "$failures" = 0 ]
