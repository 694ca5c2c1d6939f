// Names for the vector instructions the kernels use. Vectors have 128 bytes: 32 lanes of 32 bits.
#pragma once

#include <hexagon_types.h>
#include <hvx_hexagon_protos.h>
#include <stdint.h>

namespace llada::dsp {

using Vec = HVX_Vector;  // + - & | ^ act on 32-bit lanes
using VecPair = HVX_VectorPair;
using LooseVec = HVX_UVector;  // in memory at any address

inline constexpr int kLanes = 32;
inline constexpr int kVecBytes = 128;

inline Vec splat(int32_t value) { return Q6_V_vsplat_R(value); }
inline Vec load(const void* at) { return *static_cast<const LooseVec*>(at); }
inline void store(void* at, Vec value) { *static_cast<LooseVec*>(at) = value; }

inline Vec shift_left(Vec x, int bits) { return Q6_Vw_vasl_VwR(x, bits); }
inline Vec shift_right(Vec x, int bits) { return Q6_Vw_vasr_VwR(x, bits); }           // arithmetic
inline Vec shift_right_logical(Vec x, int bits) { return Q6_Vuw_vlsr_VuwR(x, bits); }
// By lane; amounts -31..31, negative ones shift the other way.
inline Vec shift_left(Vec x, Vec bits) { return Q6_Vw_vasl_VwVw(x, bits); }
inline Vec shift_right(Vec x, Vec bits) { return Q6_Vw_vasr_VwVw(x, bits); }
inline Vec shift_right_logical(Vec x, Vec bits) { return Q6_Vw_vlsr_VwVw(x, bits); }
inline Vec smaller(Vec a, Vec b) { return Q6_Vw_vmin_VwVw(a, b); }
inline Vec larger(Vec a, Vec b) { return Q6_Vw_vmax_VwVw(a, b); }
inline Vec magnitude(Vec x) { return Q6_Vw_vabs_Vw(x); }
inline HVX_VectorPred above(Vec a, Vec b) { return Q6_Q_vcmp_gt_VwVw(a, b); }
inline HVX_VectorPred equal(Vec a, Vec b) { return Q6_Q_vcmp_eq_VwVw(a, b); }
inline Vec choose(HVX_VectorPred which, Vec yes, Vec no) { return Q6_V_vmux_QVV(which, yes, no); }

// round(a b / 2^31) within 1; the one product of -2^31 with itself saturates.
inline Vec multiply_q31(Vec a, Vec b) {
  return Q6_Vw_vmpyoacc_VwVwVh_s1_rnd_sat_shift(Q6_Vw_vmpye_VwVuh(a, b), a, b);
}

// Over all lanes, in every lane.
inline Vec sum_of_lanes(Vec x) {
  for (int bytes = 64; bytes >= 4; bytes /= 2) x = x + Q6_V_vror_VR(x, bytes);
  return x;
}
inline Vec largest_of_lanes(Vec x) {
  for (int bytes = 64; bytes >= 4; bytes /= 2) x = larger(x, Q6_V_vror_VR(x, bytes));
  return x;
}
inline int32_t first_lane(Vec x) { return Q6_R_vextract_VR(x, 0); }

}  // namespace llada::dsp
