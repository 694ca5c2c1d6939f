// int8 tile products: two panels x two row tiles at a time, along chunks of 512 inputs. While the tiles
// work on the first 32 rows of a chunk, the vector units expand the next chunk's weights, 64 inputs after
// each step of tile products, into the other of two buffers: in one burst they would leave the memory idle
// and wait for it later. Further rows follow on the expanded chunk, 16 KiB in the first-level cache. The
// integer sums of a pass over a chunk are added to those in f32 during the next pass. An output is the f32 sum of
// its chunks' exact integer sums, in order, whatever the number of rows.
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

template <int kPanelCount, int kRows>
void multiply_step(const PairWeights& weights, const TileActivations* x, int step) {
  load_weights<0>(weights, step);
  if constexpr (kPanelCount > 1) load_weights<1>(weights, step);
  add_row_products<kPanelCount, 0>(x[0], step);
  if constexpr (kRows > 1) add_row_products<kPanelCount, 1>(x[1], step);
}

void zero_sums() {
  zero_tile<0>();
  zero_tile<1>();
  zero_tile<2>();
  zero_tile<3>();
}

// The integer sums of a pass, on their way to the f32 sums of its rows.
class PassSums {
 public:
  // Takes them out of the tiles; they belong to `rows` rows of x, and to those of `out` from `row` on.
  template <int kPanelCount>
  void take(const PairWeights& weights, const TileActivations* x, int row, int rows, PairSums& out) {
    add_all();
    store_panel_sums<0>(rows);
    if constexpr (kPanelCount > 1) store_panel_sums<1>(rows);
    for (int panel = 0; panel < kPanelCount; ++panel) {
      scales_[panel] = _mm512_load_ps(weights.panels[panel].scales);
      to_[panel] = out.panels[panel].sums + row;
    }
    x_ = x;
    panels_ = kPanelCount;
    rows_ = rows;
    next_ = 0;
  }
  // The next `count` rows' sums, if there are as many.
  void add(int count) {
    for (const int end = smaller(next_ + count, rows_); next_ < end; ++next_) {
      const int tile = next_ / kTileRows, row = next_ % kTileRows;
      const __m512 row_scale = _mm512_set1_ps(x_[tile].scales[row]);
      for (int panel = 0; panel < panels_; ++panel) {
        const __m512 sums = _mm512_cvtepi32_ps(_mm512_load_si512(sums_[panel][tile].sums[row]));
        const __m512 scale = _mm512_mul_ps(scales_[panel], row_scale);
        float* to = to_[panel][next_];
        _mm512_store_ps(to, _mm512_fmadd_ps(sums, scale, _mm512_load_ps(to)));
      }
    }
  }
  void add_all() { add(rows_); }

 private:
  template <int kPanel>
  void store_panel_sums(int rows) {
    store_tile<sum_tile(kPanel, 0)>(sums_[kPanel][0].sums, kTileRowBytes);
    if (rows > kTileRows) store_tile<sum_tile(kPanel, 1)>(sums_[kPanel][1].sums, kTileRowBytes);
  }

  TileSums sums_[kPanels][kRowTiles];
  __m512 scales_[kPanels];
  float (*to_[kPanels])[kLanes];
  const TileActivations* x_ = nullptr;
  int panels_ = 0;
  int rows_ = 0;
  int next_ = 0;
};

// One chunk of the panels against `rows` rows, up to two row tiles. between(step) runs after the products of
// each 64 inputs have been issued.
template <int kPanelCount, int kRows, class Between>
void multiply_tiles_pass(const PairWeights& weights, const TileActivations* x, int inputs,
                         PassSums& before, Between between) {
  zero_sums();
  const int steps = tile_steps(inputs);
  for (int step = 0; step < steps; ++step) {
    multiply_step<kPanelCount, kRows>(weights, x, step);
    between(step);
    before.add(kPassRows / kTileSteps);
  }
}

template <int kPanelCount, class Between>
void multiply_pass(const PairWeights& weights, const TileActivations* x, int inputs, int rows,
                   PassSums& before, Between between) {
  if (rows <= kTileRows) return multiply_tiles_pass<kPanelCount, 1>(weights, x, inputs, before, between);
  multiply_tiles_pass<kPanelCount, 2>(weights, x, inputs, before, between);
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
    expand_all(0);
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

  const std::uint8_t* bytes_of(int index, int panel_index) const {
    return call_.weights + (panel(index) + static_cast<std::size_t>(panel_index)) * call_.panel_bytes +
           static_cast<std::size_t>(chunk(index)) * Expansion::kChunkBytes;
  }

  void begin_expansion(int index) {
    for (int i = 0; i < panels_of(index); ++i) {
      expansions_[i].begin(bytes_of(index, i), inputs(index), weights_[index % 2].panels[i]);
    }
  }
  template <int kPanelCount>
  void expand(int step) {
    expansions_[0].expand_step(step);
    if constexpr (kPanelCount > 1) expansions_[1].expand_step(step);
  }
  void expand_all(int index) {
    begin_expansion(index);
    for (int step = 0; step < tile_steps(inputs(index)); ++step) {
      for (int i = 0; i < panels_of(index); ++i) expansions_[i].expand_step(step);
    }
  }
  // The next chunk may have more steps than this one, or fewer panels.
  template <int kPanelCount>
  bool expands_during(int index) const {
    return index + 1 < count_ && panels_of(index + 1) == kPanelCount && inputs(index) >= inputs(index + 1);
  }

  template <int kPanelCount>
  void run_chunk(int index) {
    if (chunk(index) == chunks_.begin) begin_sums<kPanelCount>(index);
    const auto* x = reinterpret_cast<const TileActivations*>(call_.x.tiles) +
                    static_cast<std::ptrdiff_t>(chunk(index)) * row_tiles_of(call_.x.rows) +
                    rows_.begin / kTileRows;
    const PairWeights& weights = weights_[index % 2];
    const int count = rows_.end - rows_.begin;
    const auto pass = [&](int row, auto between) {
      const int rows = smaller(count - row, kPassRows);
      const TileActivations* tiles = x + row / kTileRows;
      multiply_pass<kPanelCount>(weights, tiles, inputs(index), rows, pass_sums_, between);
      pass_sums_.take<kPanelCount>(weights, tiles, row, rows, sums_);
    };
    if (expands_during<kPanelCount>(index)) {
      begin_expansion(index + 1);
      pass(0, [this](int step) { expand<kPanelCount>(step); });
    } else {
      pass(0, [](int) {});
      if (index + 1 < count_) expand_all(index + 1);
    }
    for (int row = kPassRows; row < count; row += kPassRows) pass(row, [](int) {});
    if (chunk(index) + 1 < chunks_.end) return;
    pass_sums_.add_all();
    store<kPanelCount>(index);
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
  PassSums pass_sums_;
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
