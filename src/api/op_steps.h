// A dense step taken apart: every op of the layer program on the model's own shapes and weights, in
// the order of a step, so that each finds the caches as it would there. What a forward pass does in
// one go (rms_norm with prepare, several products at once) is done one after the other here. Rows
// are spread evenly over experts; gathering and scattering them is left out.
#pragma once

#include <array>
#include <memory>

#include "api/machine_limits.h"
#include "model/kv_cache.h"
#include "model/weights.h"

namespace llada {

enum class Op : std::uint8_t {
  kEmbed,
  kRmsNorm,
  kPrepare,
  kQuery,
  kKey,
  kValue,
  kRope,
  kAttention,
  kOutput,
  kAdd,
  kRouter,
  kGate,
  kUp,
  kSwiglu,
  kDown,
  kHead,
  kHeadStatistics,
};
inline constexpr std::size_t kOpCount = 17;

[[nodiscard]] std::string_view to_string(Op op);

// Of one step.
struct OpCost {
  double seconds = 0;
  Work work;
  const ArithmeticUnit* unit =
      nullptr;  // null: rows in the caches, that no limit measured here binds
};
using OpCosts = std::array<OpCost, kOpCount>;  // by Op

class OpSteps {
 public:
  // Everything given must outlive it. Error: kOutOfMemory.
  static Result<std::unique_ptr<OpSteps>> create(const Weights& weights, const KernelSet& kernels,
                                                 ThreadPool& pool, int rows);
  ~OpSteps();
  [[nodiscard]] OpCosts run();

 private:
  struct Buffers;
  OpSteps(const Weights& weights, const KernelSet& kernels, ThreadPool& pool, int rows);

  template <class Body>
  OpCost& time(Op op, const Work& work, const Body& body);
  template <class Body>
  void time_rows(Op op, int rows, double bytes_a_row, const Body& body);
  void product(Op op, const PackedMatrix& matrix, MatrixView<float> y);
  void prepare(MatrixView<const float> x);
  void rms_norm(std::span<const float> weight);
  void add_delta();
  void embed();
  void attention_block(int layer);
  void place_heads(int layer);
  void attend(int layer);
  void feed_forward_block(int layer);
  void feed_forward(const FeedForward& weights, int rows);
  template <class Body>
  void for_each_slice(const Body& body);
  void head_product();
  void head_statistics();

  const Weights& weights_;
  const ModelConfig& config_;
  const KernelSet& kernels_;
  ThreadPool& pool_;
  int rows_;
  std::unique_ptr<Buffers> buffers_;
  OpCosts costs_;
};

}  // namespace llada
