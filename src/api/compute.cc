#include "api/compute.h"

#include <algorithm>
#include <thread>

namespace llada {

Result<int> thread_count(int wanted) {
  if (wanted < 0 || wanted > kMaxThreads) {
    return fail(ErrorCode::kUsage, "--threads {}: allowed are 1..{}, or 0 for one per core", wanted,
                kMaxThreads);
  }
  return wanted > 0
             ? wanted
             : std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxThreads);
}

Result<const KernelSet*> choose_kernels(std::string_view name, std::uint64_t model_bytes) {
  const bool automatic = name.empty() || name == "auto";
  return find_kernel_set(automatic && model_bytes <= kExactUpToBytes ? "exact" : name);
}

}  // namespace llada
