// Runs commands: finds where their ranges lie, checks every extent against them, and shares the work out
// among the threads. Nothing of a command is trusted; what does not fit is answered, not done.
#pragma once

#include "kernels/attention.h"
#include "kernels/products.h"
#include "worker/buffers.h"
#include "worker/scratch.h"
#include "worker/thread_team.h"

namespace llada::dsp {

// f32 rows where a range lies.
struct Rows {
  float* at = nullptr;
  uint32_t count = 0;
  uint32_t width = 0;
  [[nodiscard]] float* row(uint32_t index) const { return at + uint64_t{index} * width; }
};

class Executor {
 public:
  Executor(Buffers& buffers, Scratch& scratch, ThreadTeam& team)
      : buffers_(buffers), scratch_(scratch), team_(team) {}

  void set_activation_bits(int bits) { bits_ = bits; }

  // Any but kStage, which is the stager's.
  Outcome run(const Command& command);
  // Fills what the command writes with ones: what a broken device leaves (tests).
  void damage(const Command& command);

 private:
  struct Matrix {
    WeightType type = WeightType::kQ8_0;
    uint32_t outputs = 0;
    const uint8_t* panels = nullptr;  // of 16 outputs
    uint64_t panel_bytes = 0;
    Rows output{};
  };
  struct ProductPlan;
  struct AttentionPlan;

  Outcome products(const ProductsCommand& command);
  Outcome find_matrix(const ProductsCommand& command, const Product& product, Matrix& matrix) const;
  Outcome multiply_rows(const ProductPlan& plan);
  void multiply_tile(const ProductPlan& plan, const Matrix& matrix, uint32_t tile, uint32_t thread) const;

  Outcome attention(const AttentionCommand& command);
  Outcome find_attention(AttentionPlan& plan) const;
  Outcome share_scratch(AttentionPlan& plan);
  static void attend_head(const AttentionPlan& plan, uint32_t head, uint32_t thread);
  Outcome elementwise(const ElementwiseCommand& command);
  Outcome norm(const ElementwiseCommand& command);
  Outcome combine(const ElementwiseCommand& command);
  Outcome rotate(const ElementwiseCommand& command);
  Outcome move_rows(const ElementwiseCommand& command);
  Outcome head(const HeadCommand& command);

  Outcome rows(const Range& range, uint32_t count, uint64_t width, Rows& out) const;
  Outcome some_rows(const Range& range, uint32_t width, Rows& out) const;
  Outcome words(const Range& range, uint32_t count, const uint32_t** out) const;

  Buffers& buffers_;
  Scratch& scratch_;
  ThreadTeam& team_;
  int bits_ = 16;
};

}  // namespace llada::dsp
