#include "kernels/weights.h"

namespace llada::dsp {
namespace {

constexpr int kScaleBytes = kPanelOutputs * 2;

// Scales of 32 outputs, their f16 bits in 32-bit lanes.
Vec load_scales(const uint8_t* first, const uint8_t* second) {
  alignas(128) uint8_t halves[kVecBytes];
  __builtin_memcpy(halves, first, kScaleBytes);
  __builtin_memcpy(halves + kScaleBytes, second, kScaleBytes);
  return Q6_V_lo_W(Q6_Wuw_vunpack_Vuh(*reinterpret_cast<const Vec*>(halves)));
}

// value = fraction 2^(exponent - 25); infinities and NaN count as numbers of exponent 31.
struct Half {
  Vec fraction;  // signed, magnitude below 2^11
  Vec exponent;  // from 1
};
Half split(Vec bits) {
  const Vec sign = splat(0) - (shift_right_logical(bits, 15) & splat(1));
  const Vec exponent = shift_right_logical(bits, 10) & splat(31);
  const Vec low = bits & splat(1023);
  const Vec fraction = choose(above(exponent, splat(0)), low | splat(1024), low);
  return {(fraction ^ sign) - sign, larger(exponent, splat(1))};
}

// Two panels' vectors of two units each -> each unit's 32 outputs.
VecPair join_panels(Vec first, Vec second) { return Q6_W_vshuff_VVR(second, first, 64); }

void decode_bytes(const uint8_t* first, const uint8_t* second, uint8_t (*codes)[kVecBytes]) {
  const Vec flip = splat(static_cast<int32_t>(0x80808080u));
  for (int unit = 0; unit < 8; unit += 2) {
    const VecPair both = join_panels(load(first + unit * 64), load(second + unit * 64));
    store(codes[unit], Q6_V_lo_W(both) ^ flip);
    store(codes[unit + 1], Q6_V_hi_W(both) ^ flip);
  }
}

void decode_nibbles(const uint8_t* first, const uint8_t* second, uint8_t (*codes)[kVecBytes]) {
  const Vec low = splat(0x0f0f0f0f);
  for (int unit = 0; unit < 4; unit += 2) {
    const VecPair both = join_panels(load(first + unit * 64), load(second + unit * 64));
    for (int half = 0; half < 2; ++half) {
      const Vec packed = half == 0 ? Q6_V_lo_W(both) : Q6_V_hi_W(both);
      store(codes[unit + half], packed & low);
      store(codes[unit + half + 4], shift_right_logical(packed, 4) & low);
    }
  }
}

}  // namespace

void decode_chunk(WeightType type, const uint8_t* first, const uint8_t* second, int groups, WeightChunk& out) {
  Half scales[kChunkGroups];
  out.exponent = splat(1);
  for (int group = 0; group < groups; ++group) {
    const uint8_t* a = first + static_cast<uint32_t>(group) * group_bytes(type);
    const uint8_t* b = second + static_cast<uint32_t>(group) * group_bytes(type);
    scales[group] = split(load_scales(a, b));
    out.exponent = larger(out.exponent, scales[group].exponent);
    if (type == WeightType::kQ8_0) decode_bytes(a + kScaleBytes, b + kScaleBytes, out.codes + group * 8);
    else decode_nibbles(a + kScaleBytes, b + kScaleBytes, out.codes + group * 8);
  }
  for (int group = 0; group < groups; ++group) {
    const auto& [fraction, exponent] = scales[group];
    out.ratios[group] = shift_right(shift_left(fraction, 20), out.exponent - exponent);
  }
}

}  // namespace llada::dsp
