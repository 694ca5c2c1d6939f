// Fills the tables of raw_kernels.h for one instruction set; included by its files alone.
#pragma once

#include "kernels/simd/logit_sums.h"
#include "kernels/simd/product_f32.h"
#include "kernels/simd/product_int8.h"
#include "kernels/simd/raw_kernels.h"
#include "kernels/simd/rows.h"

namespace llada::simd {

// Product<Source>::multiply by type, for products that take weights as f32.
template <Lanes L, template <class> class Product>
constexpr ProductTable all_products() {
  return {{Product<F32Source<L>>::multiply, Product<F16Source<L>>::multiply, Product<BF16Source<L>>::multiply,
           Product<QuantisedSource<L, LaneQ8_0<L>>>::multiply, Product<QuantisedSource<L, LaneQ4_0<L>>>::multiply,
           Product<QuantisedSource<L, LaneQ4_1<L>>>::multiply, Product<QuantisedSource<L, LaneQ5_0<L>>>::multiply,
           Product<QuantisedSource<L, LaneQ5_1<L>>>::multiply, Product<QuantisedSource<L, LaneQ2_K<L>>>::multiply,
           Product<QuantisedSource<L, LaneQ3_K<L>>>::multiply, Product<QuantisedSource<L, LaneQ4_K<L>>>::multiply,
           Product<QuantisedSource<L, LaneQ5_K<L>>>::multiply, Product<QuantisedSource<L, LaneQ6_K<L>>>::multiply,
           Product<QuantisedSource<L, LaneIQ4_NL<L>>>::multiply, Product<QuantisedSource<L, LaneIQ4_XS<L>>>::multiply,
           Product<QuantisedSource<L, LaneMXFP4<L>>>::multiply}};
}

template <Lanes L>
struct F32Products {
  template <class Source>
  struct Of {
    static constexpr MultiplyFn multiply = multiply_f32<L, Source>;
  };
};

template <Lanes L>
constexpr ProductTable f32_products() {
  return all_products<L, F32Products<L>::template Of>();
}

// Product<Format>::multiply by type. Float weights have no int8 form.
template <Lanes L, template <class> class Product>
constexpr ProductTable quantised_products() {
  return {{nullptr, nullptr, nullptr,
           Product<LaneQ8_0<L>>::multiply, Product<LaneQ4_0<L>>::multiply, Product<LaneQ4_1<L>>::multiply,
           Product<LaneQ5_0<L>>::multiply, Product<LaneQ5_1<L>>::multiply, Product<LaneQ2_K<L>>::multiply,
           Product<LaneQ3_K<L>>::multiply, Product<LaneQ4_K<L>>::multiply, Product<LaneQ5_K<L>>::multiply,
           Product<LaneQ6_K<L>>::multiply, Product<LaneIQ4_NL<L>>::multiply,
           Product<LaneIQ4_XS<L>>::multiply, Product<LaneMXFP4<L>>::multiply}};
}

template <DotLanes L>
struct BlockProducts {
  template <class Format>
  struct Of {
    static constexpr MultiplyFn multiply = multiply_int8<L, Format>;
  };
};

template <DotLanes L>
constexpr ProductTable int8_products() {
  return quantised_products<L, BlockProducts<L>::template Of>();
}

template <Lanes L>
constexpr RowTable row_kernels() {
  return {prepare_f32<L>, rms_norm<L>, swiglu<L>, add<L>, rope<L>, attend<L>, logit_sums<L>};
}

}  // namespace llada::simd
