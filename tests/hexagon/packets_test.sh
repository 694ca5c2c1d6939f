#!/bin/sh
# Fails when the main loop of the products does fewer multiply-accumulates a packet than it is known to.
# usage: packets_test.sh HEXAGON_PACKETS_SH
set -u
table=$("$1")
status=$?
[ $status = 0 ] || exit $status
printf '%s\n' "$table"
printf '%s\n' "$table" | awk -F '|' '
  /16 bits: a unit/ { found = 1; if ($5 + 0 < 220) { print "16 bits: " $5 " a packet, 228 expected"; bad = 1 } }
  /8 bits: a unit/ { found_8 = 1; if ($5 + 0 < 200) { print "8 bits: " $5 " a packet, 205 expected"; bad = 1 } }
  END { exit bad || !found || !found_8 }'
