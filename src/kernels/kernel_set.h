// The host's maths behind one table per instruction set. Every entry is checked against `ref`, the
// readable scalar set. No entry allocates, locks or starts threads: callers split work by panel or row
// and hand each thread its share. Every output element is reduced in a fixed order that depends on
// neither the split nor the other rows of the call.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/thread_pool.h"
#include "kernels/attention_row.h"
#include "kernels/logit_sums.h"
#include "kernels/limit_probes.h"
#include "kernels/matrix.h"
#include "kernels/packed_matrix.h"

namespace llada {

struct KernelSet {
  std::string_view name;         // what --kernel takes: "ref", "avx2", "avx512-vnni", "neon", ...
  std::string_view needs;        // CPU features, for people: "AVX2, FMA, F16C"
  std::string_view activations;  // "f32", "bf16", "int16" or "int8": what the products see
  PackLayout layout = PackLayout::kBlocks;
  bool (*supported)() = nullptr;  // by this machine

  // --- products: y[row][output] = sum_k x[row][k] * w[output][k] ---
  // Bytes that `prepare` writes for `rows` rows of `inputs` values.
  std::size_t (*prepared_bytes)(int rows, int inputs) = nullptr;
  // Brings rows [range) of x into the form `multiply` reads (a copy, or codes and scales).
  // 64-byte alignment of `prepared` is faster, not needed.
  void (*prepare)(MatrixView<const float> x, IndexRange rows, std::span<std::byte> prepared) = nullptr;
  // The same for products with quantised weights alone: an int8 set then needs no f32 copy of x.
  void (*prepare_for_quantised)(MatrixView<const float> x, IndexRange rows,
                                std::span<std::byte> prepared) = nullptr;
  // Computes the outputs of panels [range) for all y.rows rows. `y.cols` is the matrix's outputs.
  void (*multiply)(const PackedMatrix& weights, std::span<const std::byte> prepared,
                   MatrixView<float> y, IndexRange panels) = nullptr;

  // --- around the products ---
  // y = x / sqrt(mean(x^2) + epsilon) * weight
  void (*rms_norm)(std::span<const float> x, std::span<const float> weight, float epsilon,
                   std::span<float> y) = nullptr;
  // gate = silu(gate) * up
  void (*swiglu)(std::span<float> gate, std::span<const float> up) = nullptr;
  // x += y
  void (*add)(std::span<float> x, std::span<const float> y) = nullptr;
  // Rotates one head in place. cos/sin: [rotated/2] for the row's position; `rotated` <= head.size().
  // interleaved: pairs (2i, 2i+1); else half-split: pairs (i, i + rotated/2).
  void (*rope)(std::span<float> head, std::span<const float> cos, std::span<const float> sin,
               bool interleaved) = nullptr;
  // Softmax attention of one head: queries [rows][head_dim] against keys/values [keys][head_dim];
  // out [rows][head_dim]. Scores are scaled by 1/sqrt(head_dim). rows.size() == queries.rows.
  // scratch: at least keys.rows floats per call.
  void (*attend)(MatrixView<const float> queries, MatrixView<const float> keys,
                 MatrixView<const float> values, std::span<const AttentionRow> rows,
                 std::span<float> scratch, MatrixView<float> out) = nullptr;
  // Softmax statistics of some logits. Terms are f32, relative error 2e-7, summed in f32 lanes but for the
  // largest: use it on runs of a few thousand and add those in f64.
  LogitSums (*logit_sums)(std::span<const float> logits) = nullptr;

  LimitProbes probes;  // what the entries above are bound by, for measuring
};

// All sets compiled in, best last; `supported()` says which this machine runs.
[[nodiscard]] std::span<const KernelSet* const> all_kernel_sets();
// The named set; "auto" or empty picks the fastest this CPU runs, "exact" the fastest with f32
// activations. Errors: kUsage for an unknown name (lists
// the known ones), kUnsupported when this CPU lacks it (names the features missing).
[[nodiscard]] Result<const KernelSet*> find_kernel_set(std::string_view name);

// Decodes output row `output` of a packed matrix to f32 (embedding look-up). values.size() == inputs.
void unpack_row(const PackedMatrix& matrix, int output, std::span<float> values);

}  // namespace llada
