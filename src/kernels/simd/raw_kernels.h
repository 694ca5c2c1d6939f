// The entries of one instruction set, as plain functions over plain structs: what a file compiled for
// that set exports. adapter.h turns a table of them into a KernelSet.
#pragma once

#include "formats/tensor_type.h"
#include "kernels/logit_sums.h"
#include "kernels/simd/attend.h"
#include "kernels/simd/chunks.h"

namespace llada::simd {

using MultiplyFn = void (*)(const Product&);

// By type, in TensorType's order; null where a type has no kernel of this kind.
struct ProductTable {
  MultiplyFn multiply[kTensorTypeCount];
  [[nodiscard]] MultiplyFn of(TensorType type) const { return multiply[static_cast<int>(type)]; }
};

struct RowTable {
  // out: one chunk of a row, x: its first `count` <= 256 inputs
  void (*prepare_f32)(const float* x, int count, F32Chunk& out);
  void (*rms_norm)(const float* x, const float* weight, float epsilon, float* y, int count);
  void (*swiglu)(float* gate, const float* up, int count);
  void (*add)(float* x, const float* y, int count);
  void (*rope)(float* head, const float* cos, const float* sin, int pairs, bool interleaved);
  void (*attend)(const Attend& call);
  LogitSums (*logit_sums)(const float* logits, int count);
};

}  // namespace llada::simd
