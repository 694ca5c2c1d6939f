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

// Far above any model; small enough that no product of two of them, times 4, overflows 64 bits.
inline constexpr uint32_t kMaxRows = 1u << 16;
inline constexpr uint32_t kMaxExtent = 1u << 24;

inline Outcome extent(uint64_t value, uint64_t low, uint64_t high) {
  return value >= low && value <= high ? Outcome{} : wrong(Problem::kExtent, value, high);
}

}  // namespace llada::dsp

#define LLADA_DSP_CHECK(outcome)                          \
  do {                                                    \
    if (const auto checked_ = (outcome); !checked_) return checked_; \
  } while (false)
