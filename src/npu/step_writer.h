// Writes the commands of a step's layers; knows the ranges of one step, not when weights come and
// go.
#pragma once

#include <functional>

#include "npu/chunk.h"

namespace llada {

// Byte offsets of a step's working memory inside one buffer.
struct StepRegions {
  std::uint64_t hidden = 0, normed = 0, queries = 0, keys = 0, values = 0, attended = 0;
  std::uint64_t gate = 0, up = 0, gathered = 0, logits = 0, statistics = 0;
  std::uint64_t constants = 0;  // norm weights, positions and row numbers
  std::uint64_t cache = 0;      // [layers][K, V][max positions][kv width]
  std::uint64_t end = 0;
};

class StepWriter {
 public:
  // Where a matrix of the chunk at hand lies.
  using WeightPlace = std::function<BufferRange(const WeightMatrix& matrix)>;

  StepWriter(const NetworkShape& shape, const StepRegions& regions, BufferId working,
             std::uint32_t rows, std::uint32_t positions, std::uint32_t max_positions,
             std::uint32_t head_rows, CommandList& list)
      : shape_(shape),
        regions_(regions),
        working_(working),
        rows_(rows),
        positions_(positions),
        max_positions_(max_positions),
        head_rows_(head_rows),
        list_(list) {}

  // The work of matrices [first, last) of a chunk, with what comes before and after them.
  void chunk(const Chunk& chunk, std::size_t first, std::size_t last, const WeightPlace& place);

 private:
  void before(const Chunk& chunk, std::size_t matrix);
  void after(const Chunk& chunk, std::size_t matrix);
  void attend(std::uint32_t layer);
  void products(const Chunk& chunk, std::span<const WeightMatrix> group, std::size_t first,
                const WeightPlace& place);
  void head_tile(const Chunk& chunk, const WeightMatrix& matrix, const WeightPlace& place);
  void elementwise(ElementwiseKind kind, std::uint32_t layer, std::uint32_t rows,
                   std::uint32_t width, const BufferRange& first, const BufferRange& second,
                   const BufferRange& output);
  void norm(std::uint32_t layer);
  void add(std::uint32_t layer, std::uint64_t residual);
  [[nodiscard]] BufferRange matrix(std::uint64_t region, std::uint64_t rows,
                                   std::uint64_t width) const;
  [[nodiscard]] BufferRange constants(std::uint64_t bytes) const;
  [[nodiscard]] BufferRange cache(std::uint32_t layer, int which, std::uint32_t positions) const;
  [[nodiscard]] std::uint64_t output_region(const Chunk& chunk, std::size_t matrix) const;
  [[nodiscard]] BufferRange input_of(const Chunk& chunk, std::size_t matrix) const;

  const NetworkShape& shape_;
  const StepRegions& regions_;
  BufferId working_;
  std::uint32_t rows_;
  std::uint32_t positions_;
  std::uint32_t max_positions_;
  std::uint32_t head_rows_;
  CommandList& list_;
};

}  // namespace llada
