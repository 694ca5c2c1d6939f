#!/bin/sh
# What the inner loops of the Hexagon kernels issue: for every loop of at least one vector multiplication,
# its packets, its multiply-accumulates and how many a packet does, read from the compiler's assembly. A
# packet takes two vector multiplications at most: 256 multiply-accumulates of 8 bits.
# usage: scripts/hexagon_packets.sh [ARCH]   (v67)
set -eu
arch=${1:-v67}
root=$(cd "$(dirname "$0")/.." && pwd)
clang=$(command -v clang++-19) || { echo "hexagon_packets.sh: needs clang-19 (scripts/bootstrap.sh hexagon)" >&2; exit 77; }

echo "| loop | packets | multiply-accumulates | a packet | ideal | of it |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
for kernel in products attention; do
  "$clang" --target=hexagon-unknown-none-elf "-mcpu=hexagon$arch" "-mhvx=$arch" -mhvx-length=128B -std=c++20 -O2 \
    -ffreestanding -fno-builtin -nostdinc++ -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-math-errno \
    -ffp-contract=off "-I$root/hexagon" "-I$root/src" -S "$root/hexagon/kernels/$kernel.cc" -o -
done | awk '
  # A byte product is one of 128 in a vrmpy; one of words takes vmpye and vmpyo, 32 of them.
  function row(what, packets, bytes, words,    products, ideal) {
    products = bytes * 128 + words * 32
    ideal = bytes > 0 ? 256 : 32
    printf "| %s | %d | %d | %.0f | %d | %.0f %% |\n", what, packets, products, products / packets, ideal, 100 * products / packets / ideal
  }
  /^_Z.*:/ {
    chunk = ""
    if ($1 ~ /multiply_chunk_16/) chunk = "products, activations of 16 bits"
    if ($1 ~ /multiply_chunk_8/) chunk = "products, activations of 8 bits"
  }
  /loop1\(\.LBB/ { match($0, /\.LBB[0-9_]+/); outer_label = substr($0, RSTART, RLENGTH) ":" }
  /loop0\(\.LBB.*,#/ { match($0, /#[0-9]+/); rounds = substr($0, RSTART + 1, RLENGTH - 1) }
  /^\.LBB.*:/ { packets = bytes = words = 0; if ($1 == outer_label) all_packets = all_bytes = 0 }
  /^\t\{/ { ++packets; ++all_packets }
  /vrmpy\(/ { ++bytes; ++all_bytes }
  /vmpyo\(/ { ++words }
  /:endloop0/ {
    if (chunk != "") {
      row(chunk ": a unit of 4 inputs", packets, bytes, 0)
      all_packets += (rounds - 1) * packets
      all_bytes += (rounds - 1) * bytes
    } else if (words >= 7) {
      row("attention: products of fractions of 32 bits", packets, 0, words)
    }
  }
  /:endloop1/ && chunk != "" { row(chunk ": a group of 32, scaled", all_packets, all_bytes, 0) }'
