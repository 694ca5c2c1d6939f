// 16 lanes in four NEON registers (Armv8-A; the dot product needs the dotprod extension, the matrix product i8mm).
#pragma once

#include <arm_neon.h>

#include "kernels/simd/lanes.h"

namespace llada::simd {
namespace {

struct Neon {
  struct F32 {
    float32x4_t v[4];
  };
  struct I32 {
    uint32x4_t v[4];
  };
  // Two chains of four registers each: 24 accumulators, four weight registers, one broadcast: 29 of 32.
  static constexpr int kTileRows = 3;

  static F32 load(const float* from) {
    return {{vld1q_f32(from), vld1q_f32(from + 4), vld1q_f32(from + 8), vld1q_f32(from + 12)}};
  }
  static void store(float* to, F32 a) {
    vst1q_f32(to, a.v[0]);
    vst1q_f32(to + 4, a.v[1]);
    vst1q_f32(to + 8, a.v[2]);
    vst1q_f32(to + 12, a.v[3]);
  }
  static F32 set1(float a) {
    const float32x4_t all = vdupq_n_f32(a);
    return {{all, all, all, all}};
  }
  static F32 add(F32 a, F32 b) {
    return each(a, b, [](auto x, auto y) { return vaddq_f32(x, y); });
  }
  static F32 sub(F32 a, F32 b) {
    return each(a, b, [](auto x, auto y) { return vsubq_f32(x, y); });
  }
  static F32 mul(F32 a, F32 b) {
    return each(a, b, [](auto x, auto y) { return vmulq_f32(x, y); });
  }
  static F32 div(F32 a, F32 b) {
    return each(a, b, [](auto x, auto y) { return vdivq_f32(x, y); });
  }
  static F32 fma(F32 a, F32 b, F32 c) {
    return {{vfmaq_f32(c.v[0], a.v[0], b.v[0]), vfmaq_f32(c.v[1], a.v[1], b.v[1]),
             vfmaq_f32(c.v[2], a.v[2], b.v[2]), vfmaq_f32(c.v[3], a.v[3], b.v[3])}};
  }
  static F32 min(F32 a, F32 b) {
    return each(a, b, [](auto x, auto y) { return vminq_f32(x, y); });
  }
  static F32 max(F32 a, F32 b) {
    return each(a, b, [](auto x, auto y) { return vmaxq_f32(x, y); });
  }

  static float reduce_add(F32 a) {
    const float32x4_t four = vaddq_f32(vaddq_f32(a.v[0], a.v[2]), vaddq_f32(a.v[1], a.v[3]));
    const float32x2_t two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
    return vget_lane_f32(vpadd_f32(two, two), 0);
  }
  static float reduce_max(F32 a) {
    return vmaxvq_f32(vmaxq_f32(vmaxq_f32(a.v[0], a.v[2]), vmaxq_f32(a.v[1], a.v[3])));
  }
  static F32 load_f16(const void* from) {
    const auto* halves = static_cast<const __fp16*>(from);
    return {{vcvt_f32_f16(vld1_f16(halves)), vcvt_f32_f16(vld1_f16(halves + 4)),
             vcvt_f32_f16(vld1_f16(halves + 8)), vcvt_f32_f16(vld1_f16(halves + 12))}};
  }

