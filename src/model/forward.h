// One forward pass of a set of rows through the layer program, and the head that reads it. Flag-driven:
// LLaDA, Dream and LLaDA-MoE are the same program with different ModelConfig.
//
// A row attends every position of its sequence: the cached entries, with the rows of this pass put in
// their place (all K/V of a layer are written before its attention). Nothing here knows what a mask is.
#pragma once

#include <memory>
#include <span>

#include "base/ids.h"
#include "kernels/kernel_set.h"
#include "model/head.h"
#include "model/kv_cache.h"
#include "model/weights.h"

namespace llada {

struct ForwardRow {
  SequenceId sequence;  // index into the caches given to run()
  Position position;
  TokenId token;
  bool probe = false;  // sees every position but its own cached one, plus itself; K and V are dropped
};

class ForwardPass {
 public:
  // Buffers for up to `max_rows` rows over sequences of up to `max_positions`. `weights`, `kernels` and
  // `pool` must outlive the pass. Error: kOutOfMemory.
  static Result<std::unique_ptr<ForwardPass>> create(const Weights& weights, const KernelSet& kernels,
                                                     ThreadPool& pool, int max_rows, int max_positions);
  ~ForwardPass();

  // Runs `rows` (grouped by sequence) through all layers; K and V of non-probe rows replace the cached
  // ones. Errors: kInternal when a row, token or position is out of range or the cache has gaps.
  Status run(std::span<const ForwardRow> rows, std::span<KvCache* const> caches, Step step);

  // Statistics of the head for some rows of the last run(), without storing logits.
  // Error: kInternal for a row that was not run.
  Result<std::vector<TokenStats>> head(std::span<const HeadRow> rows, const HeadRule& rule);

  // Raw logits of some rows of the last run(): out [rows][vocabulary].
  Status logits(std::span<const int> rows, MatrixView<float> out);

 private:
  struct Buffers;
  ForwardPass(const Weights& weights, const KernelSet& kernels, ThreadPool& pool);

  Status check_rows(std::span<const ForwardRow> rows, std::span<KvCache* const> caches) const;
  void embed(std::span<const ForwardRow> rows);
  void attention_block(int layer, std::span<const ForwardRow> rows, std::span<KvCache* const> caches);
  void place_heads(const LayerWeights& weights, int layer, std::span<const ForwardRow> rows,
                   std::span<KvCache* const> caches, IndexRange range);
  void attend(int layer, std::span<const ForwardRow> rows, std::span<KvCache* const> caches);
  void feed_forward_block(int layer);
  void dense_feed_forward(const FeedForward& weights);
  void run_expert(const FeedForward& weights, int count, MatrixView<float> y);
  void expert_feed_forward(const LayerWeights& weights);
  void serve_expert(const LayerWeights& weights, int expert);
  void add_delta(int row);
  void begin_block(std::span<const float> norm, bool is_first);
  void prepare(MatrixView<const float> x);
  struct Product {
    const PackedMatrix* weights;
    MatrixView<float> y;
  };
  void multiply(std::span<const Product> products);
  Status prepare_head_rows(std::span<const int> rows);
  void head_slice(std::size_t slice, std::span<const HeadRow> rows, const HeadRule& rule,
                  std::span<float> scratch);

  const Weights& weights_;
  const KernelSet& kernels_;
  ThreadPool& pool_;
  std::unique_ptr<Buffers> buffers_;
  int rows_ = 0;  // of the last run
};

}  // namespace llada
