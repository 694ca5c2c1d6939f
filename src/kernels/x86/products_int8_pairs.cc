// int8 products with 4-bit weights of the pair layout, on VNNI. The dot product takes unsigned by signed
// bytes: codes go in as they are, 64 bytes of them 8 outputs x 2 groups of 32 inputs. Its 32-bit sums are
// at most 8 * 127 * 32, so those of two groups and 16 outputs pack to one register of 16 bits, in which a
// second dot product multiplies them with the groups' ratios and adds the two: two instructions per row for
// every 16 dot products. 512 inputs are summed in integers, exactly; an output is the f32 sum of its chunks,
// in order, whatever the number of rows.
//
// Activations of 16 bits are two rows of 8, which the same output sums.
#include "kernels/simd/panels.h"
#include "kernels/simd/tables.h"
#include "kernels/x86/dot_avx512vnni.h"
#include "kernels/x86/fetch_ahead.h"
#include "kernels/x86/pair_activations.h"
#include "kernels/x86/tables.h"

namespace llada::simd {
namespace {

// x (2 registers of sums + 1 of the chunk), 2 of weights and a broadcast of 32 registers.
constexpr int kBlockRows = kHalfTile;

// One code a byte: outputs of the low nibbles, then those of the high ones.
struct alignas(64) WideCodes {
  std::uint8_t of[kChunkPairs][kPairSteps][2][64];
};

// A chunk of a panel as it was packed.
template <bool kHasBases>
struct PackedChunk {
  static constexpr std::size_t kHeaderBytes = sizeof(PairHeader) + (kHasBases ? sizeof(PairRatios) : 0);
  static constexpr std::size_t kBytes = kHeaderBytes + kChunkPairs * sizeof(PairCodes);

  explicit PackedChunk(const std::uint8_t* at)
      : header(*reinterpret_cast<const PairHeader*>(at)),
        bases(*reinterpret_cast<const PairRatios*>(at + sizeof(PairHeader))),
        codes(reinterpret_cast<const PairCodes*>(at + kHeaderBytes)) {}

  const PairHeader& header;
  const PairRatios& bases;  // not to be read without kHasBases
  const PairCodes* codes;   // [pair]
};

// Where a block of rows takes codes from: the first widens them, and leaves them for the others.
enum class Source { kPacked, kWide };

struct StepCodes {
  __m512i low, high;
};

template <Source kSource>
[[gnu::always_inline]] inline StepCodes step_codes(const std::uint8_t (&packed)[64], std::uint8_t (&wide)[2][64]) {
  if constexpr (kSource == Source::kWide) return {_mm512_load_si512(wide[0]), _mm512_load_si512(wide[1])};
  const __m512i nibble = _mm512_set1_epi8(15);
  const __m512i both = _mm512_load_si512(packed);
  const StepCodes codes{_mm512_and_si512(both, nibble), _mm512_and_si512(_mm512_srli_epi16(both, 4), nibble)};
  _mm512_store_si512(wide[0], codes.low);
  _mm512_store_si512(wide[1], codes.high);
  return codes;
}

template <class Bytes>
__m512i broadcast_8(const Bytes* bytes) {
  long long eight;
  __builtin_memcpy(&eight, bytes, sizeof eight);
  return _mm512_set1_epi64(eight);
}

template <int R>
struct Sums {
  __m512i of[R];
};

// What R rows, `row` on, have in common with a pair: its groups' sums, as 16 bits [output][group].
template <Source kSource, int R>
[[gnu::always_inline]] inline Sums<R> pair_sums(const PairCodes& packed, std::uint8_t (&wide)[kPairSteps][2][64],
                                                const PairActivations& x, int pair, int row) {
  __m512i low[R], high[R];
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) low[r] = high[r] = broadcast_8(x.starts[pair][row + r]);
#pragma GCC unroll 8
  for (int step = 0; step < kPairSteps; ++step) {
    const StepCodes codes = step_codes<kSource>(packed[step], wide[step]);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      const __m512i inputs = broadcast_8(x.codes[pair][row + r] + 8 * step);
      low[r] = dot_bytes(low[r], codes.low, inputs);
      high[r] = dot_bytes(high[r], codes.high, inputs);
    }
  }
  Sums<R> sums;
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) sums.of[r] = _mm512_packs_epi32(low[r], high[r]);
  return sums;
}

template <int R>
[[gnu::always_inline]] inline void add_bases(const PairRatios& bases, const PairActivations& x, int pair, int row,
                                             Sums<R>& totals) {
  const __m512i of_groups = _mm512_load_si512(bases.of[pair]);
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) {
    int two;
    __builtin_memcpy(&two, x.sums[pair][row + r], sizeof two);
    totals.of[r] = dot_words(totals.of[r], of_groups, _mm512_set1_epi32(two));
  }
}

