// Arbitrary command lists that check_commands() accepts.
#pragma once

#include <rapidcheck.h>

#include "npu/command.h"

namespace llada::test {

inline std::uint32_t pick(std::uint32_t low, std::uint32_t high) {
  return *rc::gen::inRange<std::uint32_t>(low, high + 1);
}

inline BufferRange some_range(std::uint64_t length) {
  return {BufferId(static_cast<int>(pick(0, 1000))),
          *rc::gen::inRange<std::uint64_t>(0, 1ull << 40), length};
}

inline Product some_product(std::uint32_t rows, std::uint32_t inputs,
                            std::uint64_t activation_bytes) {
  const auto type = *rc::gen::element(TensorType::kQ4_0, TensorType::kQ8_0, TensorType::kF16);
  const std::uint32_t outputs = pick(1, 200), layout = pick(0, kPackLayouts);
  Product product{.type = type, .outputs = outputs, .inputs = inputs};
  if (layout > 0) product.layout = static_cast<PackLayout>(layout - 1);
  product.weights = some_range(*weight_bytes(type, product.layout, outputs, inputs));
  product.output = some_range(rows * outputs * activation_bytes);
  return product;
}

inline Command some_elementwise(std::uint32_t rows, std::uint64_t activation_bytes) {
  using Kind = ElementwiseKind;
  const auto kind = static_cast<Kind>(pick(0, kElementwiseKinds - 1));
  const std::uint32_t head_dim = 2 * pick(1, 32);
  const std::uint32_t width = head_dim * pick(1, 40);
  const auto matrix = [&](std::uint64_t height) { return some_range(height * width * activation_bytes); };
  ElementwiseCommand c{.kind = kind, .layer = pick(0, 40), .rows = rows, .width = width};
  c.first = matrix(kind == Kind::kGatherRows ? pick(1, 300) : rows);
  c.output = matrix(kind == Kind::kScatterRows ? pick(1, 300) : rows);
  if (kind == Kind::kNorm) c.epsilon = 1e-5f;
  if (kind == Kind::kNorm || kind == Kind::kAddVector) c.second = some_range(width * sizeof(float));
  if (kind == Kind::kGate || kind == Kind::kAdd) c.second = matrix(rows);
  if (kind == Kind::kScatterRows || kind == Kind::kGatherRows) c.second = some_range(rows * sizeof(std::uint32_t));
  if (kind == Kind::kRotatePairs || kind == Kind::kRotateHalves) {
    c.head_dim = head_dim;
    c.second = some_range(std::uint64_t{rows} * 2 * pick(1, head_dim / 2) * sizeof(float));
  }
  return c;
}

inline Command some_command(std::size_t kind, std::uint64_t activation_bytes) {
  const std::uint32_t rows = pick(1, 256);
  const auto matrix = [&](std::uint64_t height, std::uint64_t width) {
    return some_range(height * width * activation_bytes);
  };
  switch (kind) {
    case 0: {
      const std::uint64_t length = pick(1, 1u << 30);
      return StageCommand{some_range(length), some_range(length)};
    }
    case 1:
      return MapCommand{BufferId(static_cast<int>(pick(0, 9)))};
    case 2:
      return UnmapCommand{BufferId(static_cast<int>(pick(0, 9)))};
    case 3: {
      const std::uint32_t inputs = 32 * pick(1, 64);
      ProductsCommand c{static_cast<ProductPart>(pick(0, kProductParts - 1)),
                        pick(0, 40),
                        rows,
                        matrix(rows, inputs),
                        pick(1, kMaxProducts),
                        {}};
      for (std::uint32_t at = 0; at < c.count; ++at)
        c.products[at] = some_product(rows, inputs, activation_bytes);
      return c;
    }
    case 4: {
      const std::uint32_t kv_heads = pick(1, 8), heads = kv_heads * pick(1, 4), dim = pick(1, 128);
      const std::uint32_t positions = pick(1, 1000);
      return AttentionCommand{pick(0, 40),
                              rows,
                              positions,
                              heads,
                              kv_heads,
                              dim,
                              matrix(rows, heads * dim),
                              matrix(positions, kv_heads * dim),
                              matrix(positions, kv_heads * dim),
                              matrix(rows, kv_heads * dim),
                              matrix(rows, kv_heads * dim),
                              some_range(rows * sizeof(std::uint32_t)),
                              matrix(rows, heads * dim)};
    }
    case 5:
      return some_elementwise(rows, activation_bytes);
    case 6: {
      const std::uint32_t tokens = pick(1, 5000);
      return HeadStatisticsCommand{rows, pick(0, 9999), tokens, pick(1, 2000), matrix(rows, tokens),
                                   some_range(rows * kHeadStatisticsBytes)};
    }
    default:
      return FenceCommand{};
  }
}

inline CommandList some_command_list() {
  CommandList list;
  list.activations = *rc::gen::element(TensorType::kF16, TensorType::kF32);
  const std::uint64_t activation_bytes = traits(list.activations).block_bytes;
  const std::uint32_t count = pick(0, 20);
  for (std::uint32_t at = 0; at < count; ++at) {
    const std::uint32_t kind =
        pick(0, static_cast<std::uint32_t>(std::variant_size_v<Command>) - 1);
    list.commands.push_back(some_command(kind, activation_bytes));
  }
  return list;
}

}  // namespace llada::test
