// The outcome of a step of the worker: what went wrong, with the two numbers that tell the host how.
#pragma once

#include "npu/hexagon/wire.h"

namespace llada::dsp {

using wire::Problem;

struct [[nodiscard]] Outcome {
  Problem problem = Problem::kNone;
  uint64_t found = 0;
  uint64_t allowed = 0;

  explicit operator bool() const { return problem == Problem::kNone; }
};

inline Outcome wrong(Problem problem, uint64_t found = 0, uint64_t allowed = 0) { return {problem, found, allowed}; }

}  // namespace llada::dsp

#define LLADA_DSP_CHECK(outcome)                          \
  do {                                                    \
    if (const auto checked_ = (outcome); !checked_) return checked_; \
  } while (false)
