// A model's packed weights as an accelerator's planner sees them: chunks in execution order, and where
// their bytes are.
#pragma once

#include <vector>

#include "model/weights.h"
#include "npu/chunk.h"

namespace llada {

struct WeightChunks {
  NetworkShape shape;
  std::vector<Chunk> chunks;
  std::vector<HostBytes> contents;  // by chunk
};

// The extents of a model; its types and its head's slices stay as constructed.
[[nodiscard]] NetworkShape network_shape(const ModelConfig& config);

// Head tiles hold whole slices (head_slice_panels) and are no larger than the largest layer's pack. The
// weights must outlive what is made of it. Error: kUnsupported for a mixture of experts or QK norm.
Result<WeightChunks> weight_chunks(const Weights& weights);

}  // namespace llada
