// Scratch memory of a ForwardPass, allocated once so that a step allocates nothing.
#pragma once

#include <vector>

#include "base/aligned.h"
#include "kernels/matrix.h"
#include "model/forward.h"
#include "model/rope_tables.h"
#include "model/row_buffer.h"

namespace llada {

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
  RopeTables rope;
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
