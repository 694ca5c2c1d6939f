#include "npu/command.h"

#include "base/checked.h"

namespace llada {
namespace {

// Names the command a check failed in, and knows the size of an activation.
class Checker {
 public:
  Checker(std::size_t index, TensorType activations)
      : index_(index), activation_bytes_(traits(activations).block_bytes) {}

  DeviceStatus operator()(const StageCommand& c) const {
    if (auto status = range("from", c.from); !status) return status;
    return sized("to", c.to, c.from.length);
  }
  DeviceStatus operator()(const MapCommand& c) const { return buffer(c.buffer); }
  DeviceStatus operator()(const UnmapCommand& c) const { return buffer(c.buffer); }

  DeviceStatus operator()(const ProductsCommand& c) const {
    LLADA_CHECK(extent("layer", c.layer, 0, CommandLimits::kLayers));
    LLADA_CHECK(extent("rows", c.rows, 1, CommandLimits::kRows));
    LLADA_CHECK(extent("count", c.count, 1, kMaxProducts));
    for (const Product& product : c.used()) LLADA_CHECK(check_product(c, product));
    for (std::size_t unused = c.count; unused < kMaxProducts; ++unused) {
      if (c.products[unused] != Product{})
        return failed("product {} lies beyond the count", unused);
    }
    return {};
  }

  DeviceStatus operator()(const AttentionCommand& c) const {
    LLADA_CHECK(extent("layer", c.layer, 0, CommandLimits::kLayers));
    LLADA_CHECK(extent("rows", c.rows, 1, CommandLimits::kRows));
    LLADA_CHECK(extent("positions", c.positions, 1, CommandLimits::kExtent));
    LLADA_CHECK(extent("heads", c.heads, 1, CommandLimits::kHeads));
    LLADA_CHECK(extent("kv_heads", c.kv_heads, 1, c.heads));
    LLADA_CHECK(extent("head_dim", c.head_dim, 1, CommandLimits::kHeads));
    if (c.heads % c.kv_heads != 0) return failed("{} heads over {} kv_heads", c.heads, c.kv_heads);
    const std::uint64_t kv_width = std::uint64_t{c.kv_heads} * c.head_dim;
    LLADA_CHECK(matrix("own_keys", c.own_keys, c.rows, kv_width));
    LLADA_CHECK(matrix("own_values", c.own_values, c.rows, kv_width));
    LLADA_CHECK(sized("replaced", c.replaced, c.rows * sizeof(std::uint32_t)));
    LLADA_CHECK(matrix("queries", c.queries, c.rows, std::uint64_t{c.heads} * c.head_dim));
    LLADA_CHECK(matrix("keys", c.keys, c.positions, kv_width));
    LLADA_CHECK(matrix("values", c.values, c.positions, kv_width));
    return sized("output", c.output, c.queries.length);
  }

  DeviceStatus operator()(const ElementwiseCommand& c) const {
    LLADA_CHECK(extent("layer", c.layer, 0, CommandLimits::kLayers));
    LLADA_CHECK(extent("rows", c.rows, 1, CommandLimits::kRows));
    LLADA_CHECK(extent("width", c.width, 1, CommandLimits::kExtent));
    LLADA_CHECK(extent("head_dim", c.head_dim, 0, rotates(c.kind) ? c.width : 0));
    if (!(c.epsilon >= 0 && c.epsilon <= 1)) return failed("epsilon is {}, allowed 0..1", c.epsilon);
    if (c.epsilon != 0 && c.kind != ElementwiseKind::kNorm) return failed("an epsilon, but no norm");
    LLADA_CHECK(c.kind == ElementwiseKind::kGatherRows ? whole_rows("first", c.first, c.width)
                                                       : matrix("first", c.first, c.rows, c.width));
    LLADA_CHECK(second(c));
    return c.kind == ElementwiseKind::kScatterRows ? whole_rows("output", c.output, c.width)
                                                   : matrix("output", c.output, c.rows, c.width);
  }

