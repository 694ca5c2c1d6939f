// Arithmetic on sizes that came from a file or a flag: every operation says whether it overflowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace llada {

[[nodiscard]] inline std::optional<std::uint64_t> checked_add(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

[[nodiscard]] inline std::optional<std::uint64_t> checked_mul(std::uint64_t a, std::uint64_t b) {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

// Rounds up to a multiple of `alignment` (a power of two).
[[nodiscard]] inline std::optional<std::uint64_t> checked_round_up(std::uint64_t value,
                                                                   std::uint64_t alignment) {
  if (value > UINT64_MAX - (alignment - 1)) return std::nullopt;
  return (value + alignment - 1) & ~(alignment - 1);
}

}  // namespace llada
