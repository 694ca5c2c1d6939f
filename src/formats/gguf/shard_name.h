// Names of split sets: PREFIX-00001-of-00003.gguf.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace llada::gguf {

struct ShardName {
  std::string prefix;  // file name without folder, up to the dash before the number
  int number = 1;      // from 1
  int count = 1;

  [[nodiscard]] std::string file_name(int shard) const;
};

// nullopt when the file's name is not of that form.
[[nodiscard]] std::optional<ShardName> parse_shard_name(const std::filesystem::path& path);

}  // namespace llada::gguf
