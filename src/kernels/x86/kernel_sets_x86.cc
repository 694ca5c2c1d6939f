#include <array>

#include "kernels/kernel_sets.h"
#include "kernels/simd/adapter.h"
#include "kernels/x86/cpu_features.h"
#include "kernels/x86/tables.h"

namespace llada {
namespace {

using namespace simd;

constexpr std::array kSets = {
    kernel_set<kRowsAvx2, kProductsAvx2>("avx2", "AVX2, FMA, F16C", [] { return x86_features().avx2; }),
    kernel_set<kRowsAvx512, kProductsAvx512>("avx512", "AVX-512 F, BW, DQ, VL",
                                             [] { return x86_features().avx512; }),
    kernel_set<kRowsAvx2, kProductsAvx2, kProductsAvx2Vnni, prepare_int8_avx2>(
        "avx2-vnni", "AVX2, FMA, F16C, AVX-VNNI", [] { return x86_features().avx_vnni; }),
    kernel_set<kRowsAvx512, kProductsAvx512, kProductsAvx512Vnni, prepare_int8_avx512>(
        "avx512-vnni", "AVX-512 F, BW, DQ, VL, VNNI", [] { return x86_features().avx512_vnni; }),
};

}  // namespace

std::span<const KernelSet> native_kernel_sets() { return kSets; }

}  // namespace llada
