#include "npu/host/command_runner.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "npu/head_statistics.h"

namespace llada {
namespace {

// Rows attended together: enough to reuse keys and values from cache, few enough to spread over threads.
constexpr int kAttentionRows = 16;

int size_of(std::uint32_t value) { return static_cast<int>(value); }

bool only_quantised(const ProductsCommand& command) {
  const auto used = command.used();
  return std::all_of(used.begin(), used.end(),
                     [](const Product& product) { return traits(product.type).block_elements > 1; });
}

}  // namespace

DeviceStatus CommandRunner::reserve(AlignedBuffer& scratch, std::size_t bytes) {
  if (scratch.size() >= bytes) return {};
  auto larger = AlignedBuffer::allocate(bytes);
  if (!larger) return device_fail(DeviceFailure::kWindowExhausted, "{}", larger.error().message);
  scratch = std::move(*larger);
  return {};
}

void CommandRunner::prepare(const ProductsCommand& command) {
  const auto prepare_rows = only_quantised(command) ? kernels_.prepare_for_quantised : kernels_.prepare;
  const auto x = rows_at<const float>(command.input, command.rows, command.products[0].inputs);
  pool_.parallel_for(command.rows, 1,
                     [&](IndexRange range, int) { prepare_rows(x, range, prepared_.bytes()); });
}

// Products that read the same prepared rows run as one job: their panels are numbered through.
DeviceStatus CommandRunner::run(const ProductsCommand& command) {
  const int inputs = size_of(command.products[0].inputs), rows = size_of(command.rows);
  LLADA_CHECK(reserve(prepared_, kernels_.prepared_bytes(rows, inputs)));
  std::array<PackedMatrix, kMaxProducts> matrices;
  std::size_t panels = 0;
  for (std::uint32_t index = 0; index < command.count; ++index) {
    const Product& product = command.products[index];
    const auto shape = PackedShape::of(*product.layout, product.type, size_of(product.outputs), inputs);
    if (!shape) return device_fail(DeviceFailure::kInvalid, "{}", shape.error().message);
    matrices[index] = PackedMatrix(*shape, at<const std::byte>(product.weights));
    panels += static_cast<std::size_t>(shape->panels());
  }
  prepare(command);
  pool_.parallel_for(panels, 1, [&](IndexRange range, int) {
    std::size_t first = 0;
    for (std::uint32_t index = 0; index < command.count; ++index) {
      const auto count = static_cast<std::size_t>(matrices[index].panels());
      const std::size_t begin = std::clamp(range.begin, first, first + count) - first;
      const std::size_t end = std::clamp(range.end, first, first + count) - first;
      const Product& product = command.products[index];
      const auto y = rows_at<float>(product.output, command.rows, product.outputs);
      if (begin < end) kernels_.multiply(matrices[index], prepared_.bytes(), y, {begin, end});
      first += count;
    }
  });
  return {};
}

CommandRunner::Attention CommandRunner::attention_of(const AttentionCommand& command) const {
  const std::uint64_t query_width = std::uint64_t{command.heads} * command.head_dim;
  const std::uint64_t kv_width = std::uint64_t{command.kv_heads} * command.head_dim;
  return {.head_dim = size_of(command.head_dim),
          .heads_per_key = size_of(command.heads / command.kv_heads),
          .queries = rows_at<const float>(command.queries, command.rows, query_width),
          .keys = rows_at<const float>(command.keys, command.positions, kv_width),
          .values = rows_at<const float>(command.values, command.positions, kv_width),
          .own_keys = rows_at<const float>(command.own_keys, command.rows, kv_width),
          .own_values = rows_at<const float>(command.own_values, command.rows, kv_width),
          .replaced = {at<const std::uint32_t>(command.replaced), command.rows},
          .output = rows_at<float>(command.output, command.rows, query_width)};
}

DeviceStatus CommandRunner::run(const AttentionCommand& command) {
  const Attention attention = attention_of(command);
  for (const std::uint32_t pos : attention.replaced) {
    if (pos < command.positions || pos == kNoPosition) continue;
    return device_fail(DeviceFailure::kInvalid, "a probe replaces position {} of {}", pos, command.positions);
  }
  const std::size_t stride = (command.positions + 15) / 16 * 16;  // whole cache lines
  LLADA_CHECK(reserve(scores_, stride * static_cast<std::size_t>(pool_.size()) * sizeof(float)));
  const std::size_t groups = (command.rows + kAttentionRows - 1) / kAttentionRows;
  pool_.parallel_for(command.heads * groups, 1, [&](IndexRange range, int thread) {
    const auto scratch = scores_.as<float>().subspan(stride * static_cast<std::size_t>(thread), stride);
    for (std::size_t item = range.begin; item < range.end; ++item)
      attend(attention, static_cast<int>(item % command.heads), static_cast<int>(item / command.heads) * kAttentionRows, scratch);
  });
  return {};
}

// One head of up to kAttentionRows rows, `first` on.
void CommandRunner::attend(const Attention& a, int head, int first, std::span<float> scratch) const {
  const int count = std::min(kAttentionRows, a.queries.rows - first);
  const int query_column = head * a.head_dim, kv_column = head / a.heads_per_key * a.head_dim;
  std::array<AttentionRow, kAttentionRows> targets;
  for (int index = 0; index < count; ++index) {
    AttentionRow& target = targets[static_cast<std::size_t>(index)];
    target.key_end = a.keys.rows;
    const std::uint32_t replaced = a.replaced[static_cast<std::size_t>(first + index)];
    if (replaced == kNoPosition) continue;
    target.replaced = size_of(replaced);
    target.own_key = a.own_keys.row(first + index).data() + kv_column;
    target.own_value = a.own_values.row(first + index).data() + kv_column;
  }
  const auto slice = [&](auto matrix) {
    return decltype(matrix)(matrix.row(first).data() + query_column, count, a.head_dim, matrix.stride);
  };
  kernels_.attend(slice(a.queries), a.keys.columns(kv_column, a.head_dim), a.values.columns(kv_column, a.head_dim),
                  {targets.data(), static_cast<std::size_t>(count)}, scratch, slice(a.output));
}

void CommandRunner::norm(const ElementwiseCommand& command) {
  const auto x = rows_at<const float>(command.first, command.rows, command.width);
  const auto y = rows_at<float>(command.output, command.rows, command.width);
  const std::span<const float> weights(at<const float>(command.second), command.width);
  pool_.parallel_for(command.rows, 1, [&](IndexRange range, int) {
    for (auto row = static_cast<int>(range.begin); row < static_cast<int>(range.end); ++row) {
      kernels_.rms_norm(x.row(row), weights, command.epsilon, y.row(row));
    }
  });
}

void CommandRunner::rotate(const ElementwiseCommand& command) {
  const auto x = rows_at<const float>(command.first, command.rows, command.width);
  const auto y = rows_at<float>(command.output, command.rows, command.width);
  const std::size_t angles = command.second.length / sizeof(float) / command.rows, pairs = angles / 2;
  const float* cosines = at<const float>(command.second);
  const bool interleaved = command.kind == ElementwiseKind::kRotatePairs;
  pool_.parallel_for(command.rows, 1, [&](IndexRange range, int) {
    for (std::size_t row = range.begin; row < range.end; ++row) {
      const std::span<const float> of_row(cosines + row * angles, angles);
      const std::span<float> heads = y.row(static_cast<int>(row));
      if (x.data != y.data) std::ranges::copy(x.row(static_cast<int>(row)), heads.begin());
      for (std::size_t head = 0; head < heads.size(); head += command.head_dim) {
        kernels_.rope(heads.subspan(head, angles), of_row.first(pairs), of_row.last(pairs), interleaved);
      }
    }
  });
}

// kGate, kAdd and kAddVector work in place; what is elsewhere is copied first.
void CommandRunner::combine(const ElementwiseCommand& command) {
  const auto x = rows_at<const float>(command.first, command.rows, command.width);
  const auto y = rows_at<float>(command.output, command.rows, command.width);
  const bool vector = command.kind == ElementwiseKind::kAddVector;
  const auto other = rows_at<const float>(command.second, vector ? 1 : command.rows, command.width);
  pool_.parallel_for(command.rows, 1, [&](IndexRange range, int) {
    for (auto row = static_cast<int>(range.begin); row < static_cast<int>(range.end); ++row) {
      if (x.data != y.data) std::ranges::copy(x.row(row), y.row(row).begin());
      const auto with = other.row(vector ? 0 : row);
      command.kind == ElementwiseKind::kGate ? kernels_.swiglu(y.row(row), with) : kernels_.add(y.row(row), with);
    }
  });
}

// Few bytes: not worth the threads' meeting.
DeviceStatus CommandRunner::move_rows(const ElementwiseCommand& command) {
  const bool scatters = command.kind == ElementwiseKind::kScatterRows;
  const std::uint64_t row_bytes = std::uint64_t{command.width} * sizeof(float);
  const std::uint64_t room = (scatters ? command.output : command.first).length / row_bytes;
  const std::uint32_t* indices = at<const std::uint32_t>(command.second);
  const std::byte* from = at<const std::byte>(command.first);
  std::byte* to = at<std::byte>(command.output);
  for (std::uint32_t row = 0; row < command.rows; ++row) {
    const std::uint32_t index = indices[row];
    if (scatters && index == kNoPosition) continue;
    if (index >= room) return device_fail(DeviceFailure::kInvalid, "row {} of {}", index, room);
    std::memcpy(to + (scatters ? index : row) * row_bytes, from + (scatters ? row : index) * row_bytes, row_bytes);
  }
  return {};
}

DeviceStatus CommandRunner::run(const ElementwiseCommand& command) {
  switch (command.kind) {
    case ElementwiseKind::kNorm:
      norm(command);
      return {};
    case ElementwiseKind::kRotatePairs:
    case ElementwiseKind::kRotateHalves:
      rotate(command);
      return {};
    case ElementwiseKind::kGate:
    case ElementwiseKind::kAdd:
    case ElementwiseKind::kAddVector:
      combine(command);
      return {};
    case ElementwiseKind::kScatterRows:
    case ElementwiseKind::kGatherRows:
      return move_rows(command);
  }
  return device_fail(DeviceFailure::kUnsupported, "unknown elementwise work");
}

// Slices are merged in ascending order, whatever thread summed them.
DeviceStatus CommandRunner::run(const HeadStatisticsCommand& command) {
  const auto logits = rows_at<const float>(command.logits, command.rows, command.tokens);
  const std::size_t slices = (command.tokens + command.slice - 1) / command.slice;
  partials_.resize(command.rows * slices);
  pool_.parallel_for(partials_.size(), 1, [&](IndexRange range, int) {
    for (std::size_t item = range.begin; item < range.end; ++item) {
      const std::size_t begin = item % slices * command.slice;
      const std::size_t count = std::min<std::size_t>(command.slice, command.tokens - begin);
      const auto slice = logits.row(static_cast<int>(item / slices)).subspan(begin, count);
      partials_[item] = sum_tokens(slice, kernels_.logit_sums(slice),
                                   static_cast<int>(command.first_token + begin));
    }
  });
  std::byte* records = at<std::byte>(command.statistics);
  for (std::uint32_t row = 0; row < command.rows; ++row) {
    const HeadRecord record(records + row * kHeadStatisticsBytes, kHeadStatisticsBytes);
    TokenSums sums;
    if (command.first_token != 0) {
      LLADA_TRY(before, read_record(record));
      sums = before;
    }
    for (std::size_t slice = 0; slice < slices; ++slice) sums.merge(partials_[row * slices + slice]);
    write_record(sums, record);
  }
  return {};
}

}  // namespace llada
