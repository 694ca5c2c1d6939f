#include "npu/device.h"

#include <algorithm>

namespace llada {

DeviceResult<int> width_bucket(const NpuCapabilities& capabilities, int rows) {
  const auto& buckets = capabilities.width_buckets;
  if (buckets.empty()) return rows;
  const auto found = std::lower_bound(buckets.begin(), buckets.end(), rows);
  if (found != buckets.end()) return *found;
  return device_fail(DeviceFailure::kUnsupported, "{} rows, the widest program of {} takes {}",
                     rows, capabilities.name, buckets.back());
}

DeviceCounters& DeviceCounters::operator+=(const DeviceCounters& other) {
  npu_busy += other.npu_busy;
  staging_busy += other.staging_busy;
  stalled += other.stalled;
  staged_bytes += other.staged_bytes;
  stages += other.stages;
  maps += other.maps;
  return *this;
}

DeviceCounters operator-(const DeviceCounters& after, const DeviceCounters& before) {
  DeviceCounters negative{-before.npu_busy, -before.staging_busy, -before.stalled, std::uint64_t{0} - before.staged_bytes,
                          std::uint64_t{0} - before.stages, std::uint64_t{0} - before.maps};
  return negative += after;
}

}  // namespace llada
