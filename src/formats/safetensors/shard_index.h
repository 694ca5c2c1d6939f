// model.safetensors.index.json: which file holds which tensor.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"
#include "formats/json.h"

namespace llada::safetensors {

struct ShardIndex {
  std::map<std::string, std::string, std::less<>> file_of_tensor;
};

// Errors: kNotFound, kIo, kFormat. File names that would leave the folder are refused.
Result<ShardIndex> read_shard_index(const std::filesystem::path& path);
Result<ShardIndex> parse_shard_index(const Json& json);

}  // namespace llada::safetensors
