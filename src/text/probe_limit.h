// The hash tables of this room are filled from files. Linear probing in a table at most two thirds
// full has runs of some dozens of entries; a longer run than this is a file made to collide, and an
// error.
#pragma once

#include <bit>
#include <cstddef>

namespace llada {

inline constexpr std::size_t kMaxProbes = 512;

// Slots for `entries`: a power of two, at most two thirds of them filled.
[[nodiscard]] inline std::size_t slots_for(std::size_t entries) {
  return std::bit_ceil(entries + entries / 2 + 2);
}

}  // namespace llada
