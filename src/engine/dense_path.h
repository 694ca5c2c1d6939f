// Where the dense rows of a step are computed, and the K/V cache they read: the host's own forward pass,
// or an accelerator. Sequence 0 is the canvas; the others are its branches or its unconditional twin.
#pragma once

#include <span>
#include <vector>

#include "model/forward.h"

namespace llada {

// What a generation will ask for at most.
struct DenseNeeds {
  int positions = 0;
  int sequences = 1;
  bool probes = false;  // rows whose K and V are dropped, beside those that stay
  bool logits = false;  // raw ones, not statistics alone
};

// Rows whose logits a step wants.
struct HeadWanted {
  std::vector<int> rows;
  bool logits = false;  // raw
};

class DensePath {
 public:
  virtual ~DensePath() = default;
  DensePath() = default;
  DensePath(const DensePath&) = delete;
  DensePath& operator=(const DensePath&) = delete;

  // Empties the caches and makes room. Errors: kOutOfMemory (also of a device's window), kUnsupported, kDevice.
  virtual Status begin(const DenseNeeds& needs) = 0;
  // Rows grouped by sequence, as ForwardPass::run(). Errors: its, and kDevice.
  virtual Status run(std::span<const ForwardRow> rows, const HeadWanted& wanted, Step step) = 0;
  // Of the last run(); rows must be among those wanted. Errors: as ForwardPass, and kDevice.
  virtual Result<std::vector<TokenStats>> head(std::span<const HeadRow> rows, const HeadRule& rule) = 0;
  virtual Status logits(std::span<const int> rows, MatrixView<float> out) = 0;

  // The cache of `branch` becomes a copy of sequence 0's.
  virtual Status fork(SequenceId branch) = 0;
  // Copies between sequence 0's cache and one of the same length in memory.
  virtual Status save(KvCache& to) = 0;
  virtual Status restore(KvCache& from, std::span<const Position> positions) = 0;
};

}  // namespace llada
