#include "npu/chunk.h"

#include <algorithm>
#include <numeric>

namespace llada {
namespace {

constexpr int kMaxWidth = 1 << 20;

Status check_extent(std::string_view name, int value, int high) {
  if (value >= 1 && value <= high) return {};
  return fail(ErrorCode::kUsage, "network shape: {} is {}, allowed 1..{}", name, value, high);
}

Status check_blocks(std::string_view name, int inputs, TensorType type) {
  if (bytes_of(type, static_cast<std::uint64_t>(inputs))) return {};
  return fail(ErrorCode::kUsage,
              "network shape: {} {} is no multiple of the {} elements of a {} block", name, inputs,
              traits(type).block_elements, traits(type).name);
}

void append(Chunk& chunk, ProductPart part, TensorType type, int outputs, int inputs) {
  const std::uint64_t bytes =
      *bytes_of(type, static_cast<std::uint64_t>(inputs)) * static_cast<std::uint64_t>(outputs);
  chunk.matrices.push_back({part, type, static_cast<std::uint32_t>(outputs),
                            static_cast<std::uint32_t>(inputs), chunk.bytes, bytes, {}});
  chunk.bytes += bytes;
}

struct MatrixExtents {
  LayerMatrix matrix;
  ProductPart part;
  int outputs;
  int inputs;
};

std::vector<MatrixExtents> matrices_of(const NetworkShape& shape, ChunkKind kind) {
  if (kind == ChunkKind::kAttention) {
    return {{LayerMatrix::kQuery, ProductPart::kQueryKeyValue, shape.query_width(), shape.hidden},
            {LayerMatrix::kKey, ProductPart::kQueryKeyValue, shape.kv_width(), shape.hidden},
            {LayerMatrix::kValue, ProductPart::kQueryKeyValue, shape.kv_width(), shape.hidden},
            {LayerMatrix::kOut, ProductPart::kAttentionOut, shape.hidden, shape.query_width()}};
  }
  return {{LayerMatrix::kGate, ProductPart::kGateUp, shape.ffn, shape.hidden},
          {LayerMatrix::kUp, ProductPart::kGateUp, shape.ffn, shape.hidden},
          {LayerMatrix::kDown, ProductPart::kDown, shape.hidden, shape.ffn}};
}

Result<Chunk> layer_chunk(const NetworkShape& shape, ChunkKind kind, int layer,
                          const MatrixTypes& types) {
  Chunk chunk;
  chunk.kind = kind;
  chunk.layer = layer;
  for (const MatrixExtents& extents : matrices_of(shape, kind)) {
    const TensorType type = types ? types(layer, extents.matrix) : shape.weights;
    LLADA_CHECK(check_blocks("inputs", extents.inputs, type));
    append(chunk, extents.part, type, extents.outputs, extents.inputs);
  }
  return chunk;
}

Chunk head_tile(const NetworkShape& shape, int tile, int first_token, int tokens) {
  Chunk chunk;
  chunk.kind = ChunkKind::kHead;
  chunk.layer = tile;
  chunk.first_token = static_cast<std::uint32_t>(first_token);
  append(chunk, ProductPart::kHead, shape.head, tokens, shape.hidden);
  return chunk;
}

// Nearly equal tiles, so that none is a sliver.
void append_head(const NetworkShape& shape, std::uint64_t tile_bytes, std::vector<Chunk>& chunks) {
  const std::uint64_t token_bytes = *bytes_of(shape.head, static_cast<std::uint64_t>(shape.hidden));
  const int most = static_cast<int>(std::max<std::uint64_t>(1, tile_bytes / token_bytes));
  const int tiles = (shape.vocabulary + most - 1) / most;
  for (int tile = 0; tile < tiles; ++tile) {
    const auto edge = [&](int index) {
      return static_cast<int>(std::int64_t{shape.vocabulary} * index / tiles);
    };
    chunks.push_back(head_tile(shape, tile, edge(tile), edge(tile + 1) - edge(tile)));
  }
}

}  // namespace

Status check_shape(const NetworkShape& shape) {
  LLADA_CHECK(check_extent("layers", shape.layers, static_cast<int>(CommandLimits::kLayers)));
  LLADA_CHECK(check_extent("hidden", shape.hidden, kMaxWidth));
  LLADA_CHECK(check_extent("heads", shape.heads, static_cast<int>(CommandLimits::kHeads)));
  LLADA_CHECK(check_extent("kv_heads", shape.kv_heads, shape.heads));
  LLADA_CHECK(check_extent("head_dim", shape.head_dim, kMaxWidth / shape.heads));
  LLADA_CHECK(check_extent("ffn", shape.ffn, kMaxWidth));
  LLADA_CHECK(check_extent("vocabulary", shape.vocabulary, kMaxWidth * 8));
  LLADA_CHECK(check_blocks("hidden", shape.hidden, shape.weights));
  LLADA_CHECK(check_blocks("hidden", shape.hidden, shape.head));
  LLADA_CHECK(check_blocks("heads x head_dim", shape.query_width(), shape.weights));
  return check_blocks("ffn", shape.ffn, shape.weights);
}

std::string_view to_string(ChunkKind kind) {
  switch (kind) {
    case ChunkKind::kAttention:
      return "attention";
    case ChunkKind::kFeedForward:
      return "feed-forward";
    case ChunkKind::kHead:
      return "head";
  }
  return "unknown";
}

std::string Chunk::name() const {
  if (kind == ChunkKind::kHead) return fmt::format("head tile {}", layer);
  return fmt::format("layer {} {}", layer, to_string(kind));
}

Result<std::vector<Chunk>> chunks_of(const NetworkShape& shape, const MatrixTypes& types) {
  LLADA_CHECK(check_shape(shape));
  std::vector<Chunk> chunks;
  std::uint64_t largest = 0;
  for (int layer = 0; layer < shape.layers; ++layer) {
    for (const ChunkKind kind : {ChunkKind::kAttention, ChunkKind::kFeedForward}) {
      LLADA_TRY(chunk, layer_chunk(shape, kind, layer, types));
      largest = std::max(largest, chunk.bytes);
      chunks.push_back(std::move(chunk));
    }
  }
  append_head(shape, largest, chunks);
  return chunks;
}

std::uint64_t total_bytes(std::span<const Chunk> chunks) {
  return std::accumulate(chunks.begin(), chunks.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Chunk& chunk) { return sum + chunk.bytes; });
}

}  // namespace llada
