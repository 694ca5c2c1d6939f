#include "model/pack_cache.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <vector>

#include "formats/allocation_guard.h"
#include "formats/hash.h"
#include "model/pack_key.h"

namespace llada {
namespace {

// Parts checked, or hashed, between two looks at the cancel flag: 64 MiB.
constexpr std::size_t kRoundParts = 16;

std::string pack_name(const std::filesystem::path& model, PackLayout layout) {
  const std::string& whole = model.native();
  const std::uint64_t hash = hash_bytes(std::as_bytes(std::span(whole)));
  return fmt::format("{}.{}-{:08x}.pack", model.filename().string(), to_string(layout), hash & 0xffffffff);
}

// body(part) for parts [range) on the pool's threads.
template <class Body>
void for_parts(IndexRange range, ThreadPool* pool, const Body& body) {
  const auto run = [&](IndexRange share, int) {
    for (std::size_t part = share.begin; part < share.end; ++part) body(range.begin + part);
  };
  if (pool == nullptr) return run({0, range.size()}, 0);
  pool->parallel_for(range.size(), 1, run);
}

// round(parts) for all of `parts` in order, until it fails or somebody cancels.
template <class Round>
Status for_rounds(std::size_t parts, std::string_view activity, const PackOptions& options, Round round) {
  for (std::size_t begin = 0; begin < parts; begin += kRoundParts) {
    if (options.cancel != nullptr && options.cancel->cancelled()) {
      return fail(ErrorCode::kCancelled, "loading cancelled");
    }
    const IndexRange range{begin, std::min(begin + kRoundParts, parts)};
    LLADA_CHECK(round(range));
    if (options.progress) options.progress(activity, range.end * kPackPartBytes, parts * kPackPartBytes);
  }
  return {};
}

Status check_data(const PackFile& file, const PackOptions& options) {
  return for_rounds(file.parts(), options.activity, options, [&](IndexRange range) -> Status {
    std::atomic<std::size_t> damaged{0};
    for_parts(range, options.pool, [&](std::size_t part) { damaged += file.intact(part) ? 0 : 1; });
    if (!options.keep_resident) file.release({range.begin, range.end});
    if (damaged == 0) return {};
    return fail(ErrorCode::kFormat, "the weights do not match their checksums");
  });
}

Result<std::vector<std::uint64_t>> part_hashes(std::span<const std::byte> region, const PackOptions& options) {
  std::vector<std::uint64_t> hashes(pack_parts(region.size()));
  LLADA_CHECK(for_rounds(hashes.size(), "check weights", options, [&](IndexRange range) -> Status {
    for_parts(range, options.pool, [&](std::size_t part) { hashes[part] = hash_bytes(pack_part(region, part)); });
    return {};
  }));
  return hashes;
}

Status check_unchanged(const ModelFiles& files) {
  for (const MappedFile* file : source_files(files)) {
    LLADA_TRY(now, stamp_of(file->path()));
    if (now == file->stamp()) continue;
    return fail(ErrorCode::kIo, "{} changed while it was loaded", file->path().string());
  }
  return {};
}

Status make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return {};
  return fail(ErrorCode::kIo, "{}: cannot make the folder: {}", folder.string(), error.message());
}

}  // namespace

Result<PackCache> PackCache::create(const std::filesystem::path& folder, const ModelFiles& files,
                                    const WeightPlan& plan) {
  return guard_allocation("pack cache", [&]() -> Result<PackCache> {
    std::error_code error;
    const auto model = std::filesystem::canonical(files.path(), error);
    if (error) return fail(ErrorCode::kIo, "{}: {}", files.path().string(), error.message());
    PackCache cache(&files, plan);
    cache.path_ = folder / pack_name(model, plan.layout());
    cache.key_ = pack_key(files, plan);
    for (const MappedFile* file : source_files(files)) file->release(file->bytes());
    return cache;
  });
}

PackCache PackCache::of_random(const std::filesystem::path& folder, std::string_view origin, const WeightPlan& plan) {
  PackCache cache(nullptr, plan);
  cache.path_ = folder / pack_name(origin, plan.layout());
  cache.key_ = pack_key(origin, plan);
  return cache;
}

Status PackCache::check_contents(const PackFile& file) const {
  const std::string_view problem = difference(file.key(), key_);
  if (!problem.empty()) return fail(ErrorCode::kFormat, "{}", problem);
  if (file.data().size() == plan_->region_bytes()) return {};
  return fail(ErrorCode::kFormat, "{} bytes of weights, the model has {}", file.data().size(),
              plan_->region_bytes());
}

Result<PackFile> PackCache::load(const PackOptions& options) const {
  LLADA_TRY(file, PackFile::open(path_));
  Status status = check_contents(file);
  if (status) status = check_data(file, options);
  if (!status) return fail_at(path_.string(), std::move(status).error());
  return std::move(file);
}

Status PackCache::store(std::span<const std::byte> region, const PackOptions& options) const {
  return guard_allocation("pack cache", [&]() -> Status {
    LLADA_CHECK(make_folder(path_.parent_path()));
    LLADA_TRY(hashes, part_hashes(region, options));
    if (files_ != nullptr) LLADA_CHECK(check_unchanged(*files_));
    return write_pack_file(path_, {key_, hashes, region}, [&](std::uint64_t done) {
      if (options.progress) options.progress("write pack cache", done, region.size());
      return options.cancel == nullptr || !options.cancel->cancelled();
    });
  });
}

}  // namespace llada
