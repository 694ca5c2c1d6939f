// Packed bytes that are wanted soon, fetched a few lines at a time while the dot products leave the memory
// idle: all at once they fill the core's line buffers and stall it.
#pragma once

#include "kernels/simd/chunks.h"
#include "kernels/x86/lanes_avx512.h"

namespace llada::simd {
namespace {

template <int kPanels>
struct FetchAhead {
  const std::uint8_t* at[kPanels];
  int lines_a_step;  // of each panel, per call of step()

  void step() {
    for (int line = 0; line < lines_a_step; ++line) {
#pragma GCC unroll 2
      for (int p = 0; p < kPanels; ++p, at[p - 1] += 64) {
        _mm_prefetch(reinterpret_cast<const char*>(at[p]), _MM_HINT_T0);
      }
    }
  }
};

}  // namespace
}  // namespace llada::simd
