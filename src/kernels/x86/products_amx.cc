// int8 tile products. Per panel and chunk of 1024 inputs the weights are expanded once to int8 tiles in
// the first-level cache (16 KiB); then up to 64 rows at a time, four tiles of sums, pass over them. The
// next chunk's packed bytes are fetched meanwhile, so that memory does not idle during tile products.
// An output is the f32 sum of its chunks' exact integer sums, in order, whatever the number of rows.
#include "kernels/simd/panels.h"
#include "kernels/simd/raw_kernels.h"
#include "kernels/x86/tables.h"
#include "kernels/x86/tile_weights_avx512.h"
#include "kernels/x86/tiles_amx.h"

namespace llada::simd {
namespace {

constexpr int kMostTiles = 4;  // of sums: tiles 0 to 3; 4 and 5 hold activations, 6 weights
constexpr int kWeightTile = 6;

struct alignas(64) TileSums {
  std::int32_t sums[kTileRows][kLanes];  // [row][output]
};

// The bytes to fetch while one chunk is multiplied.
struct Prefetch {
  const std::uint8_t* next;
  std::size_t bytes_per_step;

  void operator()(int step) const {
    const std::uint8_t* at = next + static_cast<std::size_t>(step) * bytes_per_step;
    for (std::size_t line = 0; line < bytes_per_step; line += 64) {
      _mm_prefetch(reinterpret_cast<const char*>(at + line), _MM_HINT_T1);
    }
  }
};

template <int kTile>
void add_tile_product(const TileActivations& x, int step) {
  constexpr int kActivationTile = 4 + kTile % 2;
  load_tile<kActivationTile>(x.codes[step], kTileRowBytes);
  multiply_tiles<kTile, kActivationTile, kWeightTile>();
}

template <int kTiles>
void multiply_row_tiles(const TileWeights& weights, const TileActivations* x, int steps,
                        const Prefetch& prefetch, TileSums (&out)[kMostTiles]) {
  zero_tile<0>();
  if constexpr (kTiles > 1) zero_tile<1>();
  if constexpr (kTiles > 2) zero_tile<2>();
  if constexpr (kTiles > 3) zero_tile<3>();
  for (int step = 0; step < steps; ++step) {
    prefetch(step);
    load_tile<kWeightTile>(weights.rows[step * (kTileInputs / 4)], kTileRowBytes);
    add_tile_product<0>(x[0], step);
    if constexpr (kTiles > 1) add_tile_product<1>(x[1], step);
    if constexpr (kTiles > 2) add_tile_product<2>(x[2], step);
    if constexpr (kTiles > 3) add_tile_product<3>(x[3], step);
  }
  store_tile<0>(out[0].sums, kTileRowBytes);
  if constexpr (kTiles > 1) store_tile<1>(out[1].sums, kTileRowBytes);
  if constexpr (kTiles > 2) store_tile<2>(out[2].sums, kTileRowBytes);
  if constexpr (kTiles > 3) store_tile<3>(out[3].sums, kTileRowBytes);
}

void multiply_row_tiles(int tiles, const TileWeights& weights, const TileActivations* x, int steps,
                        const Prefetch& prefetch, TileSums (&out)[kMostTiles]) {
  switch (tiles) {
    case 1: return multiply_row_tiles<1>(weights, x, steps, prefetch, out);
    case 2: return multiply_row_tiles<2>(weights, x, steps, prefetch, out);
    case 3: return multiply_row_tiles<3>(weights, x, steps, prefetch, out);
    default: return multiply_row_tiles<4>(weights, x, steps, prefetch, out);
  }
}

void add_scaled(const TileSums& from, const TileActivations& x, const TileWeights& weights, int rows,
                float (*to)[kLanes]) {
  const __m512 weight_scales = _mm512_loadu_ps(weights.scales);
  for (int row = 0; row < rows; ++row) {
    const __m512 scale = _mm512_mul_ps(weight_scales, _mm512_set1_ps(x.scales[row]));
    const __m512 sums = _mm512_cvtepi32_ps(_mm512_loadu_si512(from.sums[row]));
    _mm512_storeu_ps(to[row], _mm512_fmadd_ps(sums, scale, _mm512_loadu_ps(to[row])));
  }
}

// Adds one expanded chunk to the sums of all rows of a group; `x` is the chunk's first row tile.
void add_tile_chunk(const TileWeights& weights, const TileActivations* x, RowRange rows, int steps,
                    Prefetch prefetch, PanelSums& out) {
  TileSums sums[kMostTiles];
  const int tiles = row_tiles_of(rows.end - rows.begin);
  for (int tile = 0; tile < tiles; tile += kMostTiles) {
    const int count = smaller(kMostTiles, tiles - tile);
    multiply_row_tiles(count, weights, x + tile, steps, prefetch, sums);
    prefetch.bytes_per_step = 0;
    for (int part = 0; part < count; ++part) {
      const int row = (tile + part) * kTileRows;
      add_scaled(sums[part], x[tile + part], weights, smaller(kTileRows, rows.end - rows.begin - row),
                 out.sums + row);
    }
  }
}

template <class Format>
void multiply_amx(const Product& call) {
  constexpr std::size_t kStepBytes = kGroupBytes<Format> * kTileInputs / Format::kBlock;
  const auto* x = reinterpret_cast<const TileActivations*>(call.x.tiles);
  const std::ptrdiff_t row_tiles = row_tiles_of(call.x.rows);
  alignas(64) const TileConfig config;
  configure_tiles(config);
  for_panels<Avx512>(call, [&](const std::uint8_t* panel, RowRange rows, PanelSums& sums) {
    TileWeights weights;
    for (int chunk = 0; chunk < tile_chunks_of(call.inputs); ++chunk) {
      const int inputs = smaller(kTileChunk, call.inputs - chunk * kTileChunk);
      const std::uint8_t* in = panel + static_cast<std::size_t>(chunk) * kTileSteps * kStepBytes;
      expand_tile_weights<Format>(in, inputs, weights);
      const Prefetch next{in + kTileSteps * kStepBytes, kStepBytes};
      add_tile_chunk(weights, x + chunk * row_tiles + rows.begin / kTileRows, rows,
                     (inputs + kTileInputs - 1) / kTileInputs, next, sums);
    }
  });
  release_tiles();
}

// Float weights have no int8 form.
constexpr ProductTable amx_products() {
  using L = Avx512;
  return {{nullptr, nullptr, nullptr, multiply_amx<LaneQ8_0<L>>, multiply_amx<LaneQ4_0<L>>,
           multiply_amx<LaneQ4_1<L>>, multiply_amx<LaneQ5_0<L>>, multiply_amx<LaneQ5_1<L>>,
           multiply_amx<LaneQ2_K<L>>, multiply_amx<LaneQ3_K<L>>, multiply_amx<LaneQ4_K<L>>,
           multiply_amx<LaneQ5_K<L>>, multiply_amx<LaneQ6_K<L>>, multiply_amx<LaneIQ4_NL<L>>,
           multiply_amx<LaneIQ4_XS<L>>, multiply_amx<LaneMXFP4<L>>}};
}

__m512 load_part(const float* x, int count) {
  const auto present = static_cast<__mmask16>((1u << smaller(kLanes, count)) - 1u);
  return _mm512_maskz_loadu_ps(present, x);
}

}  // namespace

constinit const ProductTable kProductsAmx = amx_products();

void prepare_tile_row(const float* x, int count, int row, TileActivations& out) {
  __m512 largest = _mm512_setzero_ps();
  for (int k = 0; k < count; k += kLanes) {
    largest = _mm512_max_ps(largest, _mm512_abs_ps(load_part(x + k, count - k)));
  }
  const float scale = Avx512::reduce_max(largest) / 127.0f;
  const __m512 inverse = _mm512_set1_ps(scale > kSmallestScale ? 1.0f / scale : 0.0f);
  out.scales[row] = scale;
  for (int k = 0; k < count; k += kTileInputs) {
    for (int part = 0; part < kTileInputs; part += kLanes) {
      const int left = count - k - part;
      const __m512 values = left > 0 ? load_part(x + k + part, left) : _mm512_setzero_ps();
      Avx512::store_i8(&out.codes[k / kTileInputs][row][part],
                       _mm512_cvtps_epi32(_mm512_mul_ps(values, inverse)));
    }
  }
}

}  // namespace llada::simd
