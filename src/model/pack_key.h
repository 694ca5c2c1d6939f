// The key of a pack: one line of text for each thing that decides its bytes.
#pragma once

#include <string>
#include <vector>

#include "formats/mapped_file.h"
#include "model/model_files.h"
#include "model/weight_plan.h"

namespace llada {

// The files that hold the model's tensors, each once.
[[nodiscard]] std::vector<const MappedFile*> source_files(const ModelFiles& files);

[[nodiscard]] std::string pack_key(const ModelFiles& files, const WeightPlan& plan);
// The same for weights that come from no file.
[[nodiscard]] std::string pack_key(std::string_view origin, const WeightPlan& plan);

// What differs between the key of a pack and the one wanted, for people; empty when they are equal.
[[nodiscard]] std::string_view difference(std::string_view found, std::string_view wanted);

}  // namespace llada
