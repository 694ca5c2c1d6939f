#!/bin/sh
# Installs what a bare Debian 12 lacks, through apt-get where it may, and else prints the one command
# that does. Does nothing, in a few milliseconds, when nothing is missing.
# usage: scripts/bootstrap.sh build|test|hexagon|fuzz|aarch64|format|training
# LLADA_NO_INSTALL=1 never installs: it only prints the command.
set -u

purpose=${1:-build}
tools="c++:g++ make:make cmake:cmake pkg-config:pkg-config"  # command:package that brings it
foreign=""                                                   # a second architecture to take packages of
libraries="libcli11-dev libexpected-dev libfmt-dev libpcre2-dev libutf8proc-dev libxxhash-dev"
libraries="$libraries nlohmann-json3-dev"
case $purpose in
  build) ;;
  test) tools="$tools python3:python3" libraries="$libraries libgtest-dev librapidcheck-dev" ;;
  hexagon)  # the NPU worker and what runs it: tests without them are skipped
    tools="$tools clang++-19:clang-19 ld.lld-19:lld-19 qemu-hexagon:qemu-user"
    libraries=""
    ;;
  fuzz) tools="$tools clang++-14:clang-14" libraries="$libraries libclang-rt-14-dev" ;;
  aarch64)
    tools="$tools aarch64-linux-gnu-g++:g++-aarch64-linux-gnu qemu-aarch64:qemu-user"
    # Header-only libraries serve every architecture; the others are needed in Arm's form too.
    libraries="$libraries libgtest-dev librapidcheck-dev libfmt-dev:arm64 libpcre2-dev:arm64"
    libraries="$libraries libutf8proc-dev:arm64 libgtest-dev:arm64 librapidcheck-dev:arm64"
    foreign=arm64
    ;;
  format) tools="clang-format:clang-format" libraries="" ;;
  training) tools="c++:g++ python3:python3" libraries="python3-torch python3-numpy libopenblas-dev" ;;
  *)
    echo "scripts/bootstrap.sh: unknown purpose '$purpose'; one of build, test, hexagon, fuzz, aarch64, format, training" >&2
    exit 2
    ;;
esac

missing=""
for pair in $tools; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done

if ! command -v dpkg-query >/dev/null 2>&1; then
  [ -z "$missing" ] && exit 0  # not a Debian: CMake itself names a library it does not find
  echo "llada: missing on this machine:$missing" >&2
  echo "llada: needed: a C++20 compiler, make, CMake 3.25, pkg-config, and the libraries that Debian" >&2
  echo "llada: calls $libraries; install them with your package manager, then try again" >&2
  exit 1
fi

native=$(dpkg --print-architecture)
# shellcheck disable=SC2086  # a list of words on purpose
installed=" $(dpkg-query -W -f '${Package}:${Architecture}=${db:Status-Status} ' $libraries 2>/dev/null)"
for package in $libraries; do
  case $package in *:*) names=$package ;; *) names="$package:$native $package:all" ;; esac
  found=""
  for name in $names; do
    case $installed in *" $name=installed "*) found=yes ;; esac
  done
  [ -n "$found" ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

install="apt-get update && apt-get install -y --no-install-recommends$missing"
[ -z "$foreign" ] || install="dpkg --add-architecture $foreign && $install"
give_up() {
  echo "llada: $1; this one command installs what is missing:" >&2
  if [ "$(id -u)" = 0 ]; then
    echo "  $install" >&2
  else
    echo "  sudo sh -c '$install'" >&2
  fi
  exit 1
}

command -v apt-get >/dev/null 2>&1 || give_up "no apt-get here to install$missing with"
[ -z "${LLADA_NO_INSTALL:-}" ] || give_up "LLADA_NO_INSTALL is set and packages are missing"
if [ "$(id -u)" = 0 ]; then
  as_root="env DEBIAN_FRONTEND=noninteractive"
elif sudo -n true 2>/dev/null; then
  as_root="sudo -n env DEBIAN_FRONTEND=noninteractive"
else
  give_up "some packages are missing and installing them needs root"
fi

# Another apt may hold the lock for a while (cloud machines update at boot): wait for it.
patient="-o DPkg::Lock::Timeout=300"
try_install() {
  # shellcheck disable=SC2086  # lists of words on purpose
  $as_root apt-get $patient install -y --no-install-recommends $missing </dev/null
}
update() {
  for pause in 0 10 30 60; do
    sleep "$pause"
    # shellcheck disable=SC2086
    $as_root apt-get $patient update </dev/null && return 0
  done
  return 1
}

# shellcheck disable=SC2086
[ -z "$foreign" ] || $as_root dpkg --add-architecture "$foreign"
echo "llada: installing$missing (this may take a minute)" >&2
try_install >/dev/null 2>&1 && exit 0  # works without an update when the package lists are fresh
update >&2 || echo "llada: apt-get update failed; trying with the package lists there are" >&2
try_install >&2 || give_up "apt-get could not install everything"
