#include "npu/step_writer.h"

#include <algorithm>

namespace llada {
namespace {

constexpr std::uint64_t kActivationBytes = 2;  // f16

std::uint32_t layer_of(const Chunk& chunk) { return static_cast<std::uint32_t>(chunk.layer); }
std::uint32_t width_of(int width) { return static_cast<std::uint32_t>(width); }

}  // namespace

BufferRange StepWriter::matrix(std::uint64_t region, std::uint64_t rows,
                               std::uint64_t width) const {
  return {working_, region, rows * width * kActivationBytes};
}

BufferRange StepWriter::constants(std::uint64_t bytes) const {
  return {working_, regions_.constants, bytes};
}

BufferRange StepWriter::cache(std::uint32_t layer, int which, std::uint32_t positions) const {
  const auto row_bytes = static_cast<std::uint64_t>(shape_.kv_width()) * kActivationBytes;
  const std::uint64_t plane = 2 * std::uint64_t{layer} + static_cast<std::uint64_t>(which);
  return {working_, regions_.cache + plane * max_positions_ * row_bytes, positions * row_bytes};
}

void StepWriter::elementwise(ElementwiseKind kind, std::uint32_t layer, std::uint32_t rows,
                             std::uint32_t width, const BufferRange& first,
                             const BufferRange& second, const BufferRange& output) {
  list_.commands.emplace_back(ElementwiseCommand{kind, layer, rows, width, first, second, output});
}

void StepWriter::norm(std::uint32_t layer) {
  const std::uint32_t width = width_of(shape_.hidden);
  elementwise(ElementwiseKind::kNorm, layer, rows_, width, matrix(regions_.hidden, rows_, width),
              constants(width * kActivationBytes), matrix(regions_.normed, rows_, width));
}

// Onto the residual stream.
void StepWriter::add(std::uint32_t layer, std::uint64_t region) {
  const std::uint32_t width = width_of(shape_.hidden);
  const BufferRange hidden = matrix(regions_.hidden, rows_, width);
  elementwise(ElementwiseKind::kAdd, layer, rows_, width, hidden, matrix(region, rows_, width),
              hidden);
}

void StepWriter::attend(std::uint32_t layer) {
  const std::uint32_t query_width = width_of(shape_.query_width());
  const std::uint32_t kv_width = width_of(shape_.kv_width());
  const BufferRange queries = matrix(regions_.queries, rows_, query_width);
  const BufferRange keys = matrix(regions_.keys, rows_, kv_width);
  const BufferRange values = matrix(regions_.values, rows_, kv_width);
  const BufferRange at = constants(rows_ * sizeof(std::uint32_t));
  elementwise(ElementwiseKind::kRotate, layer, rows_, query_width, queries, at, queries);
  elementwise(ElementwiseKind::kRotate, layer, rows_, kv_width, keys, at, keys);
  elementwise(ElementwiseKind::kScatterRows, layer, rows_, kv_width, keys, at,
              cache(layer, 0, max_positions_));
  elementwise(ElementwiseKind::kScatterRows, layer, rows_, kv_width, values, at,
              cache(layer, 1, max_positions_));
  list_.commands.emplace_back(
      AttentionCommand{layer, rows_, positions_, width_of(shape_.heads), width_of(shape_.kv_heads),
                       width_of(shape_.head_dim), queries, cache(layer, 0, positions_),
                       cache(layer, 1, positions_), matrix(regions_.attended, rows_, query_width)});
}

void StepWriter::before(const Chunk& chunk, std::size_t index) {
  if (index != 0) return;
  if (chunk.kind != ChunkKind::kHead) return norm(layer_of(chunk));
  if (chunk.layer != 0) return;
  norm(width_of(shape_.layers));
  const std::uint32_t width = width_of(shape_.hidden);
  elementwise(ElementwiseKind::kGatherRows, width_of(shape_.layers), head_rows_, width,
              matrix(regions_.normed, rows_, width), constants(head_rows_ * sizeof(std::uint32_t)),
              matrix(regions_.gathered, head_rows_, width));
}

void StepWriter::after(const Chunk& chunk, std::size_t index) {
  const std::uint32_t layer = layer_of(chunk);
  const auto& made = chunk.matrices[index];
  if (chunk.kind == ChunkKind::kAttention) {
    if (index == static_cast<std::size_t>(LayerMatrix::kValue)) attend(layer);
    if (made.part == ProductPart::kAttentionOut) add(layer, regions_.normed);
    return;
  }
  if (made.part == ProductPart::kDown) return add(layer, regions_.normed);
  if (made.part != ProductPart::kGateUp || index != 1) return;
  const std::uint32_t width = width_of(shape_.ffn);
  const BufferRange gate = matrix(regions_.gate, rows_, width);
  elementwise(ElementwiseKind::kGate, layer, rows_, width, gate, matrix(regions_.up, rows_, width),
              gate);
}

std::uint64_t StepWriter::output_region(const Chunk& chunk, std::size_t index) const {
  if (chunk.kind == ChunkKind::kAttention) {
    const std::array regions{regions_.queries, regions_.keys, regions_.values, regions_.normed};
    return regions[index];
  }
  const std::array regions{regions_.gate, regions_.up, regions_.normed};
  return regions[index];
}

BufferRange StepWriter::input_of(const Chunk& chunk, std::size_t index) const {
  const WeightMatrix& read = chunk.matrices[index];
  switch (read.part) {
    case ProductPart::kAttentionOut:
      return matrix(regions_.attended, rows_, read.inputs);
    case ProductPart::kDown:
      return matrix(regions_.gate, rows_, read.inputs);
    default:
      return matrix(regions_.normed, rows_, read.inputs);
  }
}

void StepWriter::products(const Chunk& chunk, std::span<const WeightMatrix> group,
                          std::size_t first, const WeightPlace& place) {
  ProductsCommand command{group[0].part,
                          layer_of(chunk),
                          rows_,
                          input_of(chunk, first),
                          static_cast<std::uint32_t>(group.size()),
                          {}};
  for (std::size_t at = 0; at < group.size(); ++at) {
    const WeightMatrix& w = group[at];
    command.products[at] = {w.type, w.outputs, w.inputs, place(w),
                            matrix(output_region(chunk, first + at), rows_, w.outputs)};
  }
  list_.commands.emplace_back(command);
}

void StepWriter::head_tile(const Chunk& chunk, const WeightMatrix& w, const WeightPlace& place) {
  const BufferRange logits = matrix(regions_.logits, head_rows_, w.outputs);
  ProductsCommand command{ProductPart::kHead,
                          layer_of(chunk),
                          head_rows_,
                          matrix(regions_.gathered, head_rows_, w.inputs),
                          1,
                          {}};
  command.products[0] = {w.type, w.outputs, w.inputs, place(w), logits};
  list_.commands.emplace_back(command);
  list_.commands.emplace_back(
      HeadStatisticsCommand{head_rows_,
                            chunk.first_token,
                            w.outputs,
                            logits,
                            {working_, regions_.statistics, head_rows_ * kHeadStatisticsBytes}});
}

void StepWriter::chunk(const Chunk& chunk, std::size_t first, std::size_t last,
                       const WeightPlace& place) {
  const auto all = std::span(chunk.matrices);
  if (chunk.kind == ChunkKind::kHead && head_rows_ == 0) return;
  for (std::size_t begin = first; begin < last;) {
    std::size_t end = begin + 1;
    while (end < last && all[end].part == all[begin].part) ++end;
    before(chunk, begin);
    if (chunk.kind == ChunkKind::kHead) {
      head_tile(chunk, all[begin], place);
    } else {
      products(chunk, all.subspan(begin, end - begin), begin, place);
      after(chunk, end - 1);
    }
    begin = end;
  }
}

}  // namespace llada
