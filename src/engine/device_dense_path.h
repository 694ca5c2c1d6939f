#pragma once

#include <memory>
#include <string>

#include "engine/dense_path.h"
#include "model/rope_tables.h"
#include "model/weight_chunks.h"
#include "npu/step_program.h"

namespace llada {

struct DevicePathOptions {
  ResidencyPolicy residency = ResidencyPolicy::kPlanned;
  int streaming_slots = 2;
  Nanoseconds timeout = std::chrono::minutes(5);  // of one step
};

// Dense rows on an accelerator: a step is one command list, and K and V stay in its window. Tokens are
// looked up in the embedding here, so a row arrives as its first hidden state.
class DeviceDensePath final : public DensePath {
 public:
  // `weights` and `kernels` must outlive it. Errors: kUnsupported as weight_chunks().
  static Result<std::unique_ptr<DeviceDensePath>> create(const Weights& weights, const KernelSet& kernels,
                                                         std::unique_ptr<NpuDevice> device,
                                                         const DevicePathOptions& options);

  Status begin(const DenseNeeds& needs) override;
  Status run(std::span<const ForwardRow> rows, const HeadWanted& wanted, Step step) override;
  Result<std::vector<TokenStats>> head(std::span<const HeadRow> rows, const HeadRule& rule) override;
  Status logits(std::span<const int> rows, MatrixView<float> out) override;
  Status fork(SequenceId branch) override;
  Status save(KvCache& to) override;
  Status restore(KvCache& from, std::span<const Position> positions) override;

  [[nodiscard]] NpuDevice& device() { return *device_; }

 private:
  using Versions = std::vector<KvCache::Version>;  // by position; as KvCache keeps them
  DeviceDensePath(const Weights& weights, const KernelSet& kernels, std::unique_ptr<NpuDevice> device,
                  const DevicePathOptions& options)
      : weights_(weights), kernels_(kernels), device_(std::move(device)), options_(options) {}

  [[nodiscard]] StepExtents largest_for(const DenseNeeds& needs) const;
  [[nodiscard]] Transfer transfer_for(const ResidencyPlan& plan) const;
  Status make_program(const StepExtents& largest);
  Status write_constants();
  Status write_vector(std::uint32_t layer, StepConstant constant, std::span<const float> values);
  Status check(std::span<const ForwardRow> rows) const;
  void note_versions(std::span<const ForwardRow> rows, Step step);
  Status check_complete(std::span<const SequenceRows> runs) const;
  Status write_rows(std::span<const ForwardRow> rows, int width);
  Status write_head_rows();
  template <class T>
  Status write(std::uint64_t offset, std::span<const T> values);
  Status submit(const StepLists& lists);
  [[nodiscard]] BufferRange cache_rows(int sequence, int layer, int which, int first, int count) const;
  Result<std::size_t> place_of(int row) const;
  Result<std::vector<TokenStats>> sample(std::span<const HeadRow> rows, const HeadRule& rule);

  const Weights& weights_;
  const KernelSet& kernels_;  // sums raw logits
  std::unique_ptr<NpuDevice> device_;
  DevicePathOptions options_;
  WeightChunks chunks_;
  std::unique_ptr<StepProgram> program_;
  StepExtents largest_;
  int positions_ = 0;
  RopeTables rope_;
  std::vector<Versions> versions_;  // by sequence
  HeadWanted wanted_;               // of the last run
  // What a step brings to the device, by row.
  std::vector<float> states_, angles_;
  std::vector<std::uint32_t> cache_at_, replaced_, head_rows_;
};

}  // namespace llada