  static I32 load_bits(const void* from) {
    const auto* bytes = static_cast<const std::uint8_t*>(from);
    return {{words(vld1q_u8(bytes)), words(vld1q_u8(bytes + 16)), words(vld1q_u8(bytes + 32)),
             words(vld1q_u8(bytes + 48))}};
  }
  static void store_bits(void* to, I32 a) {
    auto* bytes = static_cast<std::uint8_t*>(to);
    vst1q_u8(bytes, vreinterpretq_u8_u32(a.v[0]));
    vst1q_u8(bytes + 16, vreinterpretq_u8_u32(a.v[1]));
    vst1q_u8(bytes + 32, vreinterpretq_u8_u32(a.v[2]));
    vst1q_u8(bytes + 48, vreinterpretq_u8_u32(a.v[3]));
  }
  static I32 set1_i32(int a) {
    const uint32x4_t all = vdupq_n_u32(static_cast<std::uint32_t>(a));
    return {{all, all, all, all}};
  }
  static I32 and_bits(I32 a, I32 b) {
    return each(a, b, [](auto x, auto y) { return vandq_u32(x, y); });
  }
  static I32 or_bits(I32 a, I32 b) {
    return each(a, b, [](auto x, auto y) { return vorrq_u32(x, y); });
  }
  static I32 xor_bits(I32 a, I32 b) {
    return each(a, b, [](auto x, auto y) { return veorq_u32(x, y); });
  }
  static I32 add_i32(I32 a, I32 b) {
    return each(a, b, [](auto x, auto y) { return vaddq_u32(x, y); });
  }
  static I32 sub_i32(I32 a, I32 b) {
    return each(a, b, [](auto x, auto y) { return vsubq_u32(x, y); });
  }
  template <int N>
  static I32 shift_left(I32 a) {
    return each(a, a, [](auto x, auto) { return vshlq_n_u32(x, N); });
  }
  template <int N>
  static I32 shift_right(I32 a) {
    if constexpr (N == 0) {
      return a;  // the instruction takes 1 to 32
    } else {
      return each(a, a, [](auto x, auto) { return vshrq_n_u32(x, N); });
    }
  }
  static I32 load_u8(const void* from) {
    const uint8x16_t bytes = vld1q_u8(static_cast<const std::uint8_t*>(from));
    return widen(vmovl_u8(vget_low_u8(bytes)), vmovl_u8(vget_high_u8(bytes)));
  }
  static I32 load_i8(const void* from) {
    const int8x16_t bytes = vld1q_s8(static_cast<const std::int8_t*>(from));
    const int16x8_t low = vmovl_s8(vget_low_s8(bytes)), high = vmovl_s8(vget_high_s8(bytes));
    return {{bits(vmovl_s16(vget_low_s16(low))), bits(vmovl_s16(vget_high_s16(low))),
             bits(vmovl_s16(vget_low_s16(high))), bits(vmovl_s16(vget_high_s16(high)))}};
  }
  static I32 load_u16(const void* from) {
    const auto* bytes = static_cast<const std::uint8_t*>(from);
    return widen(vreinterpretq_u16_u8(vld1q_u8(bytes)), vreinterpretq_u16_u8(vld1q_u8(bytes + 16)));
  }
  static void store_i8(void* to, I32 a) {
    const int16x8_t low = vcombine_s16(vqmovn_s32(ints(a.v[0])), vqmovn_s32(ints(a.v[1])));
    const int16x8_t high = vcombine_s16(vqmovn_s32(ints(a.v[2])), vqmovn_s32(ints(a.v[3])));
    vst1q_s8(static_cast<std::int8_t*>(to), vcombine_s8(vqmovn_s16(low), vqmovn_s16(high)));
  }
  static I32 lookup(const void* table, I32 bytes) {
    const uint8x16_t entries = vld1q_u8(static_cast<const std::uint8_t*>(table));
    return each(bytes, bytes, [entries](auto x, auto) {
      return words(vqtbl1q_u8(entries, vreinterpretq_u8_u32(x)));
    });
  }

  static F32 to_f32(I32 a) {
    return {{vcvtq_f32_s32(ints(a.v[0])), vcvtq_f32_s32(ints(a.v[1])), vcvtq_f32_s32(ints(a.v[2])),
             vcvtq_f32_s32(ints(a.v[3]))}};
  }
  static I32 to_i32(F32 a) {
    return {{bits(vcvtnq_s32_f32(a.v[0])), bits(vcvtnq_s32_f32(a.v[1])), bits(vcvtnq_s32_f32(a.v[2])),
             bits(vcvtnq_s32_f32(a.v[3]))}};
  }
  static F32 as_f32(I32 a) {
    return {{vreinterpretq_f32_u32(a.v[0]), vreinterpretq_f32_u32(a.v[1]), vreinterpretq_f32_u32(a.v[2]),
             vreinterpretq_f32_u32(a.v[3])}};
  }
  static I32 as_bits(F32 a) {
    return {{vreinterpretq_u32_f32(a.v[0]), vreinterpretq_u32_f32(a.v[1]), vreinterpretq_u32_f32(a.v[2]),
             vreinterpretq_u32_f32(a.v[3])}};
  }

