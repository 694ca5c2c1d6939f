#include "worker/executor.h"

namespace llada::dsp {
namespace {

constexpr uint32_t kMaxHeads = 1u << 12;

Outcome check_extents(const AttentionCommand& c) {
  LLADA_DSP_CHECK(extent(c.rows, 1, kMaxRows));
  LLADA_DSP_CHECK(extent(c.positions, 1, kMaxExtent));
  LLADA_DSP_CHECK(extent(c.heads, 1, kMaxHeads));
  LLADA_DSP_CHECK(extent(c.kv_heads, 1, c.heads));
  LLADA_DSP_CHECK(extent(c.head_dim, 1, kMaxHeads));
  return c.heads % c.kv_heads == 0 ? Outcome{} : wrong(Problem::kExtent, c.heads, c.kv_heads);
}

}  // namespace

// What the heads of one command share.
struct Executor::AttentionPlan {
  const AttentionCommand& command;
  Rows queries{}, keys{}, values{}, own_keys{}, own_values{}, output{};
  const uint32_t* replaced = nullptr;
  uint32_t together = 0;    // rows of a head at a time, so that they fit the fast memory
  uint64_t share_bytes = 0;  // of fast memory, a thread's
  uint8_t* fast = nullptr;
};

Outcome Executor::find_attention(AttentionPlan& plan) const {
  const AttentionCommand& c = plan.command;
  const uint32_t query_width = c.heads * c.head_dim, kv_width = c.kv_heads * c.head_dim;
  LLADA_DSP_CHECK(rows(c.queries, c.rows, query_width, plan.queries));
  LLADA_DSP_CHECK(rows(c.keys, c.positions, kv_width, plan.keys));
  LLADA_DSP_CHECK(rows(c.values, c.positions, kv_width, plan.values));
  LLADA_DSP_CHECK(rows(c.own_keys, c.rows, kv_width, plan.own_keys));
  LLADA_DSP_CHECK(rows(c.own_values, c.rows, kv_width, plan.own_values));
  LLADA_DSP_CHECK(rows(c.output, c.rows, query_width, plan.output));
  LLADA_DSP_CHECK(words(c.replaced, c.rows, &plan.replaced));
  for (uint32_t row = 0; row < c.rows; ++row) {
    const uint32_t position = plan.replaced[row];
    if (position != kNoPosition && position >= c.positions) return wrong(Problem::kIndex, position, c.positions);
  }
  return {};
}

Outcome Executor::share_scratch(AttentionPlan& plan) {
  const AttentionCommand& c = plan.command;
  plan.share_bytes = scratch_.left() / team_.size() / Scratch::kAlignment * Scratch::kAlignment;
  const auto needed = [&](uint32_t together) { return attention_scratch(together, c.positions, c.head_dim); };
  plan.together = c.rows;
  while (plan.together > 1 && needed(plan.together) > plan.share_bytes) plan.together = (plan.together + 1) / 2;
  if (needed(plan.together) > plan.share_bytes) return wrong(Problem::kScratch, needed(plan.together), plan.share_bytes);
  plan.fast = scratch_.take<uint8_t>(plan.share_bytes * team_.size());
  return {};
}

void Executor::attend_head(const AttentionPlan& plan, uint32_t head, uint32_t thread) {
  const AttentionCommand& c = plan.command;
  const uint32_t column = head * c.head_dim, kv = head / (c.heads / c.kv_heads) * c.head_dim;
  for (uint32_t first = 0; first < c.rows; first += plan.together) {
    attend({.queries = plan.queries.row(first) + column,
            .keys = plan.keys.at + kv,
            .values = plan.values.at + kv,
            .own_keys = plan.own_keys.row(first) + kv,
            .own_values = plan.own_values.row(first) + kv,
            .replaced = plan.replaced + first,
            .output = plan.output.row(first) + column,
            .query_stride = plan.queries.width,
            .kv_stride = plan.keys.width,
            .rows = c.rows - first < plan.together ? c.rows - first : plan.together,
            .positions = c.positions,
            .dim = c.head_dim},
           plan.fast + thread * plan.share_bytes);
  }
}

Outcome Executor::attention(const AttentionCommand& command) {
  LLADA_DSP_CHECK(check_extents(command));
  AttentionPlan plan{.command = command};
  LLADA_DSP_CHECK(find_attention(plan));
  LLADA_DSP_CHECK(share_scratch(plan));
  const auto head = [&plan](uint32_t part, uint32_t thread) { attend_head(plan, part, thread); };
  team_.for_each(command.heads, head);
  return {};
}

}  // namespace llada::dsp
