// A chip of round numbers: what tests compute by hand.
#pragma once

#include "npu/virtual/profile.h"

namespace llada::test {

// 1 operation and 1 byte a nanosecond, tiles of 4 rows, a window of 1 MiB, commands cost 10 ns.
inline DeviceProfile small_profile() {
  DeviceProfile profile;
  profile.name = "small";
  profile.chip = "test chip";
  profile.window_bytes = 1 << 20;
  profile.alignment_bytes = 64;
  profile.width_buckets = {4, 8, 64};
  profile.tile_rows = 4;
  profile.memory_bytes_per_second = 100'000'000'000;
  profile.submit_ns = 100;
  profile.batch_ns = 900;
  profile.map_ns = 50;
  profile.map_ns_per_mib = 1 << 20;        // 1 ns a byte
  profile.map_copy_ns_per_mib = 10 << 20;  // 10 ns a byte
  const std::uint64_t giga = 1'000'000'000;
  profile.calibrations = {{"reference", giga, giga, 2 * giga, 10, giga, giga, giga},
                          {"tuned", 4 * giga, 2 * giga, 2 * giga, 10, 2 * giga, 2 * giga, giga}};
  return profile;
}

}  // namespace llada::test
