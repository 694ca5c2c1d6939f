// What this x86 CPU offers and the operating system lets us use (CPUID, XGETBV; Intel SDM vol. 1, ch. 13
// to 18).
#pragma once

namespace llada {

struct X86Features {
  bool avx2 = false;         // with FMA and F16C
  bool avx_vnni = false;
  bool avx512 = false;       // F, BW, DQ, VL
  bool avx512_vnni = false;
  bool avx512_bf16 = false;
  bool amx_int8 = false;     // with AVX-512, and the system lets this process use tiles
};

// Asked once, at first use.
[[nodiscard]] const X86Features& x86_features();

}  // namespace llada
