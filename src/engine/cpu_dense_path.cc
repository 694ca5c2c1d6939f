#include "engine/cpu_dense_path.h"

#include <algorithm>

#include "engine/kv_copy.h"

namespace llada {

Status CpuDensePath::begin(const DenseNeeds& needs) {
  caches_.clear();
  for (int sequence = 0; sequence < needs.sequences; ++sequence) {
    LLADA_TRY(cache, KvCache::create(weights_.config(), needs.positions));
    caches_.push_back(std::move(cache));
  }
  return {};
}

Status CpuDensePath::reserve(int rows, int positions) {
  if (pass_ && pass_rows_ >= rows && pass_positions_ >= positions) return {};
  pass_.reset();
  LLADA_TRY(pass, ForwardPass::create(weights_, kernels_, pool_, rows, positions));
  pass_ = std::move(pass);
  pass_rows_ = rows;
  pass_positions_ = positions;
  return {};
}

// Only the sequences that have rows take part: the others' caches may have gaps.
Status CpuDensePath::run(std::span<const ForwardRow> rows, const HeadWanted&, Step step) {
  LLADA_CHECK(reserve(static_cast<int>(rows.size()), caches_[0].positions()));
  int sequences = 1;
  for (const ForwardRow& row : rows) sequences = std::max(sequences, row.sequence.value + 1);
  std::vector<KvCache*> caches;
  for (int sequence = 0; sequence < sequences; ++sequence) caches.push_back(&caches_[static_cast<std::size_t>(sequence)]);
  return pass_->run(rows, caches, step);
}

Result<std::vector<TokenStats>> CpuDensePath::head(std::span<const HeadRow> rows, const HeadRule& rule) {
  return pass_->head(rows, rule);
}

Status CpuDensePath::logits(std::span<const int> rows, MatrixView<float> out) { return pass_->logits(rows, out); }

Status CpuDensePath::fork(SequenceId branch) {
  copy_cache(caches_[0], caches_[static_cast<std::size_t>(branch.value)], weights_.config().layers);
  return {};
}

Status CpuDensePath::save(KvCache& to) {
  copy_cache(caches_[0], to, weights_.config().layers);
  return {};
}

Status CpuDensePath::restore(KvCache& from, std::span<const Position> positions) {
  for (const Position pos : positions) copy_entry(from, caches_[0], pos, weights_.config().layers);
  return {};
}

}  // namespace llada
