// bf16 products: weights, whatever their type, and activations are rounded to bf16, a dot product takes two
// inputs at once and sums in f32 (VDPBF16PS: Intel SDM vol. 2; it takes subnormal numbers for zero). A panel's
// chunk is brought into pairs of inputs once, then all rows pass over it.
#include "kernels/simd/panels.h"
#include "kernels/simd/tables.h"
#include "kernels/x86/lanes_avx512.h"
#include "kernels/x86/tables.h"

namespace llada::simd {
namespace {

struct alignas(64) Bf16Weights {
  std::uint16_t pairs[kChunk / 2][kLanes][2];  // [input / 2][output][input % 2]
};

constexpr int kStep = 4;        // inputs of a round: a pair for each of two chains of sums
constexpr int kBlockRows = 12;  // 24 sums, two registers of weights and a broadcast: 27 of 32

// 16 outputs' first inputs, then their second ones -> pairs.
__m512i interleave(__m512i halves) {
  const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                                         21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  return _mm512_permutexvar_epi16(order, halves);
}

// How a type's chunk becomes pairs; zeros up to a whole round.
template <class Source>
struct PairsOf {
  static void chunk(const std::uint8_t* panel, int chunk, int inputs, Bf16Weights& out) {
    alignas(64) float scratch[kChunk * kLanes];
    const float* weights = Source::chunk(panel, chunk, inputs, scratch);
    const auto load = [=](int k) { return k < inputs ? Avx512::load(weights + k * kLanes) : Avx512::set1(0.0f); };
    for (int k = 0; k < (inputs + kStep - 1) / kStep * kStep; k += 2) {
      const auto halves = reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(load(k + 1), load(k)));
      Avx512::store_bits(out.pairs[k / 2], interleave(halves));
    }
  }
};

template <>
struct PairsOf<BF16Source<Avx512>> {
  static void chunk(const std::uint8_t* panel, int chunk, int inputs, Bf16Weights& out) {
    const std::uint8_t* in = panel + static_cast<std::ptrdiff_t>(chunk) * kChunk * kLanes * 2;
    for (int k = 0; k < (inputs + kStep - 1) / kStep * kStep; k += 2) {
      const int words = k >= inputs ? 0 : k + 1 < inputs ? 2 * kLanes : kLanes;
      const auto there = static_cast<__mmask32>((std::uint64_t{1} << words) - 1);
      const __m512i halves = _mm512_maskz_loadu_epi16(there, in + k * kLanes * 2);
      Avx512::store_bits(out.pairs[k / 2], interleave(halves));
    }
  }
};

// sum + the products of a pair, in each lane; the pair at `x` is the same for all.
[[gnu::always_inline]] inline __m512 dot_pair(__m512 sum, __m512i weights, const std::uint16_t* x) {
  int pair;
  __builtin_memcpy(&pair, x, sizeof pair);
  __asm__("vdpbf16ps %2, %1, %0" : "+v"(sum) : "v"(weights), "v"(_mm512_set1_epi32(pair)));
  return sum;
}

// Adds R rows' sums to out [R][16]. Every second pair is summed apart, to hide the latency where R is small, and in
// that order for every R.
template <int R>
[[gnu::noinline]] void add_block(const Bf16Weights& weights, int inputs, const Bf16Chunk* x, float* out) {
  __m512 even[R], odd[R];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) even[r] = odd[r] = _mm512_setzero_ps();
  for (int k = 0; k < inputs; k += kStep) {
    const __m512i first = Avx512::load_bits(weights.pairs[k / 2]), second = Avx512::load_bits(weights.pairs[k / 2 + 1]);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) even[r] = dot_pair(even[r], first, x[r].values + k);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) odd[r] = dot_pair(odd[r], second, x[r].values + k + 2);
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
    float* sums = out + r * kLanes;
    Avx512::store(sums, Avx512::add(Avx512::load(sums), Avx512::add(even[r], odd[r])));
  }
}

template <int Most = kBlockRows>
void add_rows(int rows, const Bf16Weights& weights, int inputs, const Bf16Chunk* x, float* out) {
  if (rows == Most) return add_block<Most>(weights, inputs, x, out);
  if constexpr (Most > 1) add_rows<Most - 1>(rows, weights, inputs, x, out);
}

template <class Source>
struct Bf16Products {
  static void multiply(const Product& call) {
    Bf16Weights weights;
    for_panel_chunks<Avx512>(call, sizeof(Bf16Chunk), [&](const std::uint8_t* panel, RowRange rows, int chunk,
                                                          int inputs, PanelSums& sums) {
      PairsOf<Source>::chunk(panel, chunk, inputs, weights);
      const Bf16Chunk* x = call.x.bf16 + static_cast<std::ptrdiff_t>(chunk) * call.x.rows + rows.begin;
      for_row_blocks<kBlockRows>(rows.end - rows.begin, [&](int row, int count) {
        add_rows(count, weights, inputs, x + row, sums.sums[row]);
      });
    });
  }
};

}  // namespace

constinit const ProductTable kProductsAvx512Bf16 = all_products<Avx512, Bf16Products>();

void prepare_bf16_avx512(const float* x, int count, Bf16Chunk& out) {
  for (int k = 0; k < kChunk; k += kLanes) {
    const int left = count - k;
    const auto there = static_cast<__mmask16>(left >= kLanes ? 0xffff : left > 0 ? (1 << left) - 1 : 0);
    const auto halves = _mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(there, x + k));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out.values + k), reinterpret_cast<__m256i>(halves));
  }
}

}  // namespace llada::simd
