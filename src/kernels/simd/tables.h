// Fills the tables of raw_kernels.h for one instruction set; included by its files alone.
#pragma once

#include "kernels/simd/product_f32.h"
#include "kernels/simd/product_int8.h"
#include "kernels/simd/raw_kernels.h"
#include "kernels/simd/rows.h"

namespace llada::simd {

template <Lanes L, class Format>
constexpr MultiplyFn kMultiplyF32 = multiply_f32<L, QuantisedSource<L, Format>>;

template <Lanes L>
constexpr ProductTable f32_products() {
  return {{multiply_f32<L, F32Source<L>>, multiply_f32<L, F16Source<L>>, multiply_f32<L, BF16Source<L>>,
           kMultiplyF32<L, LaneQ8_0<L>>, kMultiplyF32<L, LaneQ4_0<L>>, kMultiplyF32<L, LaneQ4_1<L>>,
           kMultiplyF32<L, LaneQ5_0<L>>, kMultiplyF32<L, LaneQ5_1<L>>, kMultiplyF32<L, LaneQ2_K<L>>,
           kMultiplyF32<L, LaneQ3_K<L>>, kMultiplyF32<L, LaneQ4_K<L>>, kMultiplyF32<L, LaneQ5_K<L>>,
           kMultiplyF32<L, LaneQ6_K<L>>, kMultiplyF32<L, LaneIQ4_NL<L>>, kMultiplyF32<L, LaneIQ4_XS<L>>,
           kMultiplyF32<L, LaneMXFP4<L>>}};
}

// Float weights have no int8 form.
template <DotLanes L>
constexpr ProductTable int8_products() {
  return {{nullptr, nullptr, nullptr,
           multiply_int8<L, LaneQ8_0<L>>, multiply_int8<L, LaneQ4_0<L>>, multiply_int8<L, LaneQ4_1<L>>,
           multiply_int8<L, LaneQ5_0<L>>, multiply_int8<L, LaneQ5_1<L>>, multiply_int8<L, LaneQ2_K<L>>,
           multiply_int8<L, LaneQ3_K<L>>, multiply_int8<L, LaneQ4_K<L>>, multiply_int8<L, LaneQ5_K<L>>,
           multiply_int8<L, LaneQ6_K<L>>, multiply_int8<L, LaneIQ4_NL<L>>, multiply_int8<L, LaneIQ4_XS<L>>,
           multiply_int8<L, LaneMXFP4<L>>}};
}

template <Lanes L>
constexpr RowTable row_kernels() {
  return {prepare_f32<L>, rms_norm<L>, swiglu<L>, add<L>, rope<L>, attend<L>};
}

}  // namespace llada::simd
