#include "npu/step_writer.h"

#include <algorithm>

namespace llada {
namespace {

std::uint32_t layer_of(const Chunk& chunk) { return static_cast<std::uint32_t>(chunk.layer); }
std::uint32_t width_of(int width) { return static_cast<std::uint32_t>(width); }

}  // namespace

BufferRange constant_range(const NetworkShape& shape, const StepRegions& regions, BufferId working,
                           std::uint32_t layer, StepConstant constant) {
  const std::array widths{shape.hidden, shape.hidden, shape.query_width(), shape.kv_width(), shape.kv_width()};
  std::uint64_t at = regions.constants + layer * regions.layer_constants;
  const auto index = static_cast<std::size_t>(constant);
  for (std::size_t before = 0; before < index; ++before) at += width_of(widths[before]) * sizeof(float);
  return {working, at, width_of(widths[index]) * sizeof(float)};
}

BufferRange cache_range(const NetworkShape& shape, const StepRegions& regions, BufferId working,
                        const StepForm& form, int sequence, std::uint32_t layer, int which,
                        std::uint32_t positions) {
  const std::uint64_t row_bytes = width_of(shape.kv_width()) * form.activation_bytes();
  const std::uint64_t layers = static_cast<std::uint64_t>(sequence) * width_of(shape.layers) + layer;
  const std::uint64_t plane = 2 * layers + static_cast<std::uint64_t>(which);
  return {working, regions.cache + plane * form.max_positions * row_bytes, positions * row_bytes};
}

BufferRange StepWriter::matrix(std::uint64_t region, std::uint64_t rows, std::uint64_t width,
                               std::uint64_t first_row) const {
  const std::uint64_t row_bytes = width * form_.activation_bytes();
  return {working_, region + first_row * row_bytes, rows * row_bytes};
}

BufferRange StepWriter::indices(std::uint64_t region, std::uint64_t rows, std::uint64_t first) const {
  return {working_, region + first * sizeof(std::uint32_t), rows * sizeof(std::uint32_t)};
}

BufferRange StepWriter::cache(int sequence, std::uint32_t layer, int which, std::uint32_t positions) const {
  return cache_range(shape_, regions_, working_, form_, sequence, layer, which, positions);
}

void StepWriter::norm(std::uint32_t layer, StepConstant weights) {
  const std::uint32_t width = width_of(shape_.hidden);
  elementwise({.kind = ElementwiseKind::kNorm,
               .layer = layer,
               .rows = form_.rows,
               .width = width,
               .epsilon = shape_.norm_epsilon,
               .first = matrix(regions_.hidden, form_.rows, width),
               .second = constant_range(shape_, regions_, working_, layer, weights),
               .output = matrix(regions_.normed, form_.rows, width)});
}

// Onto the residual stream.
void StepWriter::add(std::uint32_t layer, std::uint64_t region) {
  const std::uint32_t width = width_of(shape_.hidden);
  const BufferRange hidden = matrix(regions_.hidden, form_.rows, width);
  elementwise({.kind = ElementwiseKind::kAdd,
               .layer = layer,
               .rows = form_.rows,
               .width = width,
               .first = hidden,
               .second = matrix(region, form_.rows, width),
               .output = hidden});
}

void StepWriter::add_bias(std::uint32_t layer, StepConstant bias, const BufferRange& rows, std::uint32_t width) {
  elementwise({.kind = ElementwiseKind::kAddVector,
               .layer = layer,
               .rows = form_.rows,
               .width = width,
               .first = rows,
               .second = constant_range(shape_, regions_, working_, layer, bias),
               .output = rows});
}

void StepWriter::rotate(std::uint32_t layer, const BufferRange& rows, std::uint32_t width) {
  const std::uint64_t angle_bytes = form_.rows * width_of(shape_.rotated()) * sizeof(float);
  elementwise({.kind = shape_.rope_interleaved ? ElementwiseKind::kRotatePairs : ElementwiseKind::kRotateHalves,
               .layer = layer,
               .rows = form_.rows,
               .width = width,
               .head_dim = width_of(shape_.head_dim),
               .first = rows,
               .second = {working_, regions_.angles, angle_bytes},
               .output = rows});
}

// Biases and rotation of queries and keys; then K and V go into the cache of their sequence.
void StepWriter::place_heads(std::uint32_t layer) {
  const std::uint32_t query_width = width_of(shape_.query_width()), kv_width = width_of(shape_.kv_width());
  const BufferRange queries = matrix(regions_.queries, form_.rows, query_width);
  const BufferRange keys = matrix(regions_.keys, form_.rows, kv_width);
  if (shape_.qkv_bias) {
    add_bias(layer, StepConstant::kQueryBias, queries, query_width);
    add_bias(layer, StepConstant::kKeyBias, keys, kv_width);
    add_bias(layer, StepConstant::kValueBias, matrix(regions_.values, form_.rows, kv_width), kv_width);
  }
  rotate(layer, queries, query_width);
  rotate(layer, keys, kv_width);
  scatter(layer);
}

void StepWriter::scatter(std::uint32_t layer) {
  const std::uint32_t width = width_of(shape_.kv_width());
  std::uint32_t first = 0;
  for (const SequenceRows& run : form_.runs) {
    const auto rows = width_of(run.rows);
    for (const int which : {0, 1}) {
      elementwise({.kind = ElementwiseKind::kScatterRows,
                   .layer = layer,
                   .rows = rows,
                   .width = width,
                   .first = matrix(which == 0 ? regions_.keys : regions_.values, rows, width, first),
                   .second = indices(regions_.positions, rows, first),
                   .output = cache(run.sequence, layer, which, form_.max_positions)});
    }
    first += rows;
  }
}

void StepWriter::attend(std::uint32_t layer) {
  const std::uint32_t query_width = width_of(shape_.query_width()), kv_width = width_of(shape_.kv_width());
  std::uint32_t first = 0;
  for (const SequenceRows& run : form_.runs) {
    const auto rows = width_of(run.rows);
    list_.commands.emplace_back(AttentionCommand{.layer = layer,
                                                 .rows = rows,
                                                 .positions = form_.positions,
                                                 .heads = width_of(shape_.heads),
                                                 .kv_heads = width_of(shape_.kv_heads),
                                                 .head_dim = width_of(shape_.head_dim),
                                                 .queries = matrix(regions_.queries, rows, query_width, first),
                                                 .keys = cache(run.sequence, layer, 0, form_.positions),
                                                 .values = cache(run.sequence, layer, 1, form_.positions),
                                                 .own_keys = matrix(regions_.keys, rows, kv_width, first),
                                                 .own_values = matrix(regions_.values, rows, kv_width, first),
                                                 .replaced = indices(regions_.replaced, rows, first),
                                                 .output = matrix(regions_.attended, rows, query_width, first)});
    first += rows;
  }
}

void StepWriter::before(const Chunk& chunk, std::size_t index) {
  if (index != 0) return;
  if (chunk.kind == ChunkKind::kAttention) return norm(layer_of(chunk), StepConstant::kAttentionNorm);
  if (chunk.kind == ChunkKind::kFeedForward) return norm(layer_of(chunk), StepConstant::kFeedForwardNorm);
  if (chunk.layer != 0) return;
  norm(width_of(shape_.layers), StepConstant::kAttentionNorm);
  const std::uint32_t width = width_of(shape_.hidden);
  elementwise({.kind = ElementwiseKind::kGatherRows,
               .layer = width_of(shape_.layers),
               .rows = form_.head_rows,
               .width = width,
               .first = matrix(regions_.normed, form_.rows, width),
               .second = indices(regions_.head_rows, form_.head_rows),
               .output = matrix(regions_.gathered, form_.head_rows, width)});
}

void StepWriter::after(const Chunk& chunk, std::size_t index) {
  const std::uint32_t layer = layer_of(chunk);
  const auto& made = chunk.matrices[index];
  if (chunk.kind == ChunkKind::kAttention) {
    if (index == static_cast<std::size_t>(LayerMatrix::kValue)) place_heads(layer), attend(layer);
    if (made.part == ProductPart::kAttentionOut) add(layer, regions_.normed);
    return;
  }
  if (made.part == ProductPart::kDown) return add(layer, regions_.normed);
  if (made.part != ProductPart::kGateUp || index != 1) return;
  const std::uint32_t width = width_of(shape_.ffn);
  const BufferRange gate = matrix(regions_.gate, form_.rows, width);
  elementwise({.kind = ElementwiseKind::kGate,
               .layer = layer,
               .rows = form_.rows,
               .width = width,
               .first = gate,
               .second = matrix(regions_.up, form_.rows, width),
               .output = gate});
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
      return matrix(regions_.attended, form_.rows, read.inputs);
    case ProductPart::kDown:
      return matrix(regions_.gate, form_.rows, read.inputs);
    default:
      return matrix(regions_.normed, form_.rows, read.inputs);
  }
}

