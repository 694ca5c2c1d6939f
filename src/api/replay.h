// Decisions recorded from one model, replayed in real time on the weights of another: what a ladder of
// decoders costs a model that is too large to have been trained here.
#pragma once

#include "api/bench_subject.h"
#include "api/decode_trace.h"

namespace llada {

struct ReplayOptions {
  std::string shape = "llada-8b";  // random weights
  std::string type = "q4_0";
  int prompt_tokens = 75;
  int tokens = 128;
};

struct ReplayedRung {
  std::string stage;
  std::string decoder;
  double seconds = 0;  // for `tokens` tokens, mean over the trace's requests
  double steps = 0;
  double rows_per_step = 0;
  int timed = 0;  // different steps that were timed
};

struct ReplayReport {
  std::string model;
  std::string kernel;
  std::string device;
  int threads = 0;
  int prompt_tokens = 0;
  int tokens = 0;
  std::vector<ReplayedRung> rungs;
};

// Every step of every trace, scaled as trace_scaling.h says, with its rows and head rows rounded up to multiples of 8. Steps of
// the same extents are timed once, after a full pass over the canvas; rows beyond the canvas are probes. Rows of
// the side path are left out: they are computed beside the dense ones. Errors: as subject_of_shape(), open_device().
Result<ReplayReport> replay_ladder(const ModelOptions& model, std::span<const DecodeTrace> traces,
                                   const ReplayOptions& options, const CancelFlag* cancel = nullptr);

[[nodiscard]] Json replay_json(const ReplayReport& report);
[[nodiscard]] std::string replay_text(const ReplayReport& report);

}  // namespace llada
