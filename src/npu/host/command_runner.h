// Does the work of the dense engine's commands with the host's kernels, on memory that is already there.
// Not here: queues, windows and staging (host_device.h).
#pragma once

#include <functional>
#include <vector>

#include "base/aligned.h"
#include "base/thread_pool.h"
#include "kernels/kernel_set.h"
#include "kernels/token_sums.h"
#include "npu/command.h"

namespace llada {

class CommandRunner {
 public:
  // Where a range lies in memory. The range was checked when its list was submitted.
  using Locate = std::function<std::byte*(const BufferRange& range)>;

  // `kernels` and `pool` must outlive the runner.
  CommandRunner(const KernelSet& kernels, ThreadPool& pool, Locate locate)
      : kernels_(kernels), pool_(pool), locate_(std::move(locate)) {}

  // Activations are f32. Errors: kInvalid for a position or index in memory that lies out of bounds,
  // kWindowExhausted when there is no memory for scratch.
  DeviceStatus run(const ProductsCommand& command);
  DeviceStatus run(const AttentionCommand& command);
  DeviceStatus run(const ElementwiseCommand& command);
  DeviceStatus run(const HeadStatisticsCommand& command);

 private:
  template <class T>
  [[nodiscard]] T* at(const BufferRange& range) const {
    return reinterpret_cast<T*>(locate_(range));
  }
  template <class T>
  [[nodiscard]] MatrixView<T> rows_at(const BufferRange& range, std::uint32_t rows, std::uint64_t width) const {
    return {at<T>(range), static_cast<int>(rows), static_cast<int>(width)};
  }
  // An attention command's operands where they lie.
  struct Attention {
    int head_dim = 0;
    int heads_per_key = 0;
    MatrixView<const float> queries, keys, values, own_keys, own_values;
    std::span<const std::uint32_t> replaced;
    MatrixView<float> output;
  };
  [[nodiscard]] Attention attention_of(const AttentionCommand& command) const;
  void attend(const Attention& attention, int head, int first, std::span<float> scratch) const;
  DeviceStatus reserve(AlignedBuffer& scratch, std::size_t bytes);
  void prepare(const ProductsCommand& command);
  void norm(const ElementwiseCommand& command);
  void rotate(const ElementwiseCommand& command);
  void combine(const ElementwiseCommand& command);
  DeviceStatus move_rows(const ElementwiseCommand& command);

  const KernelSet& kernels_;
  ThreadPool& pool_;
  const Locate locate_;
  AlignedBuffer prepared_;           // of the products at hand
  AlignedBuffer scores_;             // attention scratch: [threads][positions]
  std::vector<TokenSums> partials_;  // of head statistics: [rows][slices]
};

}  // namespace llada
