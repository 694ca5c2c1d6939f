#include "npu/list_check.h"

#include <algorithm>

namespace llada {
namespace {

// Calls `reads` and `writes` with the ranges of a command.
template <class Reads, class Writes>
struct RangeVisitor {
  Reads reads;
  Writes writes;

  void operator()(const StageCommand& c) const { reads(c.from), writes(c.to); }
  void operator()(const ProductsCommand& c) const {
    reads(c.input);
    for (const Product& product : c.used()) reads(product.weights), writes(product.output);
  }
  void operator()(const AttentionCommand& c) const {
    reads(c.queries), reads(c.keys), reads(c.values), reads(c.own_keys), reads(c.own_values);
    reads(c.replaced), writes(c.output);
  }
  void operator()(const ElementwiseCommand& c) const {
    reads(c.first), reads(c.second), writes(c.output);
  }
  void operator()(const HeadStatisticsCommand& c) const { reads(c.logits), writes(c.statistics); }
  void operator()(const MapCommand&) const {}
  void operator()(const UnmapCommand&) const {}
  void operator()(const FenceCommand&) const {}
};
template <class Reads, class Writes>
RangeVisitor(Reads, Writes) -> RangeVisitor<Reads, Writes>;  // clang 14 deduces no aggregates

std::uint32_t rows_of(const Command& command) {
  return std::visit(
      [](const auto& c) -> std::uint32_t {
        if constexpr (requires { c.rows; }) return c.rows;
        return 0;
      },
      command);
}

}  // namespace

std::vector<RangeUse> ranges_of(const Command& command) {
  std::vector<RangeUse> uses;
  std::visit(RangeVisitor{[&](const BufferRange& range) {
                            uses.push_back({range, false});
                          },
                          [&](const BufferRange& range) {
                            uses.push_back({range, true});
                          }},
             command);
  return uses;
}

bool runs_on_npu(const Command& command) { return rows_of(command) > 0; }

DeviceResult<ListCheck::Buffer*> ListCheck::find(BufferId id) {
  const auto found = buffers_.find(id);
  if (found != buffers_.end()) return &found->second;
  return device_fail(DeviceFailure::kInvalid, "there is no buffer {}", id.value);
}

DeviceStatus ListCheck::check_range(const BufferRange& range, bool backing) {
  LLADA_TRY(buffer, find(range.buffer));
  if (range.offset > buffer->bytes || range.length > buffer->bytes - range.offset) {
    return device_fail(DeviceFailure::kInvalid, "bytes {}..{} of buffer {}, which has {}",
                       range.offset, range.offset + range.length, range.buffer.value,
                       buffer->bytes);
  }
  if (backing ? !buffer->in_window : buffer->visible()) return {};
  return device_fail(DeviceFailure::kInvalid, "buffer {} is {} the window", range.buffer.value,
                     backing ? "inside" : "outside");
}

DeviceStatus ListCheck::check_map(const MapCommand& command) {
  LLADA_TRY(buffer, find(command.buffer));
  if (buffer->visible())
    return device_fail(DeviceFailure::kInvalid, "buffer {} is visible", command.buffer.value);
  const std::uint64_t room = capabilities_.window_bytes - window_used_;
  if (buffer->bytes > room) {
    return device_fail(DeviceFailure::kWindowExhausted,
                       "a map of {} bytes, {} of the window's {} are free", buffer->bytes, room,
                       capabilities_.window_bytes);
  }
  buffer->mapped = true;
  window_used_ += buffer->bytes;
  return {};
}

DeviceStatus ListCheck::check_unmap(const UnmapCommand& command) {
  LLADA_TRY(buffer, find(command.buffer));
  if (!buffer->mapped)
    return device_fail(DeviceFailure::kInvalid, "buffer {} is not mapped", command.buffer.value);
  buffer->mapped = false;
  window_used_ -= buffer->bytes;
  return {};
}

DeviceStatus ListCheck::check_width(const Command& command) const {
  const auto bucket = width_bucket(capabilities_, static_cast<int>(rows_of(command)));
  if (!bucket) return tl::unexpected(bucket.error());
  return {};
}

DeviceStatus ListCheck::check_formats(const Command& command) const {
  const auto* products = std::get_if<ProductsCommand>(&command);
  if (products == nullptr) return {};
  const auto& known = capabilities_.formats;
  for (const Product& product : products->used()) {
    if (std::find(known.begin(), known.end(), product.type) != known.end()) continue;
    return device_fail(DeviceFailure::kUnsupported, "{} has no products of {}", capabilities_.name,
                       traits(product.type).name);
  }
  return {};
}

DeviceStatus ListCheck::check(const Command& command) {
  if (const auto* map = std::get_if<MapCommand>(&command)) return check_map(*map);
  if (const auto* unmap = std::get_if<UnmapCommand>(&command)) return check_unmap(*unmap);
  const bool stages = std::holds_alternative<StageCommand>(command);
  for (const RangeUse& use : ranges_of(command))
    LLADA_CHECK(check_range(use.range, stages && !use.write));
  if (!runs_on_npu(command)) return {};
  LLADA_CHECK(check_width(command));
  return check_formats(command);
}

DeviceStatus ListCheck::run(const CommandList& list) {
  for (std::size_t index = 0; index < list.commands.size(); ++index) {
    auto status = check(list.commands[index]);
    if (status) continue;
    return device_fail(status.error().failure, "command {}: {}", index, status.error().message);
  }
  return {};
}

}  // namespace llada
