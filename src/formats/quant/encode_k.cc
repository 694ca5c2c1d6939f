// Super-blocks of 256 elements. The scales of the groups are found one by one, then rounded to the
// few bits that the layout has for them; rounding is undone as far as possible by trying the
// neighbours of each rounded scale against the values themselves.
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "formats/quant/block_codecs.h"
#include "formats/quant/scale_search.h"

namespace llada::quant {
namespace {

constexpr std::size_t kSuperBlock = 256;
using SuperBlockCodes = std::array<float, kSuperBlock>;

// --- Q4_K: 8 groups of 32, value = d * scale * code - dmin * min ---

constexpr std::size_t kQ4Group = 32;
constexpr std::size_t kQ4Groups = kSuperBlock / kQ4Group;
constexpr float kQ4Highest = 15;
constexpr int kSixBits = 63;

int nearest_level(float value, float unit, int lowest, int highest) {
  if (unit == 0) return 0;
  const float level =
      std::clamp(value / unit, static_cast<float>(lowest), static_cast<float>(highest));
  return static_cast<int>(round_to_even(level));
}

// The levels within one step of `start` with the least error; `codes` gets theirs.
ScaleMin refine_levels(std::span<const float> values, float d, float dmin, ScaleMin start,
                       std::span<float> codes) {
  ScaleMin best = start;
  float best_error = INFINITY;
  std::array<float, kQ4Group> tried;
  for (int scale = std::max(0, start.scale - 1); scale <= std::min(kSixBits, start.scale + 1);
       ++scale) {
    for (int min = std::max(0, start.min - 1); min <= std::min(kSixBits, start.min + 1); ++min) {
      const float step = d * static_cast<float>(scale);
      const float origin = -dmin * static_cast<float>(min);
      round_to_codes(values, step, origin, {0, kQ4Highest}, tried);
      const float error = squared_error(values, tried, step, origin);
      if (error >= best_error) continue;
      best_error = error;
      best = {scale, min};
      std::ranges::copy(tried, codes.begin());
    }
  }
  return best;
}

void pack_scale_mins(std::span<const ScaleMin, kQ4Groups> levels, std::uint8_t* packed) {
  for (std::size_t j = 0; j < 4; ++j) {
    const ScaleMin &low = levels[j], &high = levels[j + 4];
    packed[j] = static_cast<std::uint8_t>(low.scale | (high.scale >> 4) << 6);
    packed[j + 4] = static_cast<std::uint8_t>(low.min | (high.min >> 4) << 6);
    packed[j + 8] = static_cast<std::uint8_t>((high.scale & 15) | (high.min & 15) << 4);
  }
}

void pack_four_bit_codes(const SuperBlockCodes& codes, std::uint8_t* packed) {
  for (std::size_t i = 0; i < kSuperBlock / 2; ++i) {
    const std::size_t e = i / 32 * 64 + i % 32;  // the other half-byte is element e + 32
    packed[i] = static_cast<std::uint8_t>(static_cast<int>(codes[e]) |
                                          static_cast<int>(codes[e + 32]) << 4);
  }
}

// --- Q6_K: 16 groups of 16, value = d * scale * (code - 32) ---

constexpr std::size_t kQ6Group = 16;
constexpr std::size_t kQ6Groups = kSuperBlock / kQ6Group;
constexpr CodeRange kQ6Range{-32, 31};
constexpr int kQ6LowestLevel = -128;
constexpr int kQ6HighestLevel = 127;

int refine_level(std::span<const float> values, float d, int start, std::span<float> codes) {
  int best = start;
  float best_error = INFINITY;
  std::array<float, kQ6Group> tried;
  for (int level = std::max(kQ6LowestLevel, start - 1);
       level <= std::min(kQ6HighestLevel, start + 1); ++level) {
    const float step = d * static_cast<float>(level);
    round_to_codes(values, step, 0, kQ6Range, tried);
    const float error = squared_error(values, tried, step, 0);
    if (error >= best_error) continue;
    best_error = error;
    best = level;
    std::ranges::copy(tried, codes.begin());
  }
  return best;
}

// The inverse of q6_k_code: 128 bytes of low codes, then 64 of high bits.
void pack_six_bit_codes(const SuperBlockCodes& codes, std::uint8_t* packed) {
  for (std::size_t half = 0; half < 2; ++half) {
    for (std::size_t lane = 0; lane < 32; ++lane) {
      std::array<int, 4> code{};
      for (std::size_t group = 0; group < 4; ++group) {
        code[group] = static_cast<int>(codes[128 * half + 32 * group + lane]) + 32;
      }
      std::uint8_t* low = packed + 64 * half + lane;
      low[0] = static_cast<std::uint8_t>((code[0] & 15) | (code[2] & 15) << 4);
      low[32] = static_cast<std::uint8_t>((code[1] & 15) | (code[3] & 15) << 4);
      packed[128 + 32 * half + lane] = static_cast<std::uint8_t>(
          code[0] >> 4 | code[1] >> 4 << 2 | code[2] >> 4 << 4 | code[3] >> 4 << 6);
    }
  }
}

}  // namespace

void encode_q4_k(const float* values, std::uint8_t* block) {
  std::array<ScaleAndMin, kQ4Groups> exact;
  float largest_scale = 0, largest_min = 0;
  for (std::size_t g = 0; g < kQ4Groups; ++g) {
    exact[g] = best_scale_and_min({values + g * kQ4Group, kQ4Group}, kQ4Highest);
    largest_scale = std::max(largest_scale, exact[g].scale);
    largest_min = std::max(largest_min, exact[g].min);
  }
  const float d = store_f16(block, largest_scale / kSixBits);
  const float dmin = store_f16(block + 2, largest_min / kSixBits);

  std::array<ScaleMin, kQ4Groups> levels;
  SuperBlockCodes codes{};
  for (std::size_t g = 0; g < kQ4Groups; ++g) {
    const ScaleMin start{nearest_level(exact[g].scale, d, 0, kSixBits),
                         nearest_level(exact[g].min, dmin, 0, kSixBits)};
    levels[g] = refine_levels({values + g * kQ4Group, kQ4Group}, d, dmin, start,
                              std::span(codes).subspan(g * kQ4Group));
  }
  pack_scale_mins(levels, block + 4);
  pack_four_bit_codes(codes, block + 16);
}

void encode_q6_k(const float* values, std::uint8_t* block) {
  std::array<float, kQ6Groups> exact;
  float largest = 0;
  for (std::size_t g = 0; g < kQ6Groups; ++g) {
    exact[g] = best_scale({values + g * kQ6Group, kQ6Group}, kQ6Range);
    if (std::abs(exact[g]) > std::abs(largest)) largest = exact[g];
  }
  const float d = store_f16(block + 208, largest / kQ6LowestLevel);

  SuperBlockCodes codes{};
  for (std::size_t g = 0; g < kQ6Groups; ++g) {
    const int start = nearest_level(exact[g], d, kQ6LowestLevel, kQ6HighestLevel);
    const int level = refine_level({values + g * kQ6Group, kQ6Group}, d, start,
                                   std::span(codes).subspan(g * kQ6Group));
    block[192 + g] = static_cast<std::uint8_t>(static_cast<std::int8_t>(level));
  }
  pack_six_bit_codes(codes, block);
}

}  // namespace llada::quant