  static void transpose(const float* from, std::ptrdiff_t stride, float* to) {
    for (int row = 0; row < kLanes; row += 4) {
      for (int column = 0; column < kLanes; column += 4) {
        transpose4(from + row * stride + column, stride, to + column * kLanes + row);
      }
    }
  }

  static void prefetch(const void* at) { __builtin_prefetch(at); }

 protected:
  template <class V, class F>
  static V each(V a, V b, F f) {
    return {{f(a.v[0], b.v[0]), f(a.v[1], b.v[1]), f(a.v[2], b.v[2]), f(a.v[3], b.v[3])}};
  }
  static uint32x4_t words(uint8x16_t a) { return vreinterpretq_u32_u8(a); }
  static uint32x4_t bits(int32x4_t a) { return vreinterpretq_u32_s32(a); }
  static int32x4_t ints(uint32x4_t a) { return vreinterpretq_s32_u32(a); }

 private:
  static I32 widen(uint16x8_t low, uint16x8_t high) {
    return {{vmovl_u16(vget_low_u16(low)), vmovl_u16(vget_high_u16(low)), vmovl_u16(vget_low_u16(high)),
             vmovl_u16(vget_high_u16(high))}};
  }
  static void transpose4(const float* from, std::ptrdiff_t stride, float* to) {
    const float32x4x2_t even = vzipq_f32(vld1q_f32(from), vld1q_f32(from + 2 * stride));
    const float32x4x2_t odd = vzipq_f32(vld1q_f32(from + stride), vld1q_f32(from + 3 * stride));
    const float32x4x2_t first = vzipq_f32(even.val[0], odd.val[0]);
    const float32x4x2_t second = vzipq_f32(even.val[1], odd.val[1]);
    vst1q_f32(to, first.val[0]);
    vst1q_f32(to + kLanes, first.val[1]);
    vst1q_f32(to + 2 * kLanes, second.val[0]);
    vst1q_f32(to + 3 * kLanes, second.val[1]);
  }
};

#ifdef __ARM_FEATURE_DOTPROD
struct NeonDotprod : Neon {
  static constexpr bool kSignedCodes = true;
  static constexpr int kDotRows = 6;  // 24 sums, four code registers, one broadcast: 29 of 32

  static I32 dot4(I32 sum, I32 codes, const std::int8_t* x) {
    std::uint32_t four;
    __builtin_memcpy(&four, x, sizeof four);
    const int8x16_t terms = vreinterpretq_s8_u32(vdupq_n_u32(four));
    return each(sum, codes, [terms](auto s, auto c) {
      return bits(vdotq_s32(ints(s), vreinterpretq_s8_u32(c), terms));
    });
  }
};
#endif

#ifdef __ARM_FEATURE_MATMUL_INT8
struct NeonI8mm : NeonDotprod {
  static constexpr int kDotRows = 4;  // 16 sums, eight code registers, two of rows: 26 of 32

  struct Octets {
    int8x16_t v[8];  // [output / 2][output % 2][8 inputs]
  };
  struct PairSums {
    int32x4_t v[8];  // [output / 2][output % 2][2 rows]
  };

  static PairSums no_sums() {
    const int32x4_t none = vdupq_n_s32(0);
    return {{none, none, none, none, none, none, none, none}};
  }
  static Octets octets(I32 low, I32 high) {
    Octets all;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      all.v[2 * i] = vreinterpretq_s8_u32(vzip1q_u32(low.v[i], high.v[i]));
      all.v[2 * i + 1] = vreinterpretq_s8_u32(vzip2q_u32(low.v[i], high.v[i]));
    }
    return all;
  }
  static PairSums dot8(PairSums sums, const Octets& codes, const std::int8_t* row, const std::int8_t* next) {
    const int8x16_t rows = vcombine_s8(vld1_s8(row), vld1_s8(next));
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) sums.v[i] = vmmlaq_s32(sums.v[i], codes.v[i], rows);
    return sums;
  }
  static I32 sums_of(const PairSums& sums, int row) {
    I32 of;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      const int32x4_t low = sums.v[2 * i], high = sums.v[2 * i + 1];
      of.v[i] = bits(row == 0 ? vuzp1q_s32(low, high) : vuzp2q_s32(low, high));
    }
    return of;
  }
};
#endif

}  // namespace
}  // namespace llada::simd
