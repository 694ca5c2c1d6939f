#include "formats/safetensors/shard_index.h"

#include "formats/printable.h"
#include "formats/safetensors/header.h"

namespace llada::safetensors {
namespace {

constexpr std::size_t kMaxFileNameBytes = 255;  // what file systems allow
constexpr std::string_view kExtension = ".safetensors";

bool is_plain_file_name(std::string_view name) {
  return is_printable(name) && name.find_first_of("/\\:") == name.npos && !name.starts_with('.') &&
         name.ends_with(kExtension) && name.size() <= kMaxFileNameBytes;
}

}  // namespace

Result<ShardIndex> parse_shard_index(const Json& json) {
  const auto map = json.is_object() ? json.find("weight_map") : json.end();
  if (map == json.end() || !map->is_object()) {
    return fail(ErrorCode::kFormat, "weight_map: missing, or not an object of tensor names");
  }
  ShardIndex index;
  for (const auto& [tensor, file] : map->items()) {
    if (!is_tensor_name(tensor)) {
      return fail(
          ErrorCode::kFormat,
          "weight_map: the name of entry {} is empty, longer than {} bytes or not printable "
          "ASCII",
          index.file_of_tensor.size(), kMaxNameBytes);
    }
    const auto* name = file.get_ptr<const std::string*>();
    if (name == nullptr || !is_plain_file_name(*name)) {
      return fail(ErrorCode::kFormat,
                  "weight_map: entry {} does not name a file NAME.safetensors of the same folder",
                  index.file_of_tensor.size());
    }
    index.file_of_tensor.insert_or_assign(tensor, *name);
  }
  return index;
}

Result<ShardIndex> read_shard_index(const std::filesystem::path& path) {
  LLADA_TRY(json, read_json_file(path));
  const JsonHolder holder(std::move(json));
  Result<ShardIndex> index = parse_shard_index(*holder);
  if (!index) return fail_at(path.string(), std::move(index).error());
  return index;
}

}  // namespace llada::safetensors
