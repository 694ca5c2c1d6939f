// KernelSet entries over the tables of one instruction set. Compiled for the generic CPU.
#pragma once

#include <algorithm>
#include <type_traits>

#include "kernels/kernel_set.h"
#include "kernels/simd/raw_kernels.h"

namespace llada::simd {

inline std::size_t chunk_count(int rows, int inputs) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(chunks_of(inputs));
}

// Where the two forms of prepared activations lie: int8 chunks first (none in an f32 set), then f32.
template <class Byte>
struct PreparedView {
  Byte* int8;
  Byte* f32;
  PreparedView(Byte* base, bool has_int8, int rows, int inputs)
      : int8(base), f32(base + (has_int8 ? chunk_count(rows, inputs) * sizeof(Int8Chunk) : 0)) {}
};

inline constexpr ProductTable kNoProducts{};

// Types without an int8 kernel are multiplied in f32, by the same prepared activations.
template <const RowTable& kRows, const ProductTable& kF32Products, const ProductTable& kInt8Products,
          PrepareInt8Fn kPrepareInt8>
struct Adapter {
  // By type: under -fsanitize=undefined g++ takes no comparison of a function's address as constant.
  static constexpr bool kInt8 = !std::is_same_v<std::integral_constant<PrepareInt8Fn, kPrepareInt8>,
                                                std::integral_constant<PrepareInt8Fn, nullptr>>;

  static std::size_t prepared_bytes(int rows, int inputs) {
    return chunk_count(rows, inputs) * (sizeof(F32Chunk) + (kInt8 ? sizeof(Int8Chunk) : 0));
  }

  static void prepare(MatrixView<const float> x, IndexRange rows, std::span<std::byte> prepared) {
    const PreparedView<std::byte> view(prepared.data(), kInt8, x.rows, x.cols);
    auto* f32 = reinterpret_cast<F32Chunk*>(view.f32);
    [[maybe_unused]] auto* int8 = reinterpret_cast<Int8Chunk*>(view.int8);
    for (int chunk = 0; chunk < chunks_of(x.cols); ++chunk) {
      const int count = std::min(kChunk, x.cols - chunk * kChunk);
      for (std::size_t row = rows.begin; row < rows.end; ++row) {
        const std::size_t at = static_cast<std::size_t>(chunk) * static_cast<std::size_t>(x.rows) + row;
        kRows.prepare_f32(x.row(static_cast<int>(row)).data() + chunk * kChunk, count, f32[at]);
        if constexpr (kInt8) kPrepareInt8(f32[at], int8[at]);
      }
    }
  }

  static void multiply(const PackedMatrix& weights, std::span<const std::byte> prepared,
                       MatrixView<float> y, IndexRange panels) {
    const PreparedView<const std::byte> view(prepared.data(), kInt8, y.rows, weights.inputs());
    const Product call{
        .weights = reinterpret_cast<const std::uint8_t*>(weights.panel(0)),
        .panel_bytes = weights.panel_bytes(),
        .inputs = weights.inputs(),
        .outputs = weights.outputs(),
        .x = {reinterpret_cast<const Int8Chunk*>(view.int8), reinterpret_cast<const F32Chunk*>(view.f32),
              y.rows},
        .y = y.data,
        .y_stride = y.stride,
        .begin = panels.begin,
        .end = panels.end,
    };
    const MultiplyFn int8 = kInt8Products.of(weights.type());
    (int8 != nullptr ? int8 : kF32Products.of(weights.type()))(call);
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
};

// A set over lane-layout weights.
template <const RowTable& kRows, const ProductTable& kF32Products,
          const ProductTable& kInt8Products = kNoProducts, PrepareInt8Fn kPrepareInt8 = nullptr>
constexpr KernelSet kernel_set(std::string_view name, std::string_view needs, bool (*supported)()) {
  using A = Adapter<kRows, kF32Products, kInt8Products, kPrepareInt8>;
  return {.name = name, .needs = needs, .activations = A::kInt8 ? "int8" : "f32",
          .layout = PackLayout::kLanes, .supported = supported, .prepared_bytes = A::prepared_bytes,
          .prepare = A::prepare, .multiply = A::multiply, .rms_norm = A::rms_norm, .swiglu = A::swiglu,
          .add = A::add, .rope = A::rope, .attend = A::attend};
}

}  // namespace llada::simd
