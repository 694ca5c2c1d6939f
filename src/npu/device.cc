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

}  // namespace llada
