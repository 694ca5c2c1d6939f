#include <array>

#include <sys/auxv.h>

#include "kernels/arm/tables.h"
#include "kernels/kernel_sets.h"
#include "kernels/simd/adapter.h"

namespace llada {
namespace {

using namespace simd;

// Linux, Documentation/arch/arm64/elf_hwcaps.rst: HWCAP_ASIMDDP, HWCAP2_I8MM
bool has_dotprod() {
  constexpr unsigned long kDotprod = 1ul << 20;
  return (getauxval(AT_HWCAP) & kDotprod) != 0;
}
bool has_i8mm() {
  constexpr unsigned long kI8mm = 1ul << 13;
  return has_dotprod() && (getauxval(AT_HWCAP2) & kI8mm) != 0;
}

constexpr ArithmeticUnit kFma{"f32 NEON FMA", run_fma_neon};
constexpr LimitProbes kNeonLimits{kFma, {}, {}, read_neon};
constexpr LimitProbes kDotprodLimits{kFma, {}, {"int8 NEON dotprod", run_dot_neon}, read_neon};
constexpr LimitProbes kI8mmLimits{kFma, {}, {"int8 NEON matrix", run_matrix_neon}, read_neon};

constexpr std::array kSets = {
    kernel_set<kRowsNeon, kProductsNeon>("neon", "Armv8-A NEON", [] { return true; }, kNeonLimits),
    kernel_set<kRowsNeon, kProductsNeon, kProductsDotprod, BlockInt8<kRowsNeon, prepare_int8_neon>>(
        "neon-dotprod", "Armv8.2-A NEON with dotprod", has_dotprod, kDotprodLimits),
    kernel_set<kRowsNeon, kProductsNeon, kProductsI8mm, BlockInt8<kRowsNeon, prepare_int8_neon>>(
        "neon-i8mm", "Armv8.6-A NEON with dotprod and i8mm", has_i8mm, kI8mmLimits),
};

}  // namespace

std::span<const KernelSet> native_kernel_sets() { return kSets; }

}  // namespace llada
