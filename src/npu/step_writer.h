// Writes the commands of a step's layers; knows the ranges of one step, not when weights come and
// go.
#pragma once

#include <functional>

#include "npu/chunk.h"

namespace llada {

// Rows of a step that belong to one sequence.
struct SequenceRows {
  int sequence = 0;
  int rows = 0;
};

// Byte offsets of a step's working memory inside one buffer. Rows of activations unless said otherwise.
struct StepRegions {
  std::uint64_t hidden = 0, normed = 0, queries = 0, keys = 0, values = 0, attended = 0;
  std::uint64_t gate = 0, up = 0, gathered = 0;
  std::uint64_t logits = 0;      // a tile's [head rows][tokens], or all tiles', one after another
  std::uint64_t statistics = 0;  // head_statistics.h, by head row
  // What the host writes for each step.
  std::uint64_t positions = 0;   // u32 [rows]: where K and V go, or kNoPosition
  std::uint64_t replaced = 0;    // u32 [rows]: AttentionCommand::replaced
  std::uint64_t angles = 0;      // f32 [rows][cos, sin][rotated / 2]
  std::uint64_t head_rows = 0;   // u32 [head rows]: which rows they are
  // What it writes once, f32: by layer attention norm, feed-forward norm, biases of Q, K and V; then the
  // norm before the head.
  std::uint64_t constants = 0;
  std::uint64_t layer_constants = 0;  // bytes per layer
  std::uint64_t cache = 0;  // [sequences][layers][K, V][max positions][kv width]
  std::uint64_t end = 0;
};

enum class StepConstant : std::uint8_t { kAttentionNorm, kFeedForwardNorm, kQueryBias, kKeyBias, kValueBias };

// Where a constant of a layer lies; layer `shape.layers`, kAttentionNorm: the norm before the head.
[[nodiscard]] BufferRange constant_range(const NetworkShape& shape, const StepRegions& regions, BufferId working,
                                         std::uint32_t layer, StepConstant constant);

// One step, with rows padded to a width.
struct StepForm {
  TensorType activations = TensorType::kF16;
  std::uint32_t rows = 0;
  std::uint32_t positions = 0;
  std::uint32_t max_positions = 0;
  std::uint32_t head_rows = 0;
  bool keep_logits = false;
  std::vector<SequenceRows> runs;  // in all `rows` rows

  [[nodiscard]] std::uint64_t activation_bytes() const { return traits(activations).block_bytes; }
};

// Of one sequence's K (which 0) or V (1) in a layer.
[[nodiscard]] BufferRange cache_range(const NetworkShape& shape, const StepRegions& regions, BufferId working,
                                      const StepForm& form, int sequence, std::uint32_t layer, int which,
                                      std::uint32_t positions);

class StepWriter {
 public:
  // Where a matrix of the chunk at hand lies.
  using WeightPlace = std::function<BufferRange(const WeightMatrix& matrix)>;

  StepWriter(const NetworkShape& shape, const StepRegions& regions, BufferId working, const StepForm& form,
             CommandList& list)
      : shape_(shape), regions_(regions), working_(working), form_(form), list_(list) {}

  // The work of matrices [first, last) of a chunk, with what comes before and after them.
  void chunk(const Chunk& chunk, std::size_t first, std::size_t last, const WeightPlace& place);

 private:
  void before(const Chunk& chunk, std::size_t matrix);
  void after(const Chunk& chunk, std::size_t matrix);
  void place_heads(std::uint32_t layer);
  void add_bias(std::uint32_t layer, StepConstant bias, const BufferRange& rows, std::uint32_t width);
  void rotate(std::uint32_t layer, const BufferRange& rows, std::uint32_t width);
  void scatter(std::uint32_t layer);
  void attend(std::uint32_t layer);
  void products(const Chunk& chunk, std::span<const WeightMatrix> group, std::size_t first,
                const WeightPlace& place);
  void head_tile(const Chunk& chunk, const WeightMatrix& matrix, const WeightPlace& place);
  void norm(std::uint32_t layer, StepConstant weights);
  void add(std::uint32_t layer, std::uint64_t residual);
  void elementwise(ElementwiseCommand command) { list_.commands.emplace_back(std::move(command)); }
  [[nodiscard]] BufferRange matrix(std::uint64_t region, std::uint64_t rows, std::uint64_t width,
                                   std::uint64_t first_row = 0) const;
  [[nodiscard]] BufferRange indices(std::uint64_t region, std::uint64_t rows, std::uint64_t first = 0) const;
  [[nodiscard]] BufferRange cache(int sequence, std::uint32_t layer, int which, std::uint32_t positions) const;
  [[nodiscard]] std::uint64_t output_region(const Chunk& chunk, std::size_t matrix) const;
  [[nodiscard]] BufferRange input_of(const Chunk& chunk, std::size_t matrix) const;

  const NetworkShape& shape_;
  const StepRegions& regions_;
  BufferId working_;
  const StepForm& form_;
  CommandList& list_;
};

}  // namespace llada
