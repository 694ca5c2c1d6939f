#include "kernels/lane_layout.h"

#include <array>
#include <cstring>

namespace llada {
namespace {

constexpr int kOutputs = 16;

// Offsets and lengths are the format's (GGUF quant blocks); units are ours: scales and minima by number,
// codes by four bytes.
constexpr std::array kF32 = {BlockField{0, 4, 4}};
constexpr std::array kHalf = {BlockField{0, 2, 2}};
constexpr std::array kQ8_0 = {BlockField{0, 2, 2}, BlockField{2, 32, 4}};
constexpr std::array kNibbles = {BlockField{0, 2, 2}, BlockField{2, 16, 4}};
constexpr std::array kQ4_1 = {BlockField{0, 2, 2}, BlockField{2, 2, 2}, BlockField{4, 16, 4}};
constexpr std::array kQ5_0 = {BlockField{0, 2, 2}, BlockField{2, 4, 4}, BlockField{6, 16, 4}};
constexpr std::array kQ5_1 = {BlockField{0, 2, 2}, BlockField{2, 2, 2}, BlockField{4, 4, 4},
                              BlockField{8, 16, 4}};
constexpr std::array kQ2_K = {BlockField{0, 16, 1}, BlockField{16, 64, 4}, BlockField{80, 2, 2},
                              BlockField{82, 2, 2}};
constexpr std::array kQ3_K = {BlockField{0, 32, 4}, BlockField{32, 64, 4}, BlockField{96, 12, 1},
                              BlockField{108, 2, 2}};
constexpr std::array kQ4_K = {BlockField{0, 2, 2}, BlockField{2, 2, 2}, BlockField{4, 12, 1},
                              BlockField{16, 128, 4}};
constexpr std::array kQ5_K = {BlockField{0, 2, 2}, BlockField{2, 2, 2}, BlockField{4, 12, 1},
                              BlockField{16, 32, 4}, BlockField{48, 128, 4}};
constexpr std::array kQ6_K = {BlockField{0, 128, 4}, BlockField{128, 64, 4}, BlockField{192, 16, 1},
                              BlockField{208, 2, 2}};
constexpr std::array kIQ4_XS = {BlockField{0, 2, 2}, BlockField{2, 2, 2}, BlockField{4, 4, 1},
                                BlockField{8, 128, 4}};
constexpr std::array kMXFP4 = {BlockField{0, 1, 1}, BlockField{1, 16, 4}};

template <std::size_t Unit>
void interleave_field(std::span<const std::byte* const, 16> blocks, const BlockField& field,
                      std::byte* out) {
  for (std::size_t at = field.offset; at < std::size_t{field.offset} + field.bytes; at += Unit) {
    for (const std::byte* block : blocks) {
      std::memcpy(out, block + at, Unit);
      out += Unit;
    }
  }
}

}  // namespace

std::span<const BlockField> block_fields(TensorType type) {
  switch (type) {
    case TensorType::kF32: return kF32;
    case TensorType::kF16:
    case TensorType::kBF16: return kHalf;
    case TensorType::kQ8_0: return kQ8_0;
    case TensorType::kQ4_0:
    case TensorType::kIQ4_NL: return kNibbles;
    case TensorType::kQ4_1: return kQ4_1;
    case TensorType::kQ5_0: return kQ5_0;
    case TensorType::kQ5_1: return kQ5_1;
    case TensorType::kQ2_K: return kQ2_K;
    case TensorType::kQ3_K: return kQ3_K;
    case TensorType::kQ4_K: return kQ4_K;
    case TensorType::kQ5_K: return kQ5_K;
    case TensorType::kQ6_K: return kQ6_K;
    case TensorType::kIQ4_XS: return kIQ4_XS;
    case TensorType::kMXFP4: return kMXFP4;
  }
  return {};
}

void interleave_blocks(TensorType type, std::span<const std::byte* const, 16> blocks, std::byte* out) {
  for (const BlockField& field : block_fields(type)) {
    std::byte* start = out + std::size_t{field.offset} * kOutputs;
    if (field.unit == 4) interleave_field<4>(blocks, field, start);
    if (field.unit == 2) interleave_field<2>(blocks, field, start);
    if (field.unit == 1) interleave_field<1>(blocks, field, start);
  }
}

void extract_block(TensorType type, const std::byte* interleaved, int output, std::byte* block) {
  for (const BlockField& field : block_fields(type)) {
    const std::size_t unit = field.unit;
    const std::byte* in = interleaved + std::size_t{field.offset} * kOutputs +
                          static_cast<std::size_t>(output) * unit;
    for (std::size_t at = 0; at < field.bytes; at += unit) {
      std::memcpy(block + field.offset + at, in + at * kOutputs, unit);
    }
  }
}

}  // namespace llada
