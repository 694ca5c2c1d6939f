// int8 products with one weight scale per output and chunk of 512 inputs (tile_weights_avx512.h), on VNNI:
// a panel's chunk is expanded to int8 once, then every row passes over it with nothing but dot products.
// An output is the f32 sum of its chunks' exact integer sums, in order, whatever the number of rows: the
// same numbers, to the last bit, as those of the tile products (products_amx.cc).
//
// The dot product takes unsigned by signed bytes, so weights are expanded to themselves plus 128, and 128
// times the sum of a row's activations is taken off beforehand. 4-bit types have products of their own
// (products_int8_pairs.cc).
#include "kernels/simd/panels.h"
#include "kernels/simd/tables.h"
#include "kernels/x86/fetch_ahead.h"
#include "kernels/x86/tables.h"
#include "kernels/x86/tile_weights_avx512.h"

namespace llada::simd {
namespace {

constexpr int kMostPanels = 2;
constexpr int kBlockRows = kHalfTile;  // x 2 panels: 16 sums, 2 weights and a broadcast of 32 registers
constexpr int kUnit = 4;       // inputs of one dot product

// Independent sums of each output and row, so that few rows hide the latency of the dot product too.
constexpr int chains_of(int rows) { return rows >= 4 ? 1 : rows >= 2 ? 2 : 4; }

template <int P, int R>
struct BlockSums {
  __m512i of[P][R][chains_of(R)];
};

// Adds the products of one unit of 4 inputs; codes: the first row's of it, rows kTileInputs apart.
template <int P, int R>
[[gnu::always_inline]] inline void add_unit(const TileWeights* weights, int unit, const std::int8_t* codes,
                                            int chain, BlockSums<P, R>& sums) {
  __m512i four[P];
#pragma GCC unroll 2
  for (int p = 0; p < P; ++p) four[p] = _mm512_load_si512(weights[p].rows[unit]);
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
    int bytes;
    __builtin_memcpy(&bytes, codes + r * kTileInputs, sizeof bytes);
    const __m512i same = _mm512_set1_epi32(bytes);
#pragma GCC unroll 2
    for (int p = 0; p < P; ++p) {
      sums.of[p][r][chain] = _mm512_dpbusd_epi32(sums.of[p][r][chain], four[p], same);
    }
  }
}

// Dot products of R rows, `row` on, with the chunks of P panels.
template <int P, int R>
[[gnu::always_inline]] inline void dot_rows(const TileWeights* weights, const PairActivations& x, int row,
                                            int units, FetchAhead<P>& fetch, BlockSums<P, R>& sums) {
  constexpr int kChains = chains_of(R), kTileUnits = kTileInputs / kUnit;
#pragma GCC unroll 2
  for (int p = 0; p < P; ++p) {
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
      for (int chain = 0; chain < kChains; ++chain) {
        sums.of[p][r][chain] = chain == 0 ? _mm512_set1_epi32(x.column_starts[row + r]) : _mm512_setzero_si512();
      }
    }
  }
  for (int unit = 0; unit < units; unit += kTileUnits) {
    const std::int8_t* codes = x.codes[unit / kTileUnits][row];
    fetch.step();
#pragma GCC unroll 16
    for (int i = 0; i < kTileUnits; ++i) add_unit<P, R>(weights, unit + i, codes + unit_offset(i), i % kChains, sums);
  }
}

template <int kChains>
__m512i total_of(const __m512i (&chains)[kChains]) {
  __m512i total = chains[0];
#pragma GCC unroll 4
  for (int chain = 1; chain < kChains; ++chain) total = _mm512_add_epi32(total, chains[chain]);
  return total;
}

template <int P, int R>
[[gnu::noinline]] void add_rows(const TileWeights* weights, const PairActivations& x, int row, int units,
                                FetchAhead<P>& fetch, PanelSums* out, int out_row) {
  BlockSums<P, R> sums;
  dot_rows<P, R>(weights, x, row, units, fetch, sums);
#pragma GCC unroll 2
  for (int p = 0; p < P; ++p) {
    const __m512 weight_scales = _mm512_load_ps(weights[p].scales);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      float* to = out[p].sums[out_row + r];
      const __m512 scale = _mm512_mul_ps(weight_scales, _mm512_set1_ps(x.scales[row + r]));
      const __m512 dots = _mm512_cvtepi32_ps(total_of(sums.of[p][r]));
      _mm512_store_ps(to, _mm512_fmadd_ps(dots, scale, _mm512_load_ps(to)));
    }
  }
}

// add_rows<P, rows> for 1 <= rows <= Most.
template <int P, int Most = kBlockRows>
void add_block(int rows, const TileWeights* weights, const PairActivations& x, int row, int units,
               FetchAhead<P>& fetch, PanelSums* out, int out_row) {
  if (rows == Most) return add_rows<P, Most>(weights, x, row, units, fetch, out, out_row);
  if constexpr (Most > 1) add_block<P, Most - 1>(rows, weights, x, row, units, fetch, out, out_row);
}

