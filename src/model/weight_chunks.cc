#include "model/weight_chunks.h"

#include <algorithm>

#include "model/head.h"

namespace llada {
namespace {

Result<NetworkShape> shape_of(const Weights& weights) {
  const ModelConfig& config = weights.config();
  if (config.moe.experts > 0 || config.qk_norm) {
    return fail(ErrorCode::kUnsupported, "{}: {} does not run on a device yet; use --device cpu", config.name,
                config.moe.experts > 0 ? "a mixture of experts" : "a model with QK norm");
  }
  NetworkShape shape = network_shape(config);
  shape.weights = weights.layer(0).query.type();
  shape.head = weights.head().type();
  shape.head_slice = head_slice_panels(weights.head().panels()) * kPanelOutputs;
  return shape;
}

struct Part {
  const PackedMatrix* matrix;
  ProductPart part;
};

class Builder {
 public:
  explicit Builder(const Weights& weights) : weights_(weights) {}

  // Matrices that lie one behind the other, as they were planned.
  Status add(ChunkKind kind, int layer, std::span<const Part> parts) {
    const std::byte* begin = parts.front().matrix->panel(0);
    Chunk chunk;
    chunk.kind = kind;
    chunk.layer = layer;
    for (const auto& [matrix, part] : parts) {
      const std::byte* at = matrix->panel(0);
      if (at < begin + chunk.bytes) return fail(ErrorCode::kInternal, "{}: matrices out of order", chunk.name());
      const auto offset = static_cast<std::uint64_t>(at - begin);
      chunk.matrices.push_back(describe(*matrix, part, matrix->outputs(), offset, matrix->size_bytes()));
      chunk.bytes = offset + matrix->size_bytes();
    }
    largest_ = std::max(largest_, chunk.bytes);
    push(std::move(chunk), begin);
    return {};
  }

  void add_head() {
    const PackedMatrix& head = weights_.head();
    const int slice = head_slice_panels(head.panels());
    const int slices = (head.panels() + slice - 1) / slice;
    const auto slice_bytes = static_cast<std::uint64_t>(slice) * head.shape().panel_bytes;
    const int most = static_cast<int>(std::max<std::uint64_t>(1, largest_ / slice_bytes));
    const int tiles = (slices + most - 1) / most;
    for (int tile = 0; tile < tiles; ++tile) {
      const int first = slices * tile / tiles * slice;
      add_tile(tile, first, std::min(slices * (tile + 1) / tiles * slice, head.panels()));
    }
  }

  Result<WeightChunks> finish() && {
    LLADA_TRY(shape, shape_of(weights_));
    result_.shape = shape;
    return std::move(result_);
  }

 private:
  static WeightMatrix describe(const PackedMatrix& matrix, ProductPart part, int outputs, std::uint64_t offset,
                               std::uint64_t bytes) {
    return {part,   matrix.type(), static_cast<std::uint32_t>(outputs), static_cast<std::uint32_t>(matrix.inputs()),
            offset, bytes,         matrix.layout()};
  }

  void add_tile(int tile, int first_panel, int end_panel) {
    const PackedMatrix& head = weights_.head();
    const int first = first_panel * kPanelOutputs;
    const int outputs = std::min(end_panel * kPanelOutputs, head.outputs()) - first;
    Chunk chunk;
    chunk.kind = ChunkKind::kHead;
    chunk.layer = tile;
    chunk.first_token = static_cast<std::uint32_t>(first);
    chunk.bytes = static_cast<std::uint64_t>(end_panel - first_panel) * head.shape().panel_bytes;
    chunk.matrices.push_back(describe(head, ProductPart::kHead, outputs, 0, chunk.bytes));
    push(std::move(chunk), head.panel(first_panel));
  }

  void push(Chunk chunk, const std::byte* begin) {
    result_.contents.push_back(weights_.source_of({begin, chunk.bytes}));
    result_.chunks.push_back(std::move(chunk));
  }

  const Weights& weights_;
  WeightChunks result_;
  std::uint64_t largest_ = 0;
};

}  // namespace

NetworkShape network_shape(const ModelConfig& config) {
  NetworkShape shape;
  shape.layers = config.layers;
  shape.hidden = config.hidden;
  shape.heads = config.heads;
  shape.kv_heads = config.kv_heads;
  shape.head_dim = config.head_dim;
  shape.ffn = config.ffn;
  shape.vocabulary = config.vocabulary;
  shape.rope_dims = config.rope_dims;
  shape.rope_interleaved = config.rope_interleaved;
  shape.qkv_bias = config.qkv_bias;
  shape.norm_epsilon = config.rms_epsilon;
  return shape;
}

Result<WeightChunks> weight_chunks(const Weights& weights) {
  LLADA_CHECK(shape_of(weights));
  Builder builder(weights);
  for (int index = 0; index < weights.config().layers; ++index) {
    const LayerWeights& layer = weights.layer(index);
    const std::array attention{Part{&layer.query, ProductPart::kQueryKeyValue},
                               Part{&layer.key, ProductPart::kQueryKeyValue},
                               Part{&layer.value, ProductPart::kQueryKeyValue},
                               Part{&layer.output, ProductPart::kAttentionOut}};
    const std::array feed_forward{Part{&layer.dense.gate, ProductPart::kGateUp},
                                  Part{&layer.dense.up, ProductPart::kGateUp},
                                  Part{&layer.dense.down, ProductPart::kDown}};
    LLADA_CHECK(builder.add(ChunkKind::kAttention, index, attention));
    LLADA_CHECK(builder.add(ChunkKind::kFeedForward, index, feed_forward));
  }
  builder.add_head();
  return std::move(builder).finish();
}

}  // namespace llada
