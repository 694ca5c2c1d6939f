// Cosines and sines of every position's rotation, made once.
#pragma once

#include "base/ids.h"
#include "model/config.h"
#include "model/row_buffer.h"

namespace llada {

class RopeTables {
 public:
  // Error: kOutOfMemory.
  static Result<RopeTables> create(const ModelConfig& config, int positions);
  RopeTables() = default;

  // [rope_dims / 2], of angle position * theta^(-2 i / rope_dims).
  [[nodiscard]] std::span<const float> cosines(Position pos) { return cosines_.row(pos.value); }
  [[nodiscard]] std::span<const float> sines(Position pos) { return sines_.row(pos.value); }

 private:
  RowBuffer cosines_, sines_;
};

}  // namespace llada