// The chunk's integer sums [row][output].
template <bool kHasBases, Source kSource, int R>
[[gnu::always_inline]] inline Sums<R> chunk_sums(const PackedChunk<kHasBases>& chunk, WideCodes& wide,
                                                 const PairActivations& x, int row, int pairs,
                                                 FetchAhead<1>& fetch) {
  Sums<R> totals;
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) totals.of[r] = _mm512_setzero_si512();
  for (int pair = 0; pair < pairs; ++pair) {
    fetch.step();
    const Sums<R> sums = pair_sums<kSource, R>(chunk.codes[pair], wide.of[pair], x, pair, row);
    const __m512i ratios = _mm512_load_si512(chunk.header.ratios.of[pair]);
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) totals.of[r] = dot_words(totals.of[r], sums.of[r], ratios);
    if constexpr (kHasBases) add_bases<R>(chunk.bases, x, pair, row, totals);
  }
  return totals;
}

// out: of the tile's first row; kPasses rows of activations add to one.
template <bool kHasBases, int kPasses, Source kSource, int R>
[[gnu::noinline]] void add_rows(const PackedChunk<kHasBases>& chunk, WideCodes& wide, const PairActivations& x,
                                int row, int pairs, FetchAhead<1>& fetch, float (*out)[kLanes]) {
  const Sums<R> totals = chunk_sums<kHasBases, kSource, R>(chunk, wide, x, row, pairs, fetch);
  const __m512 weight_scales = _mm512_load_ps(chunk.header.scales);
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) {
    const __m512 scale = _mm512_mul_ps(weight_scales, _mm512_set1_ps(x.scales[row + r]));
    float* to = out[(row + r) / kPasses];
    _mm512_store_ps(to, _mm512_fmadd_ps(_mm512_cvtepi32_ps(totals.of[r]), scale, _mm512_load_ps(to)));
  }
}

// add_rows<rows> for 1 <= rows <= Most.
template <bool kHasBases, int kPasses, Source kSource, int Most = kBlockRows>
void add_block(int rows, const PackedChunk<kHasBases>& chunk, WideCodes& wide, const PairActivations& x, int row,
               int pairs, FetchAhead<1>& fetch, float (*out)[kLanes]) {
  if (rows == Most) return add_rows<kHasBases, kPasses, kSource, Most>(chunk, wide, x, row, pairs, fetch, out);
  if constexpr (Most > 1) add_block<kHasBases, kPasses, kSource, Most - 1>(rows, chunk, wide, x, row, pairs, fetch, out);
}

template <bool kHasBases, int kPasses>
class PairProduct {
 public:
  PairProduct(const Product& call, RowRange rows, ChunkRange chunks) : call_(call), rows_(rows), chunks_(chunks) {}

  void run() {
    for (std::size_t panel = call_.begin; panel < call_.end; ++panel) {
      begin_sums(panel);
      for (int chunk = chunks_.begin; chunk < chunks_.end; ++chunk) add_chunk(panel, chunk);
      store_panel<Avx512>(sums_, rows_, call_, panel);
    }
  }

 private:
  void begin_sums(std::size_t panel) {
    if (chunks_.begin == 0) return clear_sums<Avx512>(sums_, rows_.end - rows_.begin);
    load_panel<Avx512>(call_, rows_, panel, sums_);
  }

  void add_chunk(std::size_t panel, int index) {
    const PackedChunk<kHasBases> chunk(bytes_of(panel, index));
    const int pairs = pairs_of(smaller(kTileChunk, call_.inputs - index * kTileChunk));
    const auto* x = reinterpret_cast<const PairActivations*>(call_.x.tiles) +
                    static_cast<std::ptrdiff_t>(index) * row_tiles_of(kPasses * call_.x.rows) +
                    kPasses * rows_.begin / kTileRows;
    const int count = kPasses * (rows_.end - rows_.begin);
    FetchAhead<1> fetch = next_chunk(panel, index, half_tiles_of(count) * pairs);
    for (int first = 0; first < count; first += kTileRows, ++x) {
      for_half_tiles(smaller(kTileRows, count - first), [&](int row, int rows) {
        constexpr auto kFirst = add_block<kHasBases, kPasses, Source::kPacked>;
        constexpr auto kOther = add_block<kHasBases, kPasses, Source::kWide>;
        const auto add = first + row == 0 ? kFirst : kOther;
        add(rows, chunk, wide_, *x, row, pairs, fetch, sums_.sums + first / kPasses);
      });
    }
  }

