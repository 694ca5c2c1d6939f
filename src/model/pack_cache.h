// Packed weights kept on disk between runs: which file holds those of a model, whether what is there is
// still right, and how it is made. The container is formats/pack_file.h; what a pack is worth and what was
// rejected: docs/design/pack-cache.md.
//
// The key of a pack lists all that decides its bytes: layout and its version, every source file (size,
// times, hash of its header), a hash of pages from all over, and every matrix with its place. A pack is
// used only if its key is, byte for byte, the one that a new pack would get, so nothing in it needs to be
// interpreted, and all offsets are our own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "formats/pack_file.h"
#include "model/model_files.h"
#include "model/weight_packer.h"
#include "model/weight_plan.h"

namespace llada {

class PackCache {
 public:
  // For the packs of `files` in `folder`, planned as `plan` says; both must outlive the cache. Error: kIo
  // when the model's path cannot be followed or it was parsed from memory.
  static Result<PackCache> create(const std::filesystem::path& folder, const ModelFiles& files,
                                  const WeightPlan& plan);

  // For weights that come from no file but from what `origin` says; `plan` must outlive the cache.
  static PackCache of_random(const std::filesystem::path& folder, std::string_view origin, const WeightPlan& plan);

  // FOLDER/MODEL.LAYOUT-HASH.pack; the hash is of the model's whole path, so that models of one name keep
  // out of each other's way and a new version of a model replaces the old one's pack.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // The pack, mapped, with every byte checked on the pool's threads. Errors: kNotFound (none there),
  // kFormat (damaged, or made from something else: says what), kIo, kOutOfMemory, kCancelled.
  [[nodiscard]] Result<PackFile> load(const PackOptions& options) const;

  // Writes a pack of `region`, making the folder if need be. Errors: kIo (also when the model has changed
  // since it was opened), kOutOfMemory, kCancelled; each leaves an older pack as it was.
  Status store(std::span<const std::byte> region, const PackOptions& options) const;

 private:
  PackCache(const ModelFiles* files, const WeightPlan& plan) : files_(files), plan_(&plan) {}
  [[nodiscard]] Status check_contents(const PackFile& file) const;

  const ModelFiles* files_;  // null: none
  const WeightPlan* plan_;
  std::filesystem::path path_;
  std::string key_;
};

}  // namespace llada
