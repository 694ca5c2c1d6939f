#include <array>

#include "kernels/kernel_sets.h"
#include "kernels/simd/adapter.h"
#include "kernels/x86/cpu_features.h"
#include "kernels/x86/tables.h"

namespace llada {
namespace {

using namespace simd;

// Tile [chunk of 512][row tile], before what float weights need.
template <class Tile, void (*kPrepareRow)(const float*, int, int, Tile&)>
struct TileInt8 {
  static constexpr std::string_view kActivations = "int8";
  static constexpr bool kForAllQuantised = true;
  static constexpr bool kForAll = false;
  static std::size_t bytes(int rows, int inputs) { return tile_activation_bytes<Tile>(rows, inputs); }
  static void prepare(MatrixView<const float> x, IndexRange rows, std::byte* area) {
    auto* tiles = reinterpret_cast<Tile*>(area);
    for (int chunk = 0; chunk < tile_chunks_of(x.cols); ++chunk) {
      const int count = std::min(kTileChunk, x.cols - chunk * kTileChunk);
      for (int row = static_cast<int>(rows.begin); row < static_cast<int>(rows.end); ++row) {
        kPrepareRow(x.row(row).data() + chunk * kTileChunk, count, row % kTileRows,
                    tiles[chunk * row_tiles_of(x.rows) + row / kTileRows]);
      }
    }
  }
  static void attach(Activations& x, const std::byte* area) { x.tiles = area; }
};

// Each row twice: what 8 bits hold of it, then what they leave.
struct PairInt16 {
  static constexpr std::string_view kActivations = "int16";
  static constexpr bool kForAllQuantised = false;
  static constexpr bool kForAll = false;
  static std::size_t bytes(int rows, int inputs) { return tile_activation_bytes<PairActivations>(2 * rows, inputs); }
  static void prepare(MatrixView<const float> x, IndexRange rows, std::byte* area) {
    auto* tiles = reinterpret_cast<PairActivations*>(area);
    for (int chunk = 0; chunk < tile_chunks_of(x.cols); ++chunk) {
      const int count = std::min(kTileChunk, x.cols - chunk * kTileChunk);
      for (int row = static_cast<int>(rows.begin); row < static_cast<int>(rows.end); ++row) {
        prepare_pair_rows(x.row(row).data() + chunk * kTileChunk, count, 2 * row % kTileRows,
                          tiles[chunk * row_tiles_of(2 * x.rows) + 2 * row / kTileRows]);
      }
    }
  }
  static void attach(Activations& x, const std::byte* area) { x.tiles = area; }
};

constexpr ArithmeticUnit kFmaYmm{"f32 AVX2 FMA", run_fma_avx2};
constexpr ArithmeticUnit kFmaZmm{"f32 AVX-512 FMA", run_fma_avx512};
constexpr ArithmeticUnit kBf16Zmm{"bf16 AVX-512", run_dot_avx512bf16};
constexpr LimitProbes kAvx2Limits{kFmaYmm, {}, {}, read_avx2};
constexpr LimitProbes kAvx512Limits{kFmaZmm, {}, {}, read_avx512};
constexpr LimitProbes kAvx512Bf16Limits{kFmaZmm, kBf16Zmm, kBf16Zmm, read_avx512};
constexpr LimitProbes kAvx2VnniLimits{kFmaYmm, {}, {"int8 AVX-VNNI", run_dot_avx2vnni}, read_avx2};
constexpr LimitProbes kAvx512VnniLimits{kFmaZmm, {}, {"int8 AVX-512 VNNI", run_dot_avx512vnni}, read_avx512};
constexpr LimitProbes kAmxLimits{kFmaZmm, {}, {"int8 AMX", run_tiles_amx}, read_avx512};

constexpr std::array kSets = {
    kernel_set<kRowsAvx2, kProductsAvx2>("avx2", "AVX2, FMA, F16C", [] { return x86_features().avx2; },
                                         kAvx2Limits),
    kernel_set<kRowsAvx512, kProductsAvx512>("avx512", "AVX-512 F, BW, DQ, VL",
                                             [] { return x86_features().avx512; }, kAvx512Limits),
    kernel_set<kRowsAvx512, kProductsAvx512, kProductsAvx512Bf16, Bf16<prepare_bf16_avx512>>(
        "avx512-bf16", "AVX-512 F, BW, DQ, VL, BF16", [] { return x86_features().avx512_bf16; }, kAvx512Bf16Limits),
    kernel_set<kRowsAvx2, kProductsAvx2, kProductsAvx2Vnni, BlockInt8<kRowsAvx2, prepare_int8_avx2>>(
        "avx2-vnni", "AVX2, FMA, F16C, AVX-VNNI", [] { return x86_features().avx_vnni; }, kAvx2VnniLimits),
    kernel_set<kRowsAvx512, kProductsAvx512, kProductsAvx512VnniInt16, PairInt16, PackLayout::kPairsOrLanes>(
        "avx512-vnni-int16", "AVX-512 F, BW, DQ, VL, VNNI", [] { return x86_features().avx512_vnni; },
        kAvx512VnniLimits),
    kernel_set<kRowsAvx512, kProductsAvx512, kProductsAvx512Vnni, BlockInt8<kRowsAvx512, prepare_int8_avx512>>(
        "avx512-vnni-blocks", "AVX-512 F, BW, DQ, VL, VNNI", [] { return x86_features().avx512_vnni; },
        kAvx512VnniLimits),
    kernel_set<kRowsAvx512, kProductsAvx512, kProductsAvx512Columns, TileInt8<PairActivations, prepare_pair_row>,
               PackLayout::kPairs>(
        "avx512-vnni", "AVX-512 F, BW, DQ, VL, VNNI", [] { return x86_features().avx512_vnni; },
        kAvx512VnniLimits),
    kernel_set<kRowsAvx512, kProductsAvx512, kProductsAmx, TileInt8<TileActivations, prepare_tile_row>,
               PackLayout::kTiles>(
        "amx-int8", "AMX tiles and int8, AVX-512 F, BW, DQ, VL", [] { return x86_features().amx_int8; },
        kAmxLimits),
};

}  // namespace

std::span<const KernelSet> native_kernel_sets() { return kSets; }

}  // namespace llada
