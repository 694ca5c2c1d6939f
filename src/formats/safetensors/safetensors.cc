#include "formats/safetensors.h"

#include <set>
#include <utility>

#include "formats/allocation_guard.h"
#include "formats/safetensors/header.h"
#include "formats/safetensors/shard_index.h"

namespace llada {
namespace {

constexpr std::size_t kMaxShards = 4096;  // each stays mapped
constexpr std::string_view kSingleFile = "model.safetensors";
constexpr std::string_view kIndexFile = "model.safetensors.index.json";

bool is_present(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

}  // namespace

// Collects the files of one model.
class SafetensorsAssembly {
 public:
  // Adds a file's tensors; with an index, those that it places in this file. `file` is null when
  // the bytes are not ours.
  Status add(std::span<const std::byte> bytes, std::string_view name, const MappedFile* file,
             const safetensors::ShardIndex* index = nullptr) {
    LLADA_TRY(header, safetensors::read_header(bytes, name));
    const auto payload = bytes.subspan(header.payload_start);
    for (safetensors::Entry& entry : header.entries) {
      if (index != nullptr && !is_placed_here(*index, entry.name, file)) continue;
      LLADA_CHECK(add_entry(std::move(entry), payload, name, file));
    }
    return {};
  }

  Status map_and_add(const std::filesystem::path& path, const safetensors::ShardIndex* index) {
    LLADA_TRY(mapped, MappedFile::open(path));
    model_.files_.push_back(std::make_unique<MappedFile>(std::move(mapped)));
    const MappedFile& kept = *model_.files_.back();
    return add(kept.bytes(), path.native(), &kept, index);
  }

  // Every tensor of the index must have been found.
  [[nodiscard]] Status check_complete(const safetensors::ShardIndex& index,
                                      const std::filesystem::path& path) const {
    for (const auto& [tensor, file] : index.file_of_tensor) {
      if (names_.contains(tensor)) continue;
      return fail(ErrorCode::kFormat, "{}: tensor {} is not in {}, where the index places it",
                  path.string(), tensor, file);
    }
    return {};
  }

  void set_parsed_bytes(std::uint64_t bytes) { model_.parsed_bytes_ = bytes; }
  SafetensorsModel finish() { return std::move(model_); }

 private:
  static bool is_placed_here(const safetensors::ShardIndex& index, const std::string& tensor,
                             const MappedFile* file) {
    const auto placed = index.file_of_tensor.find(tensor);
    return placed != index.file_of_tensor.end() && file->path().filename() == placed->second;
  }

  Status add_entry(safetensors::Entry&& entry, std::span<const std::byte> payload,
                   std::string_view name, const MappedFile* file) {
    if (!names_.insert(entry.name).second) {
      return fail(ErrorCode::kFormat, "{}: tensor {} appears twice", name, entry.name);
    }
    if (!entry.type) {
      model_.skipped_.push_back(std::move(entry.name));
      return {};
    }
    model_.index_.emplace(entry.name, model_.tensors_.size());
    model_.tensors_.push_back({std::move(entry.name), *entry.type, entry.dims, entry.rank,
                               payload.subspan(entry.begin, entry.end - entry.begin), file});
    return {};
  }

  SafetensorsModel model_;
  std::set<std::string, std::less<>> names_;
};

namespace {

Status add_shards(SafetensorsAssembly& assembly, const std::filesystem::path& folder) {
  const std::filesystem::path index_path = folder / kIndexFile;
  LLADA_TRY(index, safetensors::read_shard_index(index_path));
  std::set<std::string_view> files;
  for (const auto& [tensor, file] : index.file_of_tensor) files.insert(file);
  if (files.size() > kMaxShards) {
    return fail(ErrorCode::kFormat, "{}: a model in {} files; at most {} are read",
                index_path.string(), files.size(), kMaxShards);
  }
  for (const std::string_view file : files) {
    LLADA_CHECK(assembly.map_and_add(folder / file, &index));
  }
  return assembly.check_complete(index, index_path);
}

}  // namespace

Result<SafetensorsModel> SafetensorsModel::open(const std::filesystem::path& folder) {
  return guard_allocation(folder.native(), [&]() -> Result<SafetensorsModel> {
    SafetensorsAssembly assembly;
    if (is_present(folder / kSingleFile)) {
      LLADA_CHECK(assembly.map_and_add(folder / kSingleFile, nullptr));
    } else if (is_present(folder / kIndexFile)) {
      LLADA_CHECK(add_shards(assembly, folder));
    } else {
      return fail(ErrorCode::kNotFound,
                  "{}: no {} and no {}; give a folder with a Hugging Face checkpoint",
                  folder.string(), kSingleFile, kIndexFile);
    }
    return assembly.finish();
  });
}

Result<SafetensorsModel> SafetensorsModel::parse(std::span<const std::byte> bytes,
                                                 std::string_view name) {
  return guard_allocation(name, [&]() -> Result<SafetensorsModel> {
    SafetensorsAssembly assembly;
    assembly.set_parsed_bytes(bytes.size());
    LLADA_CHECK(assembly.add(bytes, name, nullptr));
    return assembly.finish();
  });
}

const TensorView* SafetensorsModel::tensor(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

std::uint64_t SafetensorsModel::file_bytes() const {
  std::uint64_t total = parsed_bytes_;
  for (const auto& file : files_) total += file->bytes().size();
  return total;
}

}  // namespace llada
