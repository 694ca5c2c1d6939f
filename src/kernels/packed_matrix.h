// The weights of one linear layer in the layout the dense engine reads: panels of 16 outputs. Both the
// dense path and the side path read this one copy. A packed matrix keeps its source type's precision:
// 4-bit weights stay 4-bit.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/aligned.h"
#include "base/result.h"
#include "formats/tensor_type.h"

namespace llada {

inline constexpr int kPanelOutputs = 16;  // one AVX-512 register of f32, one AMX tile of columns

// How the bytes of a panel are arranged; a kernel set names the layout it reads.
enum class PackLayout : std::uint8_t {
  kBlocks,  // for every block along the inputs: the 16 outputs' source blocks, back to back
  kLanes,   // the same bytes, permuted within each 16 blocks as lane_layout.h says
};

class PackedMatrix {
 public:
  // Bytes of row `output` in the source (blocks along the inputs).
  using RowSource = std::function<std::span<const std::byte>(int output)>;

  // Needs no memory beyond the packed copy. Errors: kOutOfMemory; kUnsupported when `inputs` is no
  // multiple of the type's block; kFormat when a row is shorter than `inputs` elements.
  static Result<PackedMatrix> pack(PackLayout layout, TensorType type, int outputs, int inputs,
                                   const RowSource& rows);

  [[nodiscard]] PackLayout layout() const { return layout_; }
  [[nodiscard]] TensorType type() const { return type_; }
  [[nodiscard]] int outputs() const { return outputs_; }
  [[nodiscard]] int inputs() const { return inputs_; }
  [[nodiscard]] int panels() const { return (outputs_ + kPanelOutputs - 1) / kPanelOutputs; }
  [[nodiscard]] std::size_t panel_bytes() const { return panel_bytes_; }
  [[nodiscard]] std::size_t size_bytes() const { return storage_.size(); }
  // Outputs past the last are zero blocks, so a kernel may read any panel whole.
  [[nodiscard]] const std::byte* panel(int index) const {
    return storage_.data() + static_cast<std::size_t>(index) * panel_bytes_;
  }

 private:
  PackLayout layout_ = PackLayout::kBlocks;
  TensorType type_ = TensorType::kF32;
  int outputs_ = 0;
  int inputs_ = 0;
  std::size_t panel_bytes_ = 0;
  AlignedBuffer storage_;
};

}  // namespace llada
