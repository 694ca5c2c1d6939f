// The weights of one linear layer in the layout the dense engine reads: panels of 16 outputs. Both the
// dense path and the side path read this one copy. A packed matrix keeps its source type's precision:
// 4-bit weights stay 4-bit.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/aligned.h"
#include "base/result.h"
#include "base/thread_pool.h"
#include "formats/tensor_type.h"

namespace llada {

inline constexpr int kPanelOutputs = 16;  // one AVX-512 register of f32, one AMX tile of columns

// How the bytes of a panel are arranged; a kernel set names the layout it reads.
enum class PackLayout : std::uint8_t {
  kBlocks,  // for every block along the inputs: the 16 outputs' source blocks, back to back
  kLanes,   // the same bytes, permuted within each 16 blocks as lane_layout.h says
  kTiles,   // int8 tiles or what they are expanded from, see tile_layout.h; other types than those: kLanes
  kPairs,   // 4-bit codes, two groups of 32 inputs side by side, see pair_layout.h; other types: kTiles
  kPairsOrLanes,  // 4-bit types: kPairs; others: kLanes, as in the source
};

inline constexpr int kPackLayouts = static_cast<int>(PackLayout::kPairsOrLanes) + 1;

// Whether weights become multiples of a scale per 512 inputs: at some loss, unlike in the source's blocks.
[[nodiscard]] constexpr bool is_requantised(PackLayout layout) {
  return layout == PackLayout::kTiles || layout == PackLayout::kPairs;
}

// Grows whenever the bytes of a layout change for the same source: what was packed under another version
// (pack cache) is packed anew.
inline constexpr std::uint32_t kPackVersion = 3;

[[nodiscard]] std::string_view to_string(PackLayout layout);  // "blocks", "lanes", ...

// Extents of a packed matrix, in elements and in bytes.
struct PackedShape {
  PackLayout layout = PackLayout::kBlocks;
  TensorType type = TensorType::kF32;
  int outputs = 0;
  int inputs = 0;
  std::size_t panel_bytes = 0;

  // `layout` is what the type has for the layout asked for.
  // Errors: kUnsupported when `inputs` is no multiple of the type's block; kOutOfMemory when the bytes
  // overflow.
  static Result<PackedShape> of(PackLayout layout, TensorType type, int outputs, int inputs);

  [[nodiscard]] int panels() const { return (outputs + kPanelOutputs - 1) / kPanelOutputs; }
  [[nodiscard]] std::size_t size_bytes() const { return static_cast<std::size_t>(panels()) * panel_bytes; }
};

// Bytes of row `output` in the source (blocks along the inputs).
using RowSource = std::function<std::span<const std::byte>(int output)>;

// Packs panels [panels) of a matrix; `storage` is the whole matrix's, shape.size_bytes() long. Threads may
// pack different panels at a time if `rows` may be called so. Error: kFormat when a row is shorter than
// `inputs` elements.
Status pack_panels(const PackedShape& shape, const RowSource& rows, IndexRange panels, std::byte* storage);

class PackedMatrix {
 public:
  PackedMatrix() = default;
  // A matrix whose bytes lie in memory that somebody else owns and keeps.
  PackedMatrix(const PackedShape& shape, const std::byte* storage) : shape_(shape), data_(storage) {}

  // A matrix that owns its bytes. Errors: as PackedShape::of and pack_panels; kOutOfMemory.
  static Result<PackedMatrix> pack(PackLayout layout, TensorType type, int outputs, int inputs,
                                   const RowSource& rows);

  [[nodiscard]] const PackedShape& shape() const { return shape_; }
  [[nodiscard]] PackLayout layout() const { return shape_.layout; }
  [[nodiscard]] TensorType type() const { return shape_.type; }
  [[nodiscard]] int outputs() const { return shape_.outputs; }
  [[nodiscard]] int inputs() const { return shape_.inputs; }
  [[nodiscard]] int panels() const { return shape_.panels(); }
  [[nodiscard]] std::size_t panel_bytes() const { return shape_.panel_bytes; }
  [[nodiscard]] std::size_t size_bytes() const { return shape_.size_bytes(); }
  // Outputs past the last are zero blocks, so a kernel may read any panel whole.
  [[nodiscard]] const std::byte* panel(int index) const {
    return data_ + static_cast<std::size_t>(index) * shape_.panel_bytes;
  }

 private:
  PackedShape shape_;
  const std::byte* data_ = nullptr;
  AlignedBuffer own_;  // empty in a view
};

}  // namespace llada
