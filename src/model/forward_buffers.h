// Scratch memory of a ForwardPass, allocated once so that a step allocates nothing.
#pragma once

#include <vector>

#include "base/aligned.h"
#include "kernels/matrix.h"
#include "model/forward.h"

namespace llada {

// An owned row-major f32 matrix with room for `max_rows` rows.
class RowBuffer {
 public:
  Status allocate(int max_rows, int cols) {
    LLADA_TRY(storage, AlignedBuffer::allocate(sizeof(float) * static_cast<std::size_t>(max_rows) *
                                               static_cast<std::size_t>(cols)));
    storage_ = std::move(storage);
    cols_ = cols;
    return {};
  }
  [[nodiscard]] MatrixView<float> view(int rows) { return {storage_.as<float>().data(), rows, cols_}; }
  [[nodiscard]] std::span<float> row(int index) { return view(index + 1).row(index); }

 private:
  AlignedBuffer storage_;
  int cols_ = 0;
};

// Rows [begin, end) of one pass that belong to one sequence and are attended together.
struct RowChunk {
  int begin = 0;
  int end = 0;
  int sequence = 0;
};

// One token's way through the experts: which expert, with what weight.
struct ExpertChoice {
  int expert = 0;
  float weight = 0;
};

struct ForwardPass::Buffers {
  int max_rows = 0;
  int max_positions = 0;
  RowBuffer residual;   // x: [rows][hidden]
  RowBuffer normed;     // [rows][hidden]
  RowBuffer delta;      // what a block adds to x: [rows][hidden]
  RowBuffer query;      // [rows][query_width]
  RowBuffer key;        // [rows][kv_width]
  RowBuffer value;      // [rows][kv_width]
  RowBuffer attended;   // [rows][query_width]
  RowBuffer gate;       // [rows][ffn or expert_ffn]
  RowBuffer up;         // [rows][ffn or expert_ffn]
  RowBuffer rope_cos;   // [max_positions][rope_dims / 2]
  RowBuffer rope_sin;   // [max_positions][rope_dims / 2]
  RowBuffer scores;     // attention scratch: [threads][max_positions]
  RowBuffer head_slice; // [threads][max_rows * slice outputs]
  RowBuffer routing;    // router's logits, then probabilities: [rows][experts]
  RowBuffer gathered;   // rows that one expert serves: [rows][hidden]
  RowBuffer served;     // what it made of them: [rows][hidden]
  AlignedBuffer prepared;
  decltype(KernelSet::prepare) prepare = nullptr;  // fills it
  std::vector<RowChunk> chunks;
  std::vector<ExpertChoice> choices;        // [rows][experts_used]
  std::vector<int> expert_rows;             // rows that one expert serves
  std::vector<StatsAccumulator> partials;   // [slices][rows]
  int slice_panels = 0;                     // panels of the head that one thread does at a time
};

}  // namespace llada
