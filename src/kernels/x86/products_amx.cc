// int8 tile products. Weights are expanded to int8 tiles, 256 inputs of a panel at a time, right after the
// tile products of the 256 before have been issued: the two use different units of the core, and its
// window of 512 instructions spans enough of both to run them side by side. Up to 64 rows, four tiles of
// sums, take part in that; further rows follow on the expanded chunk. An output is the f32 sum of its
// chunks' exact integer sums, in order, whatever the number of rows.
#include "kernels/simd/panels.h"
#include "kernels/simd/raw_kernels.h"
#include "kernels/x86/tables.h"
#include "kernels/x86/tile_weights_avx512.h"
#include "kernels/x86/tiles_amx.h"

namespace llada::simd {
namespace {

constexpr int kMostTiles = 4;  // of sums: tiles 0 to 3; 4 and 5 hold activations, 6 weights
constexpr int kWeightTile = 6;
constexpr int kMostRows = kMostTiles * kTileRows;

struct alignas(64) TileSums {
  std::int32_t sums[kTileRows][kLanes];  // [row][output]
};

template <int kTile>
void add_tile_product(const TileActivations& x, int step) {
  constexpr int kActivationTile = 4 + kTile % 2;
  load_tile<kActivationTile>(x.codes[step], kTileRowBytes);
  multiply_tiles<kTile, kActivationTile, kWeightTile>();
}

// Adds steps [begin, end) to the sums of kTiles row tiles.
template <int kTiles>
void multiply_steps(const TileWeights& weights, const TileActivations* x, int begin, int end) {
  for (int step = begin; step < end; ++step) {
    load_tile<kWeightTile>(weights.rows[step * (kTileInputs / 4)], kTileRowBytes);
    add_tile_product<0>(x[0], step);
    if constexpr (kTiles > 1) add_tile_product<1>(x[1], step);
    if constexpr (kTiles > 2) add_tile_product<2>(x[2], step);
    if constexpr (kTiles > 3) add_tile_product<3>(x[3], step);
  }
}

void zero_sums() {
  zero_tile<0>();
  zero_tile<1>();
  zero_tile<2>();
  zero_tile<3>();
}

template <int kTiles>
void store_sums(TileSums (&out)[kMostTiles]) {
  store_tile<0>(out[0].sums, kTileRowBytes);
  if constexpr (kTiles > 1) store_tile<1>(out[1].sums, kTileRowBytes);
  if constexpr (kTiles > 2) store_tile<2>(out[2].sums, kTileRowBytes);
  if constexpr (kTiles > 3) store_tile<3>(out[3].sums, kTileRowBytes);
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

// One chunk of a panel against up to kTiles row tiles. between(part) runs after the products of each 256
// inputs have been issued.
template <int kTiles, class Between>
void multiply_chunk(const TileWeights& weights, const TileActivations* x, int inputs, int rows,
                    float (*to)[kLanes], Between between) {
  zero_sums();
  for (int part = 0; part * kChunk < inputs; ++part) {
    const int steps = tile_steps(smaller(kChunk, inputs - part * kChunk));
    const int first = part * (kChunk / kTileInputs);
    multiply_steps<kTiles>(weights, x, first, first + steps);
    between(part);
  }
  TileSums sums[kMostTiles];
  store_sums<kTiles>(sums);
  for (int tile = 0; tile < kTiles; ++tile) {
    const int row = tile * kTileRows;
    add_scaled(sums[tile], x[tile], weights, smaller(kTileRows, rows - row), to + row);
  }
}

template <class Between>
void multiply_chunk(const TileWeights& weights, const TileActivations* x, int inputs, int rows,
                    float (*to)[kLanes], Between between) {
  switch (row_tiles_of(rows)) {
    case 1: return multiply_chunk<1>(weights, x, inputs, rows, to, between);
    case 2: return multiply_chunk<2>(weights, x, inputs, rows, to, between);
    case 3: return multiply_chunk<3>(weights, x, inputs, rows, to, between);
    default: return multiply_chunk<4>(weights, x, inputs, rows, to, between);
  }
}

// A thread's panels as one sequence of tile chunks: a panel's chunks, then the next panel's.
template <class Format>
struct ChunkSequence {
  const Product& call;
  int per_panel;
  int count;

  explicit ChunkSequence(const Product& product)
      : call(product), per_panel(tile_chunks_of(product.inputs)),
        count(static_cast<int>(product.end - product.begin) * per_panel) {}

  std::size_t panel(int index) const { return call.begin + static_cast<std::size_t>(index / per_panel); }
  int chunk(int index) const { return index % per_panel; }
  int inputs(int index) const { return smaller(kTileChunk, call.inputs - chunk(index) * kTileChunk); }
  const std::uint8_t* bytes(int index) const {
    constexpr std::size_t kTileChunkBytes = kChunkBytes<Format> * (kTileChunk / kChunk);
    return call.weights + panel(index) * call.panel_bytes +
           static_cast<std::size_t>(chunk(index)) * kTileChunkBytes;
  }
};

// All panels against one group of at most kSharingRows rows.
template <class Format>
void multiply_rows(const Product& call, RowRange rows) {
  const ChunkSequence<Format> sequence(call);
  const auto* activations = reinterpret_cast<const TileActivations*>(call.x.tiles);
  TileWeights weights[2];
  TileExpansion<Format> expansion;
  PanelSums sums;
  const auto begin_chunk = [&](int index) {
    expansion.begin(sequence.bytes(index), sequence.inputs(index), weights[index % 2]);
    expansion.expand(0);
  };
  begin_chunk(0);
  for (int index = 0; index < sequence.count; ++index) {
    const int chunk = sequence.chunk(index), inputs = sequence.inputs(index);
    const int parts = chunks_of(inputs), count = rows.end - rows.begin;
    const TileActivations* x = activations +
                               static_cast<std::ptrdiff_t>(chunk) * row_tiles_of(call.x.rows) +
                               rows.begin / kTileRows;
    if (chunk == 0) clear_sums<Avx512>(sums, count);
    multiply_chunk(weights[index % 2], x, inputs, smaller(count, kMostRows), sums.sums, [&](int part) {
      if (part + 1 < parts) {
        expansion.expand(part + 1);
      } else if (index + 1 < sequence.count) {
        begin_chunk(index + 1);
      }
    });
    for (int row = kMostRows; row < count; row += kMostRows) {
      multiply_chunk(weights[index % 2], x + row / kTileRows, inputs, smaller(count - row, kMostRows),
                     sums.sums + row, [](int) {});
    }
    if (chunk + 1 == sequence.per_panel) store_panel<Avx512>(sums, rows, call, sequence.panel(index));
  }
}

template <class Format>
void multiply_amx(const Product& call) {
  if (call.begin == call.end) return;
  const TileConfig config;
  configure_tiles(config);
  for (int row = 0; row < call.x.rows; row += kSharingRows) {
    multiply_rows<Format>(call, {row, smaller(row + kSharingRows, call.x.rows)});
  }
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
