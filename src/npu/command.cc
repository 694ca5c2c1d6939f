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
    LLADA_CHECK(matrix("queries", c.queries, c.rows, std::uint64_t{c.heads} * c.head_dim));
    LLADA_CHECK(matrix("keys", c.keys, c.positions, kv_width));
    LLADA_CHECK(matrix("values", c.values, c.positions, kv_width));
    return sized("output", c.output, c.queries.length);
  }

  DeviceStatus operator()(const ElementwiseCommand& c) const {
    LLADA_CHECK(extent("layer", c.layer, 0, CommandLimits::kLayers));
    LLADA_CHECK(extent("rows", c.rows, 1, CommandLimits::kRows));
    LLADA_CHECK(extent("width", c.width, 1, CommandLimits::kExtent));
    LLADA_CHECK(range("first", c.first));
    LLADA_CHECK(range("second", c.second));
    if (c.kind == ElementwiseKind::kScatterRows) return cache(c);
    return matrix("output", c.output, c.rows, c.width);
  }

  DeviceStatus operator()(const HeadStatisticsCommand& c) const {
    LLADA_CHECK(extent("rows", c.rows, 1, CommandLimits::kRows));
    LLADA_CHECK(extent("first_token", c.first_token, 0, CommandLimits::kExtent));
    LLADA_CHECK(extent("tokens", c.tokens, 1, CommandLimits::kExtent - c.first_token));
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

  DeviceStatus cache(const ElementwiseCommand& c) const {
    LLADA_CHECK(range("output", c.output));
    const std::uint64_t row_bytes = std::uint64_t{c.width} * activation_bytes_;
    if (c.output.length % row_bytes == 0 && c.output.length / row_bytes >= c.rows) return {};
    return failed("output has {} bytes, not at least {} whole rows of {}", c.output.length, c.rows,
                  row_bytes);
  }

  DeviceStatus check_product(const ProductsCommand& c, const Product& p) const {
    LLADA_CHECK(extent("outputs", p.outputs, 1, CommandLimits::kExtent));
    LLADA_CHECK(extent("inputs", p.inputs, 1, CommandLimits::kExtent));
    const auto row_bytes = bytes_of(p.type, p.inputs);
    if (!row_bytes)
      return failed("{} inputs are no whole blocks of {}", p.inputs, traits(p.type).name);
    LLADA_CHECK(sized("weights", p.weights, *row_bytes * p.outputs));
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
    case ElementwiseKind::kRotate:
      return "rotate";
    case ElementwiseKind::kGate:
      return "gate";
    case ElementwiseKind::kAdd:
      return "add";
    case ElementwiseKind::kScatterRows:
      return "scatter-rows";
    case ElementwiseKind::kGatherRows:
      return "gather-rows";
  }
  return "unknown";
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