  // What is read next but one half, to be fetched in so many steps: as much again from half a chunk on.
  FetchAhead<1> next_chunk(std::size_t panel, int chunk, int steps) const {
    constexpr int kLines = static_cast<int>(PackedChunk<kHasBases>::kBytes / 64);
    const bool last = chunk + 1 == chunks_.end;
    const std::uint8_t* next = last ? bytes_of(panel + 1, chunks_.begin) : bytes_of(panel, chunk + 1);
    return {{next + kLines / 2 * 64}, (kLines + steps - 1) / steps};
  }

  const std::uint8_t* bytes_of(std::size_t panel, int chunk) const {
    return call_.weights + panel * call_.panel_bytes +
           static_cast<std::size_t>(chunk) * PackedChunk<kHasBases>::kBytes;
  }

  const Product& call_;
  RowRange rows_;
  ChunkRange chunks_;
  WideCodes wide_;
  PanelSums sums_;
};

// 64 codes in the order of the inputs -> in that of the units.
__m512i interleave_groups(__m512i codes) {
  const __m512i order = _mm512_setr_epi32(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  return _mm512_permutexvar_epi32(order, codes);
}

// Of interleaved codes: {first group, second group}.
struct GroupSums {
  std::int32_t of[2];
};
GroupSums group_sums(__m512i codes) {
  const __m512i by_unit = _mm512_dpbusd_epi32(_mm512_setzero_si512(), _mm512_set1_epi8(1), codes);
  const __m256i eight = _mm256_add_epi32(_mm512_castsi512_si256(by_unit), _mm512_extracti64x4_epi64(by_unit, 1));
  const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
  const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
  return {{_mm_extract_epi32(two, 0), _mm_extract_epi32(two, 1)}};
}

// Of codes in the order of the inputs, as quantise_chunk leaves them.
void store_codes(const std::int8_t* codes, float scale, int count, int row, PairActivations& out) {
  std::int32_t total = 0;
  for (int pair = 0; pair < pairs_of(count); ++pair) {
    const __m512i interleaved = interleave_groups(_mm512_load_si512(codes + pair * kPairInputs));
    _mm512_store_si512(out.codes[pair][row], interleaved);
    const GroupSums sums = group_sums(interleaved);
    for (int group = 0; group < 2; ++group) {
      out.starts[pair][row][group] = -8 * sums.of[group];
      out.sums[pair][row][group] = static_cast<std::int16_t>(sums.of[group]);
      total += sums.of[group];
    }
  }
  out.column_starts[row] = -128 * total;
  out.scales[row] = scale;
}

template <bool kHasBases, int kPasses>
void multiply(const Product& call) {
  for_cuts<Avx512>(call, tile_chunks_of(call.inputs), kPasses * kTileChunk, [&call](RowRange rows, ChunkRange chunks) {
    PairProduct<kHasBases, kPasses>(call, rows, chunks).run();
  });
}

template <class Format>
struct Int16Product {
  static constexpr MultiplyFn multiply = nullptr;
};
template <>
struct Int16Product<LaneQ4_0<Avx512>> {
  static constexpr MultiplyFn multiply = simd::multiply<false, 2>;
};
template <>
struct Int16Product<LaneQ4_1<Avx512>> {
  static constexpr MultiplyFn multiply = simd::multiply<true, 2>;
};
template <>
struct Int16Product<LaneQ4_K<Avx512>> {
  static constexpr MultiplyFn multiply = simd::multiply<true, 2>;
};

}  // namespace

void prepare_pair_row(const float* x, int count, int row, PairActivations& out) {
  alignas(64) std::int8_t codes[kTileChunk];
  const float scale = quantise_chunk(x, count, codes);
  store_codes(codes, scale, count, row, out);
}

void prepare_pair_rows(const float* x, int count, int row, PairActivations& out) {
  alignas(64) std::int8_t codes[kTileChunk];
  float missed[kTileChunk];
  const float scale = quantise_chunk(x, count, codes);
  store_codes(codes, scale, count, row, out);
  for (int k = 0; k < count; ++k) missed[k] = x[k] - scale * static_cast<float>(codes[k]);
  const float finer = quantise_chunk(missed, count, codes);
  store_codes(codes, finer, count, row + 1, out);
}

void multiply_pairs(const Product& call) { multiply<false, 1>(call); }
void multiply_pairs_with_bases(const Product& call) { multiply<true, 1>(call); }

constinit const ProductTable kProductsAvx512VnniInt16 = quantised_products<Avx512, Int16Product>();

}  // namespace llada::simd
