#pragma once

#include <memory>

#include "engine/dense_path.h"

namespace llada {

// The host's forward pass, on the caller's thread and its pool.
class CpuDensePath final : public DensePath {
 public:
  // `weights`, `kernels` and `pool` must outlive it.
  CpuDensePath(const Weights& weights, const KernelSet& kernels, ThreadPool& pool)
      : weights_(weights), kernels_(kernels), pool_(pool) {}

  Status begin(const DenseNeeds& needs) override;
  Status run(std::span<const ForwardRow> rows, const HeadWanted& wanted, Step step) override;
  Result<std::vector<TokenStats>> head(std::span<const HeadRow> rows, const HeadRule& rule) override;
  Status logits(std::span<const int> rows, MatrixView<float> out) override;
  Status fork(SequenceId branch) override;
  Status save(KvCache& to) override;
  Status restore(KvCache& from, std::span<const Position> positions) override;

 private:
  Status reserve(int rows, int positions);

  const Weights& weights_;
  const KernelSet& kernels_;
  ThreadPool& pool_;
  std::unique_ptr<ForwardPass> pass_;
  int pass_rows_ = 0;
  int pass_positions_ = 0;
  std::vector<KvCache> caches_;
};

}  // namespace llada
