// KernelSet entries over the tables of one instruction set. Compiled for the generic CPU.
#pragma once

#include <algorithm>

#include "kernels/kernel_set.h"
#include "kernels/simd/raw_kernels.h"

namespace llada::simd {

inline std::size_t chunk_count(int rows, int inputs) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(chunks_of(inputs));
}

// visit(first value, values, index among chunks [chunk][row]) for the chunks of some rows.
template <class Visit>
void for_each_chunk(MatrixView<const float> x, IndexRange rows, Visit visit) {
  for (int chunk = 0; chunk < chunks_of(x.cols); ++chunk) {
    const int count = std::min(kChunk, x.cols - chunk * kChunk);
    const std::size_t first = chunk_count(x.rows, chunk * kChunk);
    for (std::size_t row = rows.begin; row < rows.end; ++row) {
      visit(x.row(static_cast<int>(row)).data() + chunk * kChunk, count, first + row);
    }
  }
}

inline constexpr ProductTable kNoProducts{};

// The form a set keeps activations in besides f32: bytes needed, the preparation of rows, and where the
// products find them.
struct NoForm {
  static constexpr std::string_view kActivations = "f32";
  static constexpr bool kForAllQuantised = false;  // whether products with quantised weights need no f32 form
  static constexpr bool kForAll = false;           // and whether no product does
  static std::size_t bytes(int, int) { return 0; }
  static void prepare(MatrixView<const float>, IndexRange, std::byte*) {}
  static void attach(Activations&, const std::byte*) {}
};

// Int8Chunk [chunk][row].
template <const RowTable& kRows, void (*kPrepare)(const F32Chunk&, Int8Chunk&)>
struct BlockInt8 {
  static constexpr std::string_view kActivations = "int8";
  static constexpr bool kForAllQuantised = true;
  static constexpr bool kForAll = false;
  static std::size_t bytes(int rows, int inputs) { return chunk_count(rows, inputs) * sizeof(Int8Chunk); }
  static void prepare(MatrixView<const float> x, IndexRange rows, std::byte* area) {
    auto* int8 = reinterpret_cast<Int8Chunk*>(area);
    for_each_chunk(x, rows, [int8](const float* values, int count, std::size_t index) {
      F32Chunk chunk;
      kRows.prepare_f32(values, count, chunk);
      kPrepare(chunk, int8[index]);
    });
  }
  static void attach(Activations& x, const std::byte* area) {
    x.int8 = reinterpret_cast<const Int8Chunk*>(area);
  }
};

// Bf16Chunk [chunk][row].
template <void (*kPrepare)(const float*, int, Bf16Chunk&)>
struct Bf16 {
  static constexpr std::string_view kActivations = "bf16";
  static constexpr bool kForAllQuantised = true;
  static constexpr bool kForAll = true;
  static std::size_t bytes(int rows, int inputs) { return chunk_count(rows, inputs) * sizeof(Bf16Chunk); }
  static void prepare(MatrixView<const float> x, IndexRange rows, std::byte* area) {
    auto* bf16 = reinterpret_cast<Bf16Chunk*>(area);
    for_each_chunk(x, rows, [bf16](const float* values, int count, std::size_t index) {
      kPrepare(values, count, bf16[index]);
    });
  }
  static void attach(Activations& x, const std::byte* area) {
    x.bf16 = reinterpret_cast<const Bf16Chunk*>(area);
  }
};

// Prepared activations are the set's own form, if any, then, unless that serves all, F32Chunk [chunk][row]: types
// without a kernel for that form are multiplied in f32.
template <const RowTable& kRows, const ProductTable& kF32Products, const ProductTable& kFormProducts,
          class Form>
struct Adapter {
  static std::size_t prepared_bytes(int rows, int inputs) {
    const std::size_t f32 = Form::kForAll ? 0 : chunk_count(rows, inputs) * sizeof(F32Chunk);
    return Form::bytes(rows, inputs) + f32;
  }

