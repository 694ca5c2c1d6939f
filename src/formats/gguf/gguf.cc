#include "formats/gguf.h"

#include <utility>

#include "formats/allocation_guard.h"
#include "formats/gguf/header.h"
#include "formats/gguf/limits.h"
#include "formats/gguf/shard_name.h"

namespace llada {
namespace {

constexpr std::string_view kMend =
    "the file is damaged, incomplete or not GGUF: download or convert it again";

Result<gguf::Header> read_checked_header(std::span<const std::byte> bytes, std::string_view name) {
  Result<gguf::Header> header = gguf::read_header(bytes, name);
  Status layout;
  if (header) layout = gguf::check_layout(*header, bytes.size(), name);
  if (header && layout) return header;
  Error error = header ? std::move(layout).error() : std::move(header).error();
  if (error.code == ErrorCode::kFormat) error.message += fmt::format(" ({})", kMend);
  return tl::unexpected(std::move(error));
}

TensorView view_of(gguf::TensorInfo&& info, std::span<const std::byte> data,
                   const MappedFile* file) {
  return {std::move(info.name),
          info.type,
          info.dims,
          info.rank,
          data.subspan(info.offset, info.bytes),
          file};
}

// Whole-model facts that every shard must agree on.
struct SplitFacts {
  std::int64_t number = 0;  // split.no, from 0
  std::int64_t count = 1;   // split.count
  std::optional<std::int64_t> tensors;
};

Result<SplitFacts> split_facts(const GgufMetadata& metadata) {
  LLADA_TRY(number, metadata.integer("split.no"));
  LLADA_TRY(count, metadata.integer("split.count"));
  LLADA_TRY(tensors, metadata.integer("split.tensors.count"));
  return SplitFacts{number.value_or(0), count.value_or(1), tensors};
}

Status check_shard(const SplitFacts& facts, int number, int count, std::string_view file) {
  if (facts.number == number - 1 && facts.count == count) return {};
  return fail(ErrorCode::kFormat,
              "{}: says it is part {} of {}, but its name says part {} of {}; give the files of a "
              "split model the names they were made with",
              file, facts.number + 1, facts.count, number, count);
}

Result<gguf::ShardName> first_shard(const std::filesystem::path& path) {
  const gguf::ShardName name =
      gguf::parse_shard_name(path).value_or(gguf::ShardName{path.string(), 1, 1});
  if (name.number != 1) {
    return fail(ErrorCode::kUsage, "{}: part {} of a model in {} files; open the first, {}",
                path.string(), name.number, name.count, name.file_name(1));
  }
  if (name.count > static_cast<int>(gguf::kMaxShards)) {
    return fail(ErrorCode::kFormat, "{}: a model in {} files; at most {} are read", path.string(),
                name.count, gguf::kMaxShards);
  }
  return name;
}

}  // namespace

// Collects the shards of one model.
class GgufAssembly {
 public:
  // Adds a shard whose bytes are `bytes`; `file` is null when they are not ours.
  Status add(std::span<const std::byte> bytes, std::string_view name, int number, int count,
             const MappedFile* file) {
    LLADA_TRY(header, read_checked_header(bytes, name));
    Result<SplitFacts> facts = split_facts(header.metadata);
    if (!facts) return fail_at(name, std::move(facts).error());
    LLADA_CHECK(check_shard(*facts, number, count, name));
    const auto data = bytes.subspan(std::min<std::uint64_t>(header.data_start, bytes.size()));
    for (gguf::TensorInfo& info : header.tensors) {
      LLADA_CHECK(add_tensor(view_of(std::move(info), data, file), name));
    }
    if (number == 1) adopt_first(std::move(header), *facts);
    return {};
  }

  void keep(MappedFile file) {
    model_.files_.push_back(std::make_unique<MappedFile>(std::move(file)));
  }
  [[nodiscard]] const MappedFile& last_file() const { return *model_.files_.back(); }

  Result<GgufFile> finish(std::string_view name) {
    const auto found = static_cast<std::int64_t>(model_.tensors_.size());
    if (declared_tensors_ && *declared_tensors_ != found) {
      return fail(ErrorCode::kFormat,
                  "{}: the files of this model hold {} tensors, but split.tensors.count is {}",
                  name, found, *declared_tensors_);
    }
    return std::move(model_);
  }

  void set_parsed_bytes(std::uint64_t bytes) { model_.parsed_bytes_ = bytes; }

 private:
  void adopt_first(gguf::Header&& header, const SplitFacts& facts) {
    model_.version_ = header.version;
    model_.metadata_ = std::move(header.metadata);
    declared_tensors_ = facts.tensors;
  }

  Status add_tensor(TensorView view, std::string_view file) {
    if (model_.tensors_.size() >= gguf::kMaxTensors) {
      return fail(ErrorCode::kFormat, "{}: more than {} tensors in the files of this model", file,
                  gguf::kMaxTensors);
    }
    if (!model_.index_.emplace(view.name, model_.tensors_.size()).second) {
      return fail(ErrorCode::kFormat, "{}: tensor {} is in an earlier file of this model too", file,
                  view.name);
    }
    model_.tensors_.push_back(std::move(view));
    return {};
  }

  GgufFile model_;
  std::optional<std::int64_t> declared_tensors_;
};

Result<GgufFile> GgufFile::open(const std::filesystem::path& path) {
  return guard_allocation(path.native(), [&]() -> Result<GgufFile> {
    LLADA_TRY(shards, first_shard(path));
    GgufAssembly assembly;
    for (int number = 1; number <= shards.count; ++number) {
      const auto file = number == 1 ? path : path.parent_path() / shards.file_name(number);
      LLADA_TRY(mapped, MappedFile::open(file));
      assembly.keep(std::move(mapped));
      const MappedFile& kept = assembly.last_file();
      LLADA_CHECK(assembly.add(kept.bytes(), file.string(), number, shards.count, &kept));
    }
    return assembly.finish(path.string());
  });
}

Result<GgufFile> GgufFile::parse(std::span<const std::byte> bytes, std::string_view name) {
  return guard_allocation(name, [&]() -> Result<GgufFile> {
    GgufAssembly assembly;
    assembly.set_parsed_bytes(bytes.size());
    LLADA_CHECK(assembly.add(bytes, name, 1, 1, nullptr));
    return assembly.finish(name);
  });
}

const TensorView* GgufFile::tensor(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

std::uint64_t GgufFile::file_bytes() const {
  std::uint64_t total = parsed_bytes_;
  for (const auto& file : files_) total += file->bytes().size();
  return total;
}

}  // namespace llada
