// Loops that do nothing but what a step is bound by: arithmetic from registers, and reading. Not here:
// the clock (api/machine_limits.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "formats/tensor_type.h"

namespace llada {

struct ArithmeticUnit {
  std::string_view name;  // for people: "int8 AVX-512 VNNI"
  // Multiply-accumulates, in enough independent chains that the units never wait for a result. Returns
  // the operations done, two per multiply-accumulate; they are in proportion to `rounds`.
  std::uint64_t (*run)(std::uint64_t rounds) = nullptr;
};

struct LimitProbes {
  ArithmeticUnit f32;        // attention's, and that of products without a unit of their own
  ArithmeticUnit floats;     // that of products with float weights; no `run`: f32
  ArithmeticUnit quantised;  // that of products with quantised weights; no `run`: f32
  // Reads every byte, in order. Returns the xor of the bytes' 32-bit words (little-endian, zeros behind
  // the last byte).
  std::uint32_t (*read)(const std::byte* bytes, std::size_t count) = nullptr;

  // What multiplies weights of this type.
  [[nodiscard]] const ArithmeticUnit& unit_for(TensorType type) const {
    const ArithmeticUnit& own = traits(type).block_elements > 1 ? quantised : floats;
    return own.run != nullptr ? own : f32;
  }
};

}  // namespace llada