  DeviceStatus operator()(const HeadStatisticsCommand& c) const {
    LLADA_CHECK(extent("rows", c.rows, 1, CommandLimits::kRows));
    LLADA_CHECK(extent("first_token", c.first_token, 0, CommandLimits::kExtent));
    LLADA_CHECK(extent("tokens", c.tokens, 1, CommandLimits::kExtent - c.first_token));
    LLADA_CHECK(extent("slice", c.slice, 1, CommandLimits::kExtent));
    LLADA_CHECK(matrix("logits", c.logits, c.rows, c.tokens));
    return sized("statistics", c.statistics, c.rows * kHeadStatisticsBytes);
  }

  DeviceStatus operator()(const FenceCommand&) const { return {}; }

 private:
  template <class... Args>
  tl::unexpected<DeviceError> failed(fmt::format_string<Args...> format, Args&&... args) const {
    return device_fail(DeviceFailure::kInvalid, "command {}: {}", index_,
                       fmt::format(format, std::forward<Args>(args)...));
  }

  DeviceStatus extent(std::string_view name, std::uint32_t value, std::uint32_t low,
                      std::uint32_t high) const {
    if (value >= low && value <= high) return {};
    return failed("{} is {}, allowed {}..{}", name, value, low, high);
  }

  DeviceStatus buffer(BufferId id) const {
    if (id.value >= 0) return {};
    return failed("buffer is {}, allowed from 0", id.value);
  }

  DeviceStatus range(std::string_view name, const BufferRange& r) const {
    LLADA_CHECK(buffer(r.buffer));
    if (r.length == 0 || r.length > CommandLimits::kRangeBytes)
      return failed("{} has {} bytes, allowed 1..{}", name, r.length, CommandLimits::kRangeBytes);
    if (!checked_add(r.offset, r.length)) return failed("{} ends beyond 2^64", name);
    return {};
  }

  DeviceStatus sized(std::string_view name, const BufferRange& r, std::uint64_t bytes) const {
    LLADA_CHECK(range(name, r));
    if (r.length == bytes) return {};
    return failed("{} has {} bytes, its shape needs {}", name, r.length, bytes);
  }

  DeviceStatus matrix(std::string_view name, const BufferRange& r, std::uint64_t rows,
                      std::uint64_t width) const {
    const auto elements = checked_mul(rows, width);
    const auto bytes = elements ? checked_mul(*elements, activation_bytes_) : std::nullopt;
    if (!bytes) return failed("{} of {} x {} is too large", name, rows, width);
    return sized(name, r, *bytes);
  }

  static bool rotates(ElementwiseKind kind) {
    return kind == ElementwiseKind::kRotatePairs || kind == ElementwiseKind::kRotateHalves;
  }

  DeviceStatus second(const ElementwiseCommand& c) const {
    switch (c.kind) {
      case ElementwiseKind::kNorm:
      case ElementwiseKind::kAddVector:
        return sized("second", c.second, std::uint64_t{c.width} * sizeof(float));
      case ElementwiseKind::kGate:
      case ElementwiseKind::kAdd:
        return matrix("second", c.second, c.rows, c.width);
      case ElementwiseKind::kScatterRows:
      case ElementwiseKind::kGatherRows:
        return sized("second", c.second, c.rows * sizeof(std::uint32_t));
      case ElementwiseKind::kRotatePairs:
      case ElementwiseKind::kRotateHalves:
        return angles(c);
    }
    return failed("unknown elementwise work");
  }