void StepWriter::products(const Chunk& chunk, std::span<const WeightMatrix> group,
                          std::size_t first, const WeightPlace& place) {
  ProductsCommand command{group[0].part,
                          layer_of(chunk),
                          form_.rows,
                          input_of(chunk, first),
                          static_cast<std::uint32_t>(group.size()),
                          {}};
  for (std::size_t at = 0; at < group.size(); ++at) {
    const WeightMatrix& w = group[at];
    command.products[at] = {w.type,   w.layout, w.outputs,
                            w.inputs, place(w), matrix(output_region(chunk, first + at), form_.rows, w.outputs)};
  }
  list_.commands.emplace_back(command);
}

void StepWriter::head_tile(const Chunk& chunk, const WeightMatrix& w, const WeightPlace& place) {
  const std::uint64_t kept_before = form_.keep_logits ? chunk.first_token : 0;
  const BufferRange logits = matrix(
      regions_.logits + kept_before * form_.head_rows * form_.activation_bytes(), form_.head_rows, w.outputs);
  ProductsCommand command{ProductPart::kHead,
                          layer_of(chunk),
                          form_.head_rows,
                          matrix(regions_.gathered, form_.head_rows, w.inputs),
                          1,
                          {}};
  command.products[0] = {w.type, w.layout, w.outputs, w.inputs, place(w), logits};
  list_.commands.emplace_back(command);
  if (form_.keep_logits) return;
  list_.commands.emplace_back(
      HeadStatisticsCommand{form_.head_rows,
                            chunk.first_token,
                            w.outputs,
                            width_of(shape_.head_slice),
                            logits,
                            {working_, regions_.statistics, form_.head_rows * kHeadStatisticsBytes}});
}

void StepWriter::chunk(const Chunk& chunk, std::size_t first, std::size_t last,
                       const WeightPlace& place) {
  const auto all = std::span(chunk.matrices);
  if (chunk.kind == ChunkKind::kHead && form_.head_rows == 0) return;
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
