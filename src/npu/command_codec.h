// Command lists as bytes, to cross into another process or to a DSP. The reader trusts nothing: it
// allocates in proportion to the bytes it was given, and returns only lists check_commands()
// accepts.
//
// Layout, little-endian: "LNPU", version u16, activations u16 (a GGUF type number), commands u32,
// payload bytes u32, FNV-1a checksum of the payload u64; then the commands, each its kind as u8 and
// its fields in the order of command.h without padding. There is one encoding of a list.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "npu/command.h"

namespace llada {

inline constexpr std::uint16_t kCommandListVersion = 2;

[[nodiscard]] std::vector<std::byte> encode_commands(const CommandList& list);

// Errors: kGarbage (cut short, wrong checksum, unknown kind, bytes left over), kUnsupported for
// another version, kInvalid as check_commands().
[[nodiscard]] DeviceResult<CommandList> decode_commands(std::span<const std::byte> bytes);

// FNV-1a, 64 bits: finds damage on the way, not a forger.
[[nodiscard]] std::uint64_t checksum(std::span<const std::byte> bytes);

}  // namespace llada
