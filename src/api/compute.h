// What computes a model when the user leaves it open.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernels/kernel_set.h"

namespace llada {

inline constexpr int kMaxThreads = 256;

// Up to this size a step takes milliseconds with f32 activations too, so "auto" does not trade
// accuracy for speed nobody would notice (docs/design/forward-pass.md).
inline constexpr std::uint64_t kExactUpToBytes = std::uint64_t{512} << 20;

// 0: one per core. Error: kUsage outside 0..kMaxThreads.
[[nodiscard]] Result<int> thread_count(int wanted);

// The set called `name`; "auto" or empty decides by the size of the model. Errors: as
// find_kernel_set.
[[nodiscard]] Result<const KernelSet*> choose_kernels(std::string_view name,
                                                      std::uint64_t model_bytes);

}  // namespace llada
