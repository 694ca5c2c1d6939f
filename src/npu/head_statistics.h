// The record that a device keeps per row of the head: kHeadStatisticsBytes, little-endian, of
//   i32 top, i32 second, f32 top logit, f32 second logit, f64 sum, f64 weighted, u32 broken, zeros up to
//   byte 56, u64 FNV-1a checksum of bytes 0..56
// Sums as in kernels/token_sums.h. The checksum tells a row that was computed from memory that was not.
#pragma once

#include <cstddef>
#include <span>

#include "kernels/token_sums.h"
#include "npu/command.h"

namespace llada {

using HeadRecord = std::span<std::byte, kHeadStatisticsBytes>;

void write_record(const TokenSums& sums, HeadRecord record);

// Error: kGarbage.
[[nodiscard]] DeviceResult<TokenSums> read_record(std::span<const std::byte, kHeadStatisticsBytes> record);

}  // namespace llada
