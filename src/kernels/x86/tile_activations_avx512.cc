#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tables.h"

namespace llada::simd {
namespace {

__m512 load_part(const float* x, int count) {
  if (count <= 0) return _mm512_setzero_ps();
  const auto present = static_cast<__mmask16>((1u << smaller(kLanes, count)) - 1u);
  return _mm512_maskz_loadu_ps(present, x);
}

float largest_magnitude(const float* x, int count) {
  __m512 largest = _mm512_setzero_ps();
  for (int k = 0; k < count; k += kLanes) {
    largest = _mm512_max_ps(largest, _mm512_abs_ps(load_part(x + k, count - k)));
  }
  return Avx512::reduce_max(largest);
}

// codes(first input) -> where 64 codes go.
template <class Place>
float quantise(const float* x, int count, Place place) {
  const float scale = largest_magnitude(x, count) / 127.0f;
  const __m512 inverse = _mm512_set1_ps(scale > kSmallestScale ? 1.0f / scale : 0.0f);
  for (int k = 0; k < count; k += kTileInputs) {
    for (int part = 0; part < kTileInputs; part += kLanes) {
      const __m512i codes = _mm512_cvtps_epi32(_mm512_mul_ps(load_part(x + k + part, count - k - part), inverse));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(place(k) + part), _mm512_cvtsepi32_epi8(codes));
    }
  }
  return scale;
}

}  // namespace

void prepare_tile_row(const float* x, int count, int row, TileActivations& out) {
  out.scales[row] = quantise(x, count, [&](int k) { return out.codes[k / kTileInputs][row]; });
}

float quantise_chunk(const float* x, int count, std::int8_t* codes) {
  return quantise(x, count, [codes](int k) { return codes + k; });
}

}  // namespace llada::simd
