// Where each instruction set family registers its kernel sets, best last.
#pragma once

#include <span>

#include "kernels/kernel_set.h"

namespace llada {

[[nodiscard]] const KernelSet& ref_kernel_set();
// Empty on a machine of another family.
[[nodiscard]] std::span<const KernelSet> native_kernel_sets();

}  // namespace llada
