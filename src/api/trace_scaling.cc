#include "api/trace_scaling.h"

#include <algorithm>

namespace llada {
namespace {

// Rounds to nearest.
int scaled(int count, int to, int from) {
  return static_cast<int>((2 * std::int64_t{count} * to + from) / (2 * std::int64_t{from}));
}

}  // namespace

StepExtents scaled_extents(const TraceStep& step, const TraceRequest& request, const DecodeTrace& trace,
                           const TraceScale& scale) {
  StepExtents extents;
  extents.positions = scale.prompt_tokens + scale.tokens;
  const bool whole_prompt = step.prompt == request.prompt_tokens;
  const int rows = step.current + step.unstable + step.speculative +
                   scaled(step.refresh, scale.tokens, trace.max_tokens) +
                   (whole_prompt ? scale.prompt_tokens : step.prompt);
  extents.rows = std::max(rows, 1);
  extents.head_rows = scale.selective_logits ? std::min(step.logits, extents.rows) : extents.rows;
  return extents;
}

double weight_of_rest(const DecodeTrace& trace, int tokens) {
  double answers = 0, first_steps = 0, wanted = 0;
  for (const TraceRequest& request : trace.requests) {
    answers += request.answer_tokens;
    first_steps += std::min(request.steps.front().commits, request.answer_tokens);
    wanted += tokens;
  }
  if (answers == first_steps) return 0;
  return std::max(0.0, wanted - first_steps) / (answers - first_steps);
}

}  // namespace llada
