// What a load has to pack: every matrix of a model in the order in which a step reads them, and where each
// will lie in the one region that holds them all. Not here: where rows come from (weight_source.h) and
// the packing itself (weight_packer.h).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kernels/packed_matrix.h"

namespace llada {

// Rows of one weight in its source; may be called by several threads at a time.
struct MatrixRows {
  RowSource row;
  std::function<void(int begin, int end)> release;  // rows [begin, end) are packed; may be empty
};

struct PlannedMatrix {
  std::string name;  // GGUF name of the tensor; "blk.0.ffn_up_exps[3]" is an expert of a stack
  PackedShape shape;
  std::uint64_t offset = 0;  // from the start of the region; a multiple of AlignedBuffer::kAlignment
  MatrixRows rows;
  PackedMatrix* slot = nullptr;  // where the packed matrix is wanted
};

class WeightPlan {
 public:
  // `embedding`: the layout of token_embd.weight. Only when the head is tied to it is it multiplied too;
  // else its rows are looked up, and it need not bear the losses of a requantised layout.
  WeightPlan(PackLayout layout, PackLayout embedding) : layout_(layout), embedding_(embedding) {}

  // Appends a matrix; `slot` must stay where it is until place(). Errors: as PackedShape::of, naming the
  // tensor; kOutOfMemory when the model's bytes overflow.
  Status add(std::string name, TensorType type, int outputs, int inputs, MatrixRows rows, PackedMatrix& slot);

  [[nodiscard]] const std::vector<PlannedMatrix>& matrices() const { return matrices_; }
  [[nodiscard]] PackLayout layout() const { return layout_; }
  [[nodiscard]] std::uint64_t region_bytes() const { return region_bytes_; }

  // Makes every slot a view of the region that was packed.
  void place(const std::byte* region) const;

 private:
  PackLayout layout_;
  PackLayout embedding_;
  std::vector<PlannedMatrix> matrices_;
  std::uint64_t region_bytes_ = 0;
};

}  // namespace llada