  static void prepare(MatrixView<const float> x, IndexRange rows, std::span<std::byte> prepared) {
    Form::prepare(x, rows, prepared.data());
    if constexpr (Form::kForAll) return;
    auto* f32 = reinterpret_cast<F32Chunk*>(prepared.data() + Form::bytes(x.rows, x.cols));
    for_each_chunk(x, rows, [f32](const float* values, int count, std::size_t index) {
      kRows.prepare_f32(values, count, f32[index]);
    });
  }

  static void prepare_for_quantised(MatrixView<const float> x, IndexRange rows, std::span<std::byte> prepared) {
    if constexpr (!Form::kForAllQuantised) return prepare(x, rows, prepared);
    Form::prepare(x, rows, prepared.data());
  }

  static void multiply(const PackedMatrix& weights, std::span<const std::byte> prepared,
                       MatrixView<float> y, IndexRange panels) {
    Product call{
        .weights = reinterpret_cast<const std::uint8_t*>(weights.panel(0)),
        .panel_bytes = weights.panel_bytes(),
        .inputs = weights.inputs(),
        .outputs = weights.outputs(),
        .x = {.rows = y.rows},
        .y = y.data,
        .y_stride = y.stride,
        .begin = panels.begin,
        .end = panels.end,
    };
    const std::byte* f32 = prepared.data() + Form::bytes(y.rows, weights.inputs());
    call.x.f32 = reinterpret_cast<const F32Chunk*>(f32);
    Form::attach(call.x, prepared.data());
    const MultiplyFn of_form = kFormProducts.of(weights.type());
    (of_form != nullptr ? of_form : kF32Products.of(weights.type()))(call);
  }

  static void rms_norm(std::span<const float> x, std::span<const float> weight, float epsilon,
                       std::span<float> y) {
    kRows.rms_norm(x.data(), weight.data(), epsilon, y.data(), static_cast<int>(x.size()));
  }
  static void swiglu(std::span<float> gate, std::span<const float> up) {
    kRows.swiglu(gate.data(), up.data(), static_cast<int>(gate.size()));
  }
  static void add(std::span<float> x, std::span<const float> y) {
    kRows.add(x.data(), y.data(), static_cast<int>(x.size()));
  }
  static void rope(std::span<float> head, std::span<const float> cos, std::span<const float> sin,
                   bool interleaved) {
    kRows.rope(head.data(), cos.data(), sin.data(), static_cast<int>(cos.size()), interleaved);
  }

  static void attend(MatrixView<const float> queries, MatrixView<const float> keys,
                     MatrixView<const float> values, std::span<const AttentionRow> rows,
                     std::span<float> /*scratch*/, MatrixView<float> out) {
    kRows.attend(Attend{
        .queries = queries.data, .query_stride = queries.stride,
        .keys = keys.data, .key_stride = keys.stride,
        .values = values.data, .value_stride = values.stride,
        .out = out.data, .out_stride = out.stride,
        .rows = rows.data(), .row_count = queries.rows, .key_count = keys.rows,
        .head_dim = queries.cols,
    });
  }

  static LogitSums logit_sums(std::span<const float> logits) {
    return kRows.logit_sums(logits.data(), static_cast<int>(logits.size()));
  }
};

template <const RowTable& kRows, const ProductTable& kF32Products,
          const ProductTable& kFormProducts = kNoProducts, class Form = NoForm,
          PackLayout kLayout = PackLayout::kLanes>
constexpr KernelSet kernel_set(std::string_view name, std::string_view needs, bool (*supported)(),
                               const LimitProbes& probes) {
  using A = Adapter<kRows, kF32Products, kFormProducts, Form>;
  return {.name = name, .needs = needs, .activations = Form::kActivations,
          .layout = kLayout, .supported = supported, .prepared_bytes = A::prepared_bytes,
          .prepare = A::prepare, .prepare_for_quantised = A::prepare_for_quantised, .multiply = A::multiply, .rms_norm = A::rms_norm, .swiglu = A::swiglu,
          .add = A::add, .rope = A::rope, .attend = A::attend, .logit_sums = A::logit_sums, .probes = probes};
}

}  // namespace llada::simd