  DeviceStatus angles(const ElementwiseCommand& c) const {
    LLADA_CHECK(range("second", c.second));
    if (c.head_dim == 0 || c.width % c.head_dim != 0)
      return failed("rows of {} are no whole heads of {}", c.width, c.head_dim);
    const std::uint64_t pair_bytes = std::uint64_t{c.rows} * 2 * sizeof(float);
    const std::uint64_t pairs = c.second.length / pair_bytes;
    if (c.second.length % pair_bytes == 0 && pairs >= 1 && 2 * pairs <= c.head_dim) return {};
    return failed("second has {} bytes, no angles of {} rows for heads of {}", c.second.length, c.rows,
                  c.head_dim);
  }

  // One row or more.
  DeviceStatus whole_rows(std::string_view name, const BufferRange& r, std::uint64_t width) const {
    LLADA_CHECK(range(name, r));
    const std::uint64_t row_bytes = width * activation_bytes_;
    if (r.length % row_bytes == 0) return {};
    return failed("{} has {} bytes, no whole rows of {}", name, r.length, row_bytes);
  }

  DeviceStatus check_product(const ProductsCommand& c, const Product& p) const {
    LLADA_CHECK(extent("outputs", p.outputs, 1, CommandLimits::kExtent));
    LLADA_CHECK(extent("inputs", p.inputs, 1, CommandLimits::kExtent));
    const auto bytes = weight_bytes(p.type, p.layout, p.outputs, p.inputs);
    if (!bytes) return failed("{} inputs are no whole blocks of {}", p.inputs, traits(p.type).name);
    LLADA_CHECK(sized("weights", p.weights, *bytes));
    LLADA_CHECK(matrix("input", c.input, c.rows, p.inputs));
    return matrix("output", p.output, c.rows, p.outputs);
  }

  std::size_t index_;
  std::uint32_t activation_bytes_;
};

}  // namespace

std::string_view to_string(ProductPart part) {
  switch (part) {
    case ProductPart::kQueryKeyValue:
      return "query-key-value";
    case ProductPart::kAttentionOut:
      return "attention-out";
    case ProductPart::kGateUp:
      return "gate-up";
    case ProductPart::kDown:
      return "down";
    case ProductPart::kHead:
      return "head";
  }
  return "unknown";
}

std::string_view to_string(ElementwiseKind kind) {
  switch (kind) {
    case ElementwiseKind::kNorm:
      return "norm";
    case ElementwiseKind::kRotatePairs:
      return "rotate pairs";
    case ElementwiseKind::kRotateHalves:
      return "rotate halves";
    case ElementwiseKind::kGate:
      return "gate";
    case ElementwiseKind::kAdd:
      return "add";
    case ElementwiseKind::kAddVector:
      return "add vector";
    case ElementwiseKind::kScatterRows:
      return "scatter-rows";
    case ElementwiseKind::kGatherRows:
      return "gather-rows";
  }
  return "unknown";
}

std::optional<std::uint64_t> weight_bytes(TensorType type, std::optional<PackLayout> layout,
                                          std::uint32_t outputs, std::uint32_t inputs) {
  if (!layout) {
    const auto row_bytes = bytes_of(type, inputs);
    return row_bytes ? checked_mul(*row_bytes, std::uint64_t{outputs}) : std::nullopt;
  }
  const auto shape = PackedShape::of(*layout, type, static_cast<int>(outputs), static_cast<int>(inputs));
  return shape ? std::optional<std::uint64_t>(shape->size_bytes()) : std::nullopt;
}

DeviceStatus check_commands(const CommandList& list) {
  if (list.activations != TensorType::kF16 && list.activations != TensorType::kF32) {
    return device_fail(DeviceFailure::kInvalid, "activations are {}, allowed f16 and f32",
                       traits(list.activations).name);
  }
  if (list.commands.size() > CommandLimits::kCommands) {
    return device_fail(DeviceFailure::kInvalid, "{} commands, allowed up to {}",
                       list.commands.size(), CommandLimits::kCommands);
  }
  for (std::size_t index = 0; index < list.commands.size(); ++index)
    LLADA_CHECK(std::visit(Checker(index, list.activations), list.commands[index]));
  return {};
}

}  // namespace llada
