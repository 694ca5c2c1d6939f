// The loops of kernels/limit_probes.h for one instruction set; included by its files alone.
#pragma once

#include "kernels/simd/lanes.h"

namespace llada::simd {

// A `Unit` is one multiply-accumulate instruction:
//   Register; kChains: independent sums, at least latency x instructions a cycle;
//   kProducts: multiply-accumulates of one instruction; step(sum, a, b) -> sum
//
// Every byte of the operands is 61, which is 0.046 as an f32: sums grow, as sums do, and stay finite.
inline constexpr int kOperandByte = 61;

template <class Unit>
std::uint64_t run_chains(std::uint64_t rounds) {
  using Register = typename Unit::Register;
  Register a, b, sums[Unit::kChains];
  __builtin_memset(&a, kOperandByte, sizeof a);
  __builtin_memset(&b, kOperandByte, sizeof b);
  __builtin_memset(sums, kOperandByte, sizeof sums);
  __asm__ volatile("" : "+m"(a), "+m"(b));  // for all the compiler knows, they hold anything
  for (std::uint64_t round = 0; round < rounds; ++round) {
#pragma GCC unroll 32
    for (int chain = 0; chain < Unit::kChains; ++chain) {
      sums[chain] = Unit::step(sums[chain], a, b);
    }
  }
  Register results[Unit::kChains];
  for (int chain = 0; chain < Unit::kChains; ++chain) results[chain] = sums[chain];
  __asm__ volatile("" : : "m"(results));  // and they may be looked at
  return rounds * 2 * Unit::kChains * Unit::kProducts;
}

// Ahead of the loads: within a page's prefetched lines, beyond the latency of memory.
inline constexpr std::size_t kReadAhead = 2048;
inline constexpr int kReadChains = 4;
inline constexpr std::size_t kWordBytes = 64;

template <Lanes L>
std::uint32_t fold(typename L::I32 words) {
  std::uint32_t lanes[kLanes];
  L::store_bits(lanes, words);
  std::uint32_t folded = 0;
  for (int i = 0; i < kLanes; ++i) folded ^= lanes[i];
  return folded;
}

template <Lanes L>
std::uint32_t read_words(const std::uint8_t* bytes, std::size_t count) {
  auto words = L::set1_i32(0);
  for (; count >= kWordBytes; bytes += kWordBytes, count -= kWordBytes) {
    words = L::xor_bits(words, L::load_bits(bytes));
  }
  std::uint8_t last[kWordBytes] = {};
  for (std::size_t i = 0; i < count; ++i) last[i] = bytes[i];
  return fold<L>(L::xor_bits(words, L::load_bits(last)));
}

template <Lanes L>
std::uint32_t read_all(const std::byte* from, std::size_t count) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(from);
  constexpr std::size_t kStep = kReadChains * kWordBytes;
  typename L::I32 words[kReadChains];
  for (int chain = 0; chain < kReadChains; ++chain) words[chain] = L::set1_i32(0);
  for (; count >= kStep; bytes += kStep, count -= kStep) {
#pragma GCC unroll 8
    for (int chain = 0; chain < kReadChains; ++chain) {
      L::prefetch(bytes + kReadAhead + chain * kWordBytes);
      words[chain] = L::xor_bits(words[chain], L::load_bits(bytes + chain * kWordBytes));
    }
  }
  std::uint32_t folded = read_words<L>(bytes, count);
  for (int chain = 0; chain < kReadChains; ++chain) folded ^= fold<L>(words[chain]);
  return folded;
}

}  // namespace llada::simd
