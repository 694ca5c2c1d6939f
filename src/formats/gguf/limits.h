// What a GGUF file may declare. Stricter than the format where no real model comes near: each
// number bounds memory or time that a hostile file could make us spend.
#pragma once

#include <cstdint>

namespace llada::gguf {

inline constexpr std::uint64_t kMaxKeys = 1u << 16;
inline constexpr std::uint64_t kMaxTensors = 1u << 16;  // of all shards together
inline constexpr std::uint64_t kMaxShards = 4096;       // each stays mapped
inline constexpr std::uint64_t kMaxKeyBytes = 65535;
inline constexpr std::uint64_t kMaxStringBytes = 16u << 20;
inline constexpr std::uint64_t kMaxTensorNameBytes = 63;
inline constexpr std::uint64_t kMaxArrayNumbers = 1u << 22;
inline constexpr std::uint64_t kMaxArrayStrings = 1u << 20;  // tokens, or merges
inline constexpr std::uint64_t kMaxAlignment = 64u << 10;
inline constexpr std::uint64_t kMinAlignment = 8;  // the format asks for a multiple of 8
inline constexpr std::uint64_t kDefaultAlignment = 32;
inline constexpr std::uint32_t kMaxRank = 4;
inline constexpr std::uint64_t kMaxDim = std::uint64_t{1} << 31;
inline constexpr std::uint64_t kMaxElements = (std::uint64_t{1} << 63) - 1;

// A string in memory costs up to 33 bytes and its text; in the file 8 bytes and its text. Together
// with the counts above this bounds a parse to the file's size + 128 MiB: 2^21 strings (some 60 MiB
// beyond their bytes in the file), 2^16 keys (10 MiB), 2^16 tensors (30 MiB), and what the
// allocator rounds up.
inline constexpr std::uint64_t kMaxStringsInAllArrays = 1u << 21;

// The fewest bytes that one entry takes, so that a count can be held against the bytes that remain.
inline constexpr std::uint64_t kSmallestKeyEntry = 8 + 1 + 4 + 1;             // u8 value
inline constexpr std::uint64_t kSmallestTensorEntry = 8 + 1 + 4 + 8 + 4 + 8;  // rank 1
inline constexpr std::uint64_t kSmallestString = 8;

}  // namespace llada::gguf
