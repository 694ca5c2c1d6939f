// A model as the accelerator's planner sees it: extents and chunks of weights.
#pragma once

#include <filesystem>
#include <vector>

#include "model/config.h"
#include "npu/chunk.h"

namespace llada {

struct Network {
  std::string name;
  NetworkShape shape;
  std::vector<Chunk> chunks;
};

// A named shape (config_of_shape()) with all weights in one type. Errors: kUsage for an unknown
// name or a type whose blocks do not divide the shape.
Result<Network> network_of_shape(std::string_view shape, TensorType type);

// From a model's files, each matrix in the type it has there; reads no weights. Errors: as
// ModelFiles::open(); kUnsupported for a mixture of experts; kFormat for a matrix that is missing.
Result<Network> network_of_model(const std::filesystem::path& path);

}  // namespace llada
