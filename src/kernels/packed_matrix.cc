#include "kernels/packed_matrix.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/checked.h"
#include "formats/quant.h"
#include "kernels/kernel_set.h"
#include "kernels/lane_layout.h"
#include "kernels/pair_layout.h"
#include "kernels/tile_layout.h"

namespace llada {
namespace {

using PanelBlocks = std::array<const std::byte*, kPanelOutputs>;

constexpr std::size_t kLargestBlockBytes = 256;     // Q6_K has 210
constexpr std::array<std::byte, kLargestBlockBytes> kZeroBlock{};

// The 16 outputs' rows; null past the last output.
Result<PanelBlocks> panel_rows(const RowSource& rows, int panel, int outputs,
                               std::size_t row_bytes) {
  PanelBlocks starts{};
  const int first = panel * kPanelOutputs;
  for (int output = first; output < std::min(outputs, first + kPanelOutputs); ++output) {
    const std::span<const std::byte> row = rows(output);
    if (row.size() < row_bytes) {
      return fail(ErrorCode::kFormat, "weight row {}: {} bytes found, {} needed", output, row.size(),
                  row_bytes);
    }
    starts[static_cast<std::size_t>(output - first)] = row.data();
  }
  return starts;
}

// Of a source row of so many inputs.
std::size_t row_bytes(TensorType type, int inputs) {
  const TensorTypeTraits& format = traits(type);
  return static_cast<std::size_t>(inputs) / format.block_elements * format.block_bytes;
}

// What the type has for the layout asked for.
PackLayout layout_of(PackLayout layout, TensorType type) {
  if (layout == PackLayout::kPairsOrLanes) return has_pair_layout(type) ? PackLayout::kPairs : PackLayout::kLanes;
  if (layout == PackLayout::kPairs && !has_pair_layout(type)) layout = PackLayout::kTiles;
  if (layout == PackLayout::kTiles && !has_tile_layout(type)) layout = PackLayout::kLanes;
  return layout;
}

std::size_t panel_bytes_of(PackLayout layout, TensorType type, int inputs) {
  if (layout == PackLayout::kPairs) return pair_panel_bytes(type, inputs);
  if (layout == PackLayout::kTiles) return tile_panel_bytes(type, inputs);
  return row_bytes(type, inputs) * kPanelOutputs;
}

PanelBlocks blocks_at(const PanelBlocks& rows, std::size_t offset) {
  PanelBlocks blocks{};
  std::transform(rows.begin(), rows.end(), blocks.begin(), [offset](const std::byte* row) {
    return row == nullptr ? kZeroBlock.data() : row + offset;
  });
  return blocks;
}

void pack_panel(const PackedShape& shape, const PanelBlocks& rows, std::byte* out) {
  if (shape.layout == PackLayout::kPairs) return pack_pair_panel(shape.type, rows, shape.inputs, out);
  if (shape.layout == PackLayout::kTiles) return pack_tile_panel(shape.type, rows, shape.inputs, out);
  const std::size_t block_bytes = traits(shape.type).block_bytes;
  const std::size_t group_bytes = block_bytes * kPanelOutputs;
  for (std::size_t at = 0; at < shape.panel_bytes; at += group_bytes) {
    const PanelBlocks blocks = blocks_at(rows, at / kPanelOutputs);
    if (shape.layout == PackLayout::kLanes) {
      interleave_blocks(shape.type, blocks, out + at);
      continue;
    }
    for (std::size_t output = 0; output < blocks.size(); ++output) {
      std::memcpy(out + at + output * block_bytes, blocks[output], block_bytes);
    }
  }
}

}  // namespace

std::string_view to_string(PackLayout layout) {
  switch (layout) {
    case PackLayout::kBlocks: return "blocks";
    case PackLayout::kLanes: return "lanes";
    case PackLayout::kTiles: return "tiles";
    case PackLayout::kPairs: return "pairs";
    case PackLayout::kPairsOrLanes: return "pairs-or-lanes";
  }
  return {};
}

Result<PackedShape> PackedShape::of(PackLayout layout, TensorType type, int outputs, int inputs) {
  const TensorTypeTraits& format = traits(type);
  if (outputs < 1 || inputs < 1 || static_cast<std::uint32_t>(inputs) % format.block_elements != 0) {
    return fail(ErrorCode::kUnsupported,
                "weight matrix of {} outputs x {} inputs: {} needs inputs in multiples of {}", outputs,
                inputs, format.name, format.block_elements);
  }
  layout = layout_of(layout, type);
  const PackedShape shape{layout, type, outputs, inputs, panel_bytes_of(layout, type, inputs)};
  if (checked_mul(shape.panel_bytes, static_cast<std::uint64_t>(shape.panels()))) return shape;
  return fail(ErrorCode::kOutOfMemory, "weight matrix of {} x {} is too large", outputs, inputs);
}

Status pack_panels(const PackedShape& shape, const RowSource& rows, IndexRange panels, std::byte* storage) {
  for (std::size_t panel = panels.begin; panel < panels.end; ++panel) {
    LLADA_TRY(starts, panel_rows(rows, static_cast<int>(panel), shape.outputs,
                                 row_bytes(shape.type, shape.inputs)));
    pack_panel(shape, starts, storage + panel * shape.panel_bytes);
  }
  return {};
}

Result<PackedMatrix> PackedMatrix::pack(PackLayout layout, TensorType type, int outputs, int inputs,
                                        const RowSource& rows) {
  LLADA_TRY(shape, PackedShape::of(layout, type, outputs, inputs));
  LLADA_TRY(storage, AlignedBuffer::allocate(shape.size_bytes()));
  LLADA_CHECK(pack_panels(shape, rows, {0, static_cast<std::size_t>(shape.panels())}, storage.data()));
  PackedMatrix matrix(shape, storage.data());
  matrix.own_ = std::move(storage);
  return matrix;
}

void unpack_row(const PackedMatrix& matrix, int output, std::span<float> values) {
  const TensorTypeTraits& format = traits(matrix.type());
  const int lane = output % kPanelOutputs;
  const std::byte* group = matrix.panel(output / kPanelOutputs);
  if (matrix.layout() == PackLayout::kPairs) return unpack_pair_row(matrix.type(), group, lane, values);
  if (matrix.layout() == PackLayout::kTiles) return unpack_tile_row(matrix.type(), group, lane, values);
  std::array<std::byte, kLargestBlockBytes> block{};
  for (std::size_t at = 0; at < values.size(); at += format.block_elements) {
    if (matrix.layout() == PackLayout::kLanes) {
      extract_block(matrix.type(), group, lane, block.data());
    } else {
      std::memcpy(block.data(), group + static_cast<std::size_t>(lane) * format.block_bytes,
                  format.block_bytes);
    }
    decode_blocks(matrix.type(), std::span(block).first(format.block_bytes),
                  values.subspan(at, format.block_elements));
    group += std::size_t{format.block_bytes} * kPanelOutputs;
  }
}

}  // namespace llada
