// The model that is taken when a command names none.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace llada {

struct DefaultModelSearch {
  std::vector<std::filesystem::path> looked_in;  // in order; the last is the one found, if any
  bool found = false;
};

// $LLADA_MODEL if set; else models/ of the installation, then of the source tree.
[[nodiscard]] DefaultModelSearch find_default_model();

// Error: kNotFound, saying where it looked and what to do.
Result<std::filesystem::path> require_default_model();

}  // namespace llada
