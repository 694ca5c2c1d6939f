#include "model/kv_cache.h"

#include <algorithm>

#include "base/checked.h"

namespace llada {

Result<KvCache> KvCache::create(const ModelConfig& config, int positions) {
  if (positions < 1) return fail(ErrorCode::kUsage, "a sequence needs at least one position, not {}", positions);
  KvCache cache;
  cache.positions_ = positions;
  cache.width_ = config.kv_width();
  const auto row_bytes = static_cast<std::uint64_t>(cache.width_) * sizeof(float);
  const auto planes = static_cast<std::uint64_t>(config.layers) * 2;
  const auto bytes = checked_mul(row_bytes * planes, static_cast<std::uint64_t>(positions));
  if (!bytes) return fail(ErrorCode::kOutOfMemory, "a KV cache of {} positions is too large", positions);
  LLADA_TRY(storage, AlignedBuffer::allocate(*bytes));
  cache.storage_ = std::move(storage);
  cache.versions_.resize(static_cast<std::size_t>(positions));
  return cache;
}

bool KvCache::complete() const {
  return std::all_of(versions_.begin(), versions_.end(),
                     [](const Version& version) { return version.step.value >= 0; });
}

}  // namespace llada
