#include "kernels/packed_matrix.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/checked.h"
#include "formats/quant.h"
#include "kernels/kernel_set.h"
#include "kernels/lane_layout.h"

namespace llada {
namespace {

using PanelBlocks = std::array<const std::byte*, kPanelOutputs>;

constexpr std::size_t kLargestBlockBytes = 256;     // Q6_K has 210
constexpr std::array<std::byte, kLargestBlockBytes> kZeroBlock{};

struct PanelShape {
  TensorType type;
  std::size_t blocks;       // along the inputs
  std::size_t block_bytes;
};

// The 16 outputs' rows; null past the last output.
Result<PanelBlocks> panel_rows(const PackedMatrix::RowSource& rows, int panel, int outputs,
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

PanelBlocks blocks_at(const PanelBlocks& rows, std::size_t offset) {
  PanelBlocks blocks{};
  std::transform(rows.begin(), rows.end(), blocks.begin(), [offset](const std::byte* row) {
    return row == nullptr ? kZeroBlock.data() : row + offset;
  });
  return blocks;
}

void pack_panel(PackLayout layout, const PanelShape& shape, const PanelBlocks& rows, std::byte* out) {
  for (std::size_t index = 0; index < shape.blocks; ++index) {
    const PanelBlocks blocks = blocks_at(rows, index * shape.block_bytes);
    std::byte* group = out + index * shape.block_bytes * kPanelOutputs;
    if (layout == PackLayout::kLanes) {
      interleave_blocks(shape.type, blocks, group);
      continue;
    }
    for (const std::byte* block : blocks) {
      std::memcpy(group, block, shape.block_bytes);
      group += shape.block_bytes;
    }
  }
}

}  // namespace

Result<PackedMatrix> PackedMatrix::pack(PackLayout layout, TensorType type, int outputs, int inputs,
                                        const RowSource& rows) {
  const TensorTypeTraits& format = traits(type);
  if (outputs < 1 || inputs < 1 || static_cast<std::uint32_t>(inputs) % format.block_elements != 0) {
    return fail(ErrorCode::kUnsupported,
                "weight matrix of {} outputs x {} inputs: {} needs inputs in multiples of {}", outputs,
                inputs, format.name, format.block_elements);
  }
  const PanelShape shape{type, static_cast<std::size_t>(inputs) / format.block_elements,
                         format.block_bytes};
  const std::size_t row_bytes = shape.blocks * shape.block_bytes;

  PackedMatrix matrix;
  matrix.layout_ = layout;
  matrix.type_ = type;
  matrix.outputs_ = outputs;
  matrix.inputs_ = inputs;
  matrix.panel_bytes_ = row_bytes * kPanelOutputs;
  const auto bytes = checked_mul(matrix.panel_bytes_, static_cast<std::uint64_t>(matrix.panels()));
  if (!bytes) return fail(ErrorCode::kOutOfMemory, "weight matrix of {} x {} is too large", outputs, inputs);
  LLADA_TRY(storage, AlignedBuffer::allocate(*bytes));
  for (int panel = 0; panel < matrix.panels(); ++panel) {
    LLADA_TRY(starts, panel_rows(rows, panel, outputs, row_bytes));
    pack_panel(layout, shape, starts,
               storage.data() + static_cast<std::size_t>(panel) * matrix.panel_bytes_);
  }
  matrix.storage_ = std::move(storage);
  return matrix;
}

void unpack_row(const PackedMatrix& matrix, int output, std::span<float> values) {
  const TensorTypeTraits& format = traits(matrix.type());
  const int lane = output % kPanelOutputs;
  const std::byte* group = matrix.panel(output / kPanelOutputs);
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
