// int8 tile products: two panels x two row tiles at a time. Weights are expanded to int8 tiles, 256 inputs
// of the two panels at a time, right after the tile products of the 256 before have been issued: the two
// use different units of the core, whose window of 512 instructions spans some of both. The first 32
// rows take part in that; further rows follow on the expanded chunk, 16 KiB in the first-level cache. An
// output is the f32 sum of its chunks' exact integer sums, in order, whatever the number of rows.
#include "kernels/simd/panels.h"
#include "kernels/simd/tables.h"
#include "kernels/x86/tables.h"
#include "kernels/x86/tile_weights_avx512.h"
#include "kernels/x86/tiles_amx.h"

namespace llada::simd {
namespace {

// Tiles 0 to 3 hold sums [panel][row tile], 4 and 5 activations, 6 and 7 weights.
constexpr int kPanels = 2;
constexpr int kRowTiles = 2;
constexpr int kPassRows = kRowTiles * kTileRows;
constexpr int sum_tile(int panel, int row_tile) { return panel * kRowTiles + row_tile; }

struct alignas(64) TileSums {
  std::int32_t sums[kTileRows][kLanes];  // [row][output]
};
// Of up to two panels.
struct PairWeights {
  TileWeights panels[kPanels];
};
struct PairSums {
  PanelSums panels[kPanels];
};

template <int kPanel>
void load_weights(const PairWeights& weights, int step) {
  load_tile<6 + kPanel>(weights.panels[kPanel].rows[step * (kTileInputs / 4)], kTileRowBytes);
}

template <int kPanelCount, int kRow>
void add_row_products(const TileActivations& x, int step) {
  load_tile<4 + kRow>(x.codes[step], kTileRowBytes);
  multiply_tiles<sum_tile(0, kRow), 4 + kRow, 6>();
  if constexpr (kPanelCount > 1) multiply_tiles<sum_tile(1, kRow), 4 + kRow, 7>();
}

// Adds steps [begin, end) to the sums.
template <int kPanelCount, int kRows>
void multiply_steps(const PairWeights& weights, const TileActivations* x, int begin, int end) {
  for (int step = begin; step < end; ++step) {
    load_weights<0>(weights, step);
    if constexpr (kPanelCount > 1) load_weights<1>(weights, step);
    add_row_products<kPanelCount, 0>(x[0], step);
    if constexpr (kRows > 1) add_row_products<kPanelCount, 1>(x[1], step);
  }
}

void zero_sums() {
  zero_tile<0>();
  zero_tile<1>();
  zero_tile<2>();
  zero_tile<3>();
}

void store_sums(TileSums (&out)[kPanels][kRowTiles]) {
  store_tile<0>(out[0][0].sums, kTileRowBytes);
  store_tile<1>(out[0][1].sums, kTileRowBytes);
  store_tile<2>(out[1][0].sums, kTileRowBytes);
  store_tile<3>(out[1][1].sums, kTileRowBytes);
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

// One chunk of the panels against up to two row tiles, `rows` from `row` on of the group.
// between(part) runs after the products of each 256 inputs have been issued.
template <int kPanelCount, int kRows, class Between>
void multiply_pass(const PairWeights& weights, const TileActivations* x, int inputs, int row, int rows,
                   PairSums& out, Between between) {
  zero_sums();
  for (int part = 0; part * kChunk < inputs; ++part) {
    const int first = part * (kChunk / kTileInputs);
    const int steps = tile_steps(smaller(kChunk, inputs - part * kChunk));
    multiply_steps<kPanelCount, kRows>(weights, x, first, first + steps);
    between(part);
  }
  TileSums sums[kPanels][kRowTiles];
  store_sums(sums);
  for (int panel = 0; panel < kPanelCount; ++panel) {
    for (int tile = 0; tile < kRows; ++tile) {
      const int begin = tile * kTileRows;
      add_scaled(sums[panel][tile], x[tile], weights.panels[panel], smaller(kTileRows, rows - begin),
                 out.panels[panel].sums + row + begin);
    }
  }
}

template <int kPanelCount, class Between>
void multiply_pass(const PairWeights& weights, const TileActivations* x, int inputs, int row, int rows,
                   PairSums& out, Between between) {
  if (rows <= kTileRows) {
    return multiply_pass<kPanelCount, 1>(weights, x, inputs, row, rows, out, between);
  }
  multiply_pass<kPanelCount, 2>(weights, x, inputs, row, rows, out, between);
}

// The work of a call on one group of rows and one cut of the inputs: the chunks of the first two panels,
// then of the next two, and so on.
template <class Expansion>
class PairSequence {
 public:
  PairSequence(const Product& call, RowRange rows, ChunkRange chunks)
      : call_(call), rows_(rows), chunks_(chunks), per_pair_(chunks.end - chunks.begin) {
    const std::size_t panels = call.end - call.begin;
    count_ = static_cast<int>((panels + 1) / kPanels) * per_pair_;
  }

  void run() {
    begin_chunk(0);
    for (int index = 0; index < count_; ++index) {
      if (panels_of(index) == kPanels) run_chunk<kPanels>(index);
      if (panels_of(index) == 1) run_chunk<1>(index);
    }
  }

 private:
  int chunk(int index) const { return chunks_.begin + index % per_pair_; }
  int inputs(int index) const { return smaller(kTileChunk, call_.inputs - chunk(index) * kTileChunk); }
  std::size_t panel(int index) const {
    return call_.begin + static_cast<std::size_t>(index / per_pair_ * kPanels);
  }
  int panels_of(int index) const { return panel(index) + 1 < call_.end ? 2 : 1; }

  void begin_chunk(int index) {
    for (int i = 0; i < panels_of(index); ++i) {
      expansions_[i].begin(bytes_of(index, i), inputs(index), weights_[index % 2].panels[i]);
    }
    expand(index, 0);
  }
  void expand(int index, int part) {
    for (int i = 0; i < panels_of(index); ++i) {
      fetch_next_chunk(index, i, part);
      expansions_[i].expand(part);
    }
  }
  // Into the second-level cache, half a chunk at a time.
  void fetch_next_chunk(int index, int panel_index, int part) {
    constexpr std::size_t kHalf = Expansion::kChunkBytes / 2;
    const std::uint8_t* next = bytes_of(index, panel_index) + Expansion::kChunkBytes + static_cast<std::size_t>(part) * kHalf;
    for (std::size_t at = 0; at < kHalf; at += 64) {
      _mm_prefetch(reinterpret_cast<const char*>(next + at), _MM_HINT_T1);
    }
  }
  const std::uint8_t* bytes_of(int index, int panel_index) const {
    return call_.weights + (panel(index) + static_cast<std::size_t>(panel_index)) * call_.panel_bytes +
           static_cast<std::size_t>(chunk(index)) * Expansion::kChunkBytes;
  }
  // What to expand while part `part` of chunk `index` is multiplied.
  void expand_after(int index, int part) {
    if (part + 1 < chunks_of(inputs(index))) return expand(index, part + 1);
    if (index + 1 < count_) begin_chunk(index + 1);
  }

  template <int kPanelCount>
  void run_chunk(int index) {
    if (chunk(index) == chunks_.begin) begin_sums<kPanelCount>(index);
    const auto* x = reinterpret_cast<const TileActivations*>(call_.x.tiles) +
                    static_cast<std::ptrdiff_t>(chunk(index)) * row_tiles_of(call_.x.rows) +
                    rows_.begin / kTileRows;
    const PairWeights& weights = weights_[index % 2];
    const int count = rows_.end - rows_.begin;
    multiply_pass<kPanelCount>(weights, x, inputs(index), 0, smaller(count, kPassRows), sums_,
                               [&](int part) { expand_after(index, part); });
    for (int row = kPassRows; row < count; row += kPassRows) {
      multiply_pass<kPanelCount>(weights, x + row / kTileRows, inputs(index), row,
                                 smaller(count - row, kPassRows), sums_, [](int) {});
    }
    if (chunk(index) + 1 == chunks_.end) store<kPanelCount>(index);
  }

  template <int kPanelCount>
  void begin_sums(int index) {
    for (int i = 0; i < kPanelCount; ++i) {
      if (chunks_.begin == 0) {
        clear_sums<Avx512>(sums_.panels[i], rows_.end - rows_.begin);
      } else {
        load_panel<Avx512>(call_, rows_, panel(index) + static_cast<std::size_t>(i), sums_.panels[i]);
      }
    }
  }
  template <int kPanelCount>
  void store(int index) {
    for (int i = 0; i < kPanelCount; ++i) {
      store_panel<Avx512>(sums_.panels[i], rows_, call_, panel(index) + static_cast<std::size_t>(i));
    }
  }

  const Product& call_;
  RowRange rows_;
  ChunkRange chunks_;
  int per_pair_;
  int count_;
  Expansion expansions_[kPanels];
  PairWeights weights_[2];  // of the chunk in work and, as it is expanded, of the next
  PairSums sums_;
};

template <class Format>
void multiply_amx(const Product& call) {
  if (call.begin == call.end) return;
  const TileConfig config;
  configure_tiles(config);
  for_cuts<Avx512>(call, tile_chunks_of(call.inputs), kTileChunk, [&call](RowRange rows, ChunkRange chunks) {
    PairSequence<typename ExpansionOf<Format>::template Type<kSignedBytes>>(call, rows, chunks).run();
  });
  release_tiles();
}

template <class Format>
struct AmxProduct {
  static constexpr MultiplyFn multiply = multiply_amx<Format>;
};

}  // namespace

constinit const ProductTable kProductsAmx = quantised_products<Avx512, AmxProduct>();

}  // namespace llada::simd
