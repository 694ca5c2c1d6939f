// A recorded generation as one of another length.
#pragma once

#include "api/decode_trace.h"
#include "npu/step_program.h"

namespace llada {

struct TraceScale {
  int prompt_tokens = 75;
  int tokens = 128;  // of the answer
  bool selective_logits = true;  // else every dense row goes through the head
};

// A recorded step as one of such a canvas: rows of a whole prompt become those of the new one, refreshed rows
// of the answer grow with it.
[[nodiscard]] StepExtents scaled_extents(const TraceStep& step, const TraceRequest& request,
                                         const DecodeTrace& trace, const TraceScale& scale);

// How often a step after the first counts: the first happens once whatever the answer's length, the others
// grow with it.
[[nodiscard]] double weight_of_rest(const DecodeTrace& trace, int tokens);

}  // namespace llada
