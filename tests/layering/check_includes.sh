#!/bin/sh
# Fails on an include that points up: a room may include its own headers and those of the rooms before
# it; decode/ may include only base/. One line per offence: file, line, what was included, what may be.
# usage: check_includes.sh SRC
set -eu
cd "$1"
files=$(find . -name '*.h' -o -name '*.hpp' -o -name '*.cc' -o -name '*.cpp' -o -name '*.c')
[ -n "$files" ] || { echo "check_includes.sh: no source file under $1" >&2; exit 1; }

# shellcheck disable=SC2086  # a list of file names without spaces
awk '
  BEGIN {
    count = split("base formats text kernels npu model decode engine api apps", rooms, " ")
    for (i = 1; i <= count; i++) {
      rank[rooms[i]] = i
      seen = seen " " rooms[i]
      allowed[rooms[i]] = seen
    }
    allowed["decode"] = " base decode"
  }
  function offence(text) {
    printf "src/%s:%d: %s\n", substr(FILENAME, 3), FNR, text
    bad = 1
  }
  FNR == 1 {
    split(FILENAME, part, "/")
    room = part[2]
    if (!(room in rank)) offence("the folder " room "/ is no room; the rooms are" seen)
  }
  /^[ \t]*#[ \t]*include[ \t]*["<]/ {
    target = $0
    sub(/^[^"<]*["<]/, "", target)
    sub(/[">].*/, "", target)
    if (target ~ /(^|\/)\.\.?\//) {
      offence("\"" target "\" is relative; write ROOM/FILE from src/")
      next
    }
    split(target, part, "/")
    if (part[1] in rank && target ~ /\// && !index(allowed[room] " ", " " part[1] " "))
      offence(room "/ includes \"" target "\"; it may include only" allowed[room])
  }
  END { exit bad }
' $files
