// The ladder of techniques on a phone that is not there: decisions recorded from one model,
// replayed for another on a virtual device. Every figure is modelled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/decode_trace.h"
#include "api/network.h"
#include "npu/timeline.h"
#include "npu/virtual/profile.h"

namespace llada {

struct SimulateOptions {
  std::string calibration{kDefaultCalibration};
  std::optional<std::uint64_t> window_bytes;
  int prompt_tokens = 75;
  int tokens = 128;
};

struct LadderRung {
  std::string name;
  std::string stage;    // of the trace that was replayed
  std::string decoder;  // that made it
  double seconds = 0;   // for `tokens` tokens, mean over the trace
  double steps = 0;
  double rows_per_step = 0;
  double tokens_per_step = 0;
  double npu_share = 0;      // of the time: NPU busy
  double staging_share = 0;  // copies and maps
  double cpu_share = 0;
};

struct SimulationReport {
  std::string device;
  std::string chip;
  std::string calibration;
  std::string model;
  int prompt_tokens = 0;
  int tokens = 0;
  std::vector<LadderRung> ladder;
  std::vector<std::string> notes;  // rungs left out, and why
};

// One rung per technique, in the order of arXiv 2606.13740: the CPU with full recomputation, prefix
// K/V reuse, the NPU, the memory runtime, speculation, staged revision. A rung whose stage no trace
// has is left out with a note. `traces`: the last of a stage counts.
//
// Recorded requests of A answer tokens on average, c of them from the first step, stand for one of
// `tokens`: the first step counts once, the others (tokens - c) / (A - c) times. A step over the
// whole prompt is one over the prompt asked for, and refreshed rows of the answer are scaled by the
// ratio of the answers. Rows of a part of the prompt fill idle lanes, whose number is the device's.
//
// Errors: kUsage for extents out of bounds or no trace, as Phone::create().
Result<SimulationReport> simulate(const DeviceProfile& profile, const Network& network,
                                  std::span<const DecodeTrace> traces,
                                  const SimulateOptions& options);

struct RungTimeline {
  std::string name;  // of the rung
  Timeline events;   // time 0: the window has been filled
};

// What every unit of the phone does while one rung replays the first request of its trace.
// `rung`: 1 for the first of the ladder. Errors: kUsage for a rung that is none or has no trace; as
// simulate().
Result<RungTimeline> rung_timeline(const DeviceProfile& profile, const Network& network,
                                   std::span<const DecodeTrace> traces,
                                   const SimulateOptions& options, int rung);

[[nodiscard]] int ladder_rungs();
[[nodiscard]] Json simulation_json(const SimulationReport& report);
[[nodiscard]] std::string simulation_text(const SimulationReport& report);

}  // namespace llada
