// Machines that are neither x86-64 nor 64-bit Arm run the reference set.
#include "kernels/kernel_sets.h"

#if !defined(__x86_64__) && !defined(__aarch64__)
namespace llada {
std::span<const KernelSet> native_kernel_sets() { return {}; }
}  // namespace llada
#endif
