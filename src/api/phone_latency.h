// Latency tables of phones that are modelled: what the planner reads in place of a measured one.
#pragma once

#include "api/latency_file.h"
#include "api/network.h"
#include "npu/virtual/profile.h"

namespace llada {

// Dense steps in every width bucket and side steps of 1 to 32 rows, all with logits, over a canvas
// of 75 + 128 positions, weights in the window as `planned` has them. Errors: as Phone::create().
Result<LatencyProfile> model_latency(const DeviceProfile& profile, const Network& network,
                                     const std::string& calibration);

}  // namespace llada
