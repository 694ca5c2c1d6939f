// The weights of a network cut into chunks in execution order: what is brought into the window, and
// leaves it, as one piece. A chunk is one layer's attention or feed-forward pack, or a tile of the
// head; it holds its matrices back to back.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "npu/command.h"

namespace llada {

// The extents of a dense transformer, as far as its time and memory depend on them.
struct NetworkShape {
  int layers = 0;
  int hidden = 0;
  int heads = 0;
  int kv_heads = 0;
  int head_dim = 0;
  int ffn = 0;
  int vocabulary = 0;
  TensorType weights = TensorType::kQ4_0;
  TensorType head = TensorType::kQ4_0;
  int rope_dims = 0;  // of a head, that are rotated; 0: all
  bool rope_interleaved = true;
  bool qkv_bias = false;
  float norm_epsilon = 1e-5f;
  int head_slice = 1024;  // tokens whose statistics are summed at a time: HeadStatisticsCommand::slice

  [[nodiscard]] int query_width() const { return heads * head_dim; }
  [[nodiscard]] int kv_width() const { return kv_heads * head_dim; }
  [[nodiscard]] int rotated() const { return rope_dims > 0 ? rope_dims : head_dim; }
};

// Errors: kUsage for an extent out of bounds or that is no whole number of the type's blocks.
Status check_shape(const NetworkShape& shape);

enum class ChunkKind : std::uint8_t { kAttention, kFeedForward, kHead };
[[nodiscard]] std::string_view to_string(ChunkKind kind);  // "attention", "feed-forward", "head"

struct WeightMatrix {
  ProductPart part = ProductPart::kQueryKeyValue;
  TensorType type = TensorType::kQ4_0;
  std::uint32_t outputs = 0;
  std::uint32_t inputs = 0;
  std::uint64_t offset = 0;  // within the chunk
  std::uint64_t bytes = 0;   // weight_bytes()
  std::optional<PackLayout> layout{};
};

// How often a chunk is needed: once every step for the layers of a dense model. Experts of a
// mixture are needed less often; the planner weighs what it pins by this number.
inline constexpr std::uint32_t kEveryStep = 1000;

struct Chunk {
  ChunkKind kind = ChunkKind::kAttention;
  int layer = 0;            // kHead: index of the tile
  std::uint64_t bytes = 0;  // of its matrices and of what aligns them
  std::uint32_t uses_per_1000_steps = kEveryStep;
  std::uint32_t first_token = 0;  // kHead: of its first output
  std::vector<WeightMatrix> matrices{};

  [[nodiscard]] std::string name() const;  // "layer 3 attention", "head tile 1"
};

// The matrices of a layer, in the order in which chunks hold them.
enum class LayerMatrix : std::uint8_t { kQuery, kKey, kValue, kOut, kGate, kUp, kDown };

// Types by layer and matrix, where a file mixes them; empty: shape.weights for all.
using MatrixTypes = std::function<TensorType(int layer, LayerMatrix matrix)>;

// Every layer's two packs, then the head in tiles no larger than the larger of the packs. Error: as
// check_shape(), and kUsage for a mixed-in type whose block does not divide a matrix's inputs.
Result<std::vector<Chunk>> chunks_of(const NetworkShape& shape, const MatrixTypes& types = {});

[[nodiscard]] std::uint64_t total_bytes(std::span<const Chunk> chunks);

}  // namespace llada
