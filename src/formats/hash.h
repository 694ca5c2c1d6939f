// A fast 64-bit hash of bytes (XXH3): tells damage and change, not forgery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace llada {

// Some 15 bytes a cycle in cache, so that checking a file costs no more than reading it.
[[nodiscard]] std::uint64_t hash_bytes(std::span<const std::byte> bytes);

}  // namespace llada
