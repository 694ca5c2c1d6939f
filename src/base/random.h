// Counter-based random numbers: the n-th number of a stream is a pure function of (seed, stream, n), so
// the same seed gives the same text on any thread count and in any order of evaluation.
// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
#pragma once

#include <array>
#include <cstdint>

namespace llada {

using PhiloxBlock = std::array<std::uint32_t, 4>;

// One Philox4x32-10 block for a 64-bit key and a 128-bit counter.
[[nodiscard]] PhiloxBlock philox4x32(std::uint64_t key, const PhiloxBlock& counter);

// What a number is drawn for; keeps draws of different purpose independent.
enum class RandomStream : std::uint32_t { kTokenGumbel = 1, kRemaskOrder, kDreamOrigin, kDreamOrder, kWeights };

// Uniform in the open interval (0, 1), 52 bits, for item `index` at (step, pos) of a stream.
[[nodiscard]] double uniform(std::uint64_t seed, RandomStream stream, std::uint32_t step,
                             std::uint32_t pos, std::uint32_t index = 0);

}  // namespace llada
