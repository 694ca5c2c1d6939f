#include "npu/device.h"

#include <algorithm>

namespace llada {

DeviceResult<int> width_bucket(const NpuCapabilities& capabilities, int rows) {
  const auto& buckets = capabilities.width_buckets;
  const auto found = std::lower_bound(buckets.begin(), buckets.end(), rows);
  if (found != buckets.end()) return *found;
  return device_fail(DeviceFailure::kUnsupported, "{} rows, the widest program of {} takes {}",
                     rows, capabilities.name, buckets.empty() ? 0 : buckets.back());
}

}  // namespace llada
