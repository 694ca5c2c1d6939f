// Keys and values of one sequence, one entry per canvas position, each with the token and step it was
// computed for. Entries are overwritten in place: a diffusion model's cache is not append-only.
#pragma once

#include <vector>

#include "base/aligned.h"
#include "base/ids.h"
#include "kernels/matrix.h"
#include "model/config.h"

namespace llada {

class KvCache {
 public:
  // Error: kOutOfMemory; kUsage when `positions` is not positive.
  static Result<KvCache> create(const ModelConfig& config, int positions);

  [[nodiscard]] int positions() const { return positions_; }
  // All positions of a layer: [positions][kv_heads * head_dim]. Keys are stored rotated (after RoPE).
  [[nodiscard]] MatrixView<float> keys(int layer) { return view(2 * layer); }
  [[nodiscard]] MatrixView<float> values(int layer) { return view(2 * layer + 1); }

  // The token an entry was computed from, and when. Entries never computed have step -1.
  struct Version {
    TokenId token;
    Step step{-1};
  };
  [[nodiscard]] Version version(Position pos) const { return versions_[static_cast<std::size_t>(pos.value)]; }
  void set_version(Position pos, Version version) {
    versions_[static_cast<std::size_t>(pos.value)] = version;
  }
  // True when every position holds an entry: attention reads them all.
  [[nodiscard]] bool complete() const;

 private:
  [[nodiscard]] MatrixView<float> view(int plane) {
    return {storage_.as<float>().data() + static_cast<std::ptrdiff_t>(plane) * positions_ * width_,
            positions_, width_};
  }

  int positions_ = 0;
  int width_ = 0;
  AlignedBuffer storage_;  // [layers][keys, values][positions][width]
  std::vector<Version> versions_;
};

}  // namespace llada
