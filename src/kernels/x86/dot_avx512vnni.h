// The dot products of VNNI, written out: g++ 12 copies the sums of its intrinsics between registers, a
// third of a move for each product in loops that keep 24 of them.
#pragma once

#include "kernels/x86/lanes_avx512.h"

namespace llada::simd {
namespace {

// sum + four unsigned by signed bytes, in each lane.
[[gnu::always_inline]] inline __m512i dot_bytes(__m512i sum, __m512i codes, __m512i signed_codes) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(codes), "v"(signed_codes));
  return sum;
}

// sum + two signed words, in each lane.
[[gnu::always_inline]] inline __m512i dot_words(__m512i sum, __m512i a, __m512i b) {
  __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
  return sum;
}

}  // namespace
}  // namespace llada::simd