template <class Expansion>
class ColumnProduct {
 public:
  ColumnProduct(const Product& call, RowRange rows, ChunkRange chunks)
      : call_(call), rows_(rows), chunks_(chunks) {}

  void run() {
    std::size_t panel = call_.begin;
    for (; panel + kMostPanels <= call_.end; panel += kMostPanels) run_panels<kMostPanels>(panel);
    for (; panel < call_.end; ++panel) run_panels<1>(panel);
  }

 private:
  template <int P>
  void run_panels(std::size_t panel) {
    for (std::size_t p = 0; p < P; ++p) begin_sums(panel + p, sums_[p]);
    for (int chunk = chunks_.begin; chunk < chunks_.end; ++chunk) {
      const int inputs = smaller(kTileChunk, call_.inputs - chunk * kTileChunk);
      for (std::size_t p = 0; p < P; ++p) expand(panel + p, chunk, inputs, weights_[p]);
      add_rows_of<P>(panel, chunk, tile_steps(inputs) * (kTileInputs / kUnit));
    }
    for (std::size_t p = 0; p < P; ++p) store_panel<Avx512>(sums_[p], rows_, call_, panel + p);
  }

  void begin_sums(std::size_t panel, PanelSums& sums) {
    if (chunks_.begin == 0) return clear_sums<Avx512>(sums, rows_.end - rows_.begin);
    load_panel<Avx512>(call_, rows_, panel, sums);
  }

  void expand(std::size_t panel, int chunk, int inputs, TileWeights& out) {
    expansion_.begin(bytes_of(panel, chunk), inputs, out);
    for (int part = 0; part < chunks_of(inputs); ++part) expansion_.expand(part);
  }

  template <int P>
  void add_rows_of(std::size_t panel, int chunk, int units) {
    const auto* x = reinterpret_cast<const PairActivations*>(call_.x.tiles) +
                    static_cast<std::ptrdiff_t>(chunk) * row_tiles_of(call_.x.rows) + rows_.begin / kTileRows;
    const int count = rows_.end - rows_.begin;
    FetchAhead<P> fetch = next_chunks<P>(panel, chunk, half_tiles_of(count) * (units * kUnit / kTileInputs));
    for (int first = 0; first < count; first += kTileRows, ++x) {
      for_half_tiles(smaller(kTileRows, count - first), [&](int row, int rows) {
        add_block<P>(rows, weights_, *x, row, units, fetch, sums_, first + row);
      });
    }
  }

  // What is expanded next, to be fetched in so many steps.
  template <int P>
  FetchAhead<P> next_chunks(std::size_t panel, int chunk, int steps) const {
    constexpr int kLines = static_cast<int>(Expansion::kChunkBytes / 64);
    const bool last = chunk + 1 == chunks_.end;
    FetchAhead<P> fetch{{}, (kLines + steps - 1) / steps};
    for (std::size_t p = 0; p < P; ++p) {
      fetch.at[p] = bytes_of(last ? panel + P + p : panel + p, last ? chunks_.begin : chunk + 1);
    }
    return fetch;
  }

  const std::uint8_t* bytes_of(std::size_t panel, int chunk) const {
    return call_.weights + panel * call_.panel_bytes + static_cast<std::size_t>(chunk) * Expansion::kChunkBytes;
  }

  const Product& call_;
  RowRange rows_;
  ChunkRange chunks_;
  Expansion expansion_;
  TileWeights weights_[kMostPanels];
  PanelSums sums_[kMostPanels];
};

template <class Format>
void multiply_columns(const Product& call) {
  for_cuts<Avx512>(call, tile_chunks_of(call.inputs), kTileChunk, [&call](RowRange rows, ChunkRange chunks) {
    ColumnProduct<typename ExpansionOf<Format>::template Type<kUnsignedBytes>>(call, rows, chunks).run();
  });
}

template <class Format>
struct ColumnsProduct {
  static constexpr MultiplyFn multiply = multiply_columns<Format>;
};
template <>
struct ColumnsProduct<LaneQ4_0<Avx512>> {
  static constexpr MultiplyFn multiply = multiply_pairs;
};
template <>
struct ColumnsProduct<LaneQ4_1<Avx512>> {
  static constexpr MultiplyFn multiply = multiply_pairs_with_bases;
};
template <>
struct ColumnsProduct<LaneQ4_K<Avx512>> {
  static constexpr MultiplyFn multiply = multiply_pairs_with_bases;
};

}  // namespace

constinit const ProductTable kProductsAvx512Columns = quantised_products<Avx512, ColumnsProduct>();

}  // namespace llada::simd
