#!/bin/sh
# Installs a build into a scratch prefix and uses what was installed as a stranger would: the program
# finds its model, find_package and pkg-config each build a program that answers a question.
# usage: install_test.sh BUILD_DIR CONSUMER_DIR CXX BUILD_TYPE
set -eu
build=$1 consumer=$2 cxx=$3 type=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/usr
question="Eric bakes 4 trays of pies with 6 on each tray. The family eats 7. How many pies are left?"

cmake --install "$build" --prefix "$prefix" >"$scratch/log"
model=$("$prefix/bin/llada" doctor | sed -n 's/^default model  *//p')
case $model in
  "$prefix"/*) ;;
  *) echo "WRONG: the default model is $model, not in $prefix"; exit 1 ;;
esac

expect_answer() {  # expect_answer WHO COMMAND...
  who=$1
  shift
  answer=$(cd "$scratch" && "$@" </dev/null)
  case $answer in
    *"#### 17"*) echo "$who answers 17" ;;
    *) echo "WRONG: $who says: $answer"; exit 1 ;;
  esac
}

expect_answer "the installed program" "$prefix/bin/llada" run -p "$question"

cmake -S "$consumer" -B "$scratch/consumer" -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_BUILD_TYPE="$type" \
  -DCMAKE_PREFIX_PATH="$prefix" >>"$scratch/log"
cmake --build "$scratch/consumer" >>"$scratch/log"
expect_answer "a program built with find_package" "$scratch/consumer/consumer" "$model" "$question"

PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name llada.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046  # flags are words
"$cxx" "$consumer/main.cc" -o "$scratch/by_pkg_config" $(pkg-config --cflags --libs llada)
expect_answer "a program built with pkg-config" "$scratch/by_pkg_config" "$model" "$question"

# The installed program reads the installed model, not the one of the source tree it was built from.
: >"$model"
if message=$("$prefix/bin/llada" run -p "$question" 2>&1 </dev/null); then
  echo "WRONG: the installed program does not read $model"
  exit 1
fi
case $message in
  *"$(basename "$model")"*) echo "an empty model is an error that names it" ;;
  *) echo "WRONG: the error does not name the model: $message"; exit 1 ;;
esac
