#include "npu/step_program.h"

#include <algorithm>
#include <numeric>

#include "base/checked.h"

namespace llada {
namespace {

using Kind = ResidencyAction::Kind;

constexpr std::uint64_t kRegionAlignment = 128;  // an HVX vector
constexpr int kMaxPositions = 1 << 20;

std::uint64_t size_of(int value) { return static_cast<std::uint64_t>(value); }

std::uint64_t widest_tile(std::span<const Chunk> chunks) {
  std::uint64_t widest = 1;
  for (const Chunk& chunk : chunks) {
    if (chunk.kind == ChunkKind::kHead)
      widest = std::max<std::uint64_t>(widest, chunk.matrices[0].outputs);
  }
  return widest;
}

Status check_largest(const StepExtents& largest) {
  const bool inside = largest.rows >= 1 && largest.head_rows >= 0 &&
                      largest.head_rows <= largest.rows && largest.positions >= 1 &&
                      largest.positions <= kMaxPositions && largest.sequences >= 1;
  if (inside) return {};
  return fail(ErrorCode::kUsage,
              "a step of {} rows, {} of them for the head, over {} positions; allowed: from 1 "
              "row, 0..rows for the head, 1..{} positions",
              largest.rows, largest.head_rows, largest.positions, kMaxPositions);
}

// Rows padded to the device's width; the cache holds at least as many positions.
Result<StepExtents> padded(const NpuCapabilities& capabilities, StepExtents extents) {
  LLADA_CHECK(check_largest(extents));
  const auto bucket = width_bucket(capabilities, extents.rows);
  if (!bucket) return tl::unexpected(to_error(bucket.error()));
  extents.rows = *bucket;
  extents.positions = std::max(extents.positions, extents.rows);
  return extents;
}

Status as_status(const DeviceStatus& status) {
  if (status) return {};
  return tl::unexpected(to_error(status.error()));
}

}  // namespace

StepRegions StepProgram::lay_out(const NetworkShape& shape, std::span<const Chunk> chunks,
                                 const StepExtents& largest, TensorType activations) {
  std::uint64_t at = 0;
  const auto take = [&at](std::uint64_t bytes) {
    const std::uint64_t begin = at;
    at += (bytes + kRegionAlignment - 1) / kRegionAlignment * kRegionAlignment;
    return begin;
  };
  const std::uint64_t activation = traits(activations).block_bytes;
  const std::uint64_t rows = size_of(largest.rows), head_rows = size_of(largest.head_rows);
  const std::uint64_t row = rows * activation, head_row = head_rows * activation;
  const std::uint64_t hidden = size_of(shape.hidden), kv_width = size_of(shape.kv_width());
  const std::uint64_t biases = shape.qkv_bias ? size_of(shape.query_width()) + 2 * kv_width : 0;
  StepRegions regions;
  regions.hidden = take(row * hidden);
  regions.normed = take(row * hidden);
  regions.queries = take(row * size_of(shape.query_width()));
  regions.keys = take(row * kv_width);
  regions.values = take(row * kv_width);
  regions.attended = take(row * size_of(shape.query_width()));
  regions.gate = take(row * size_of(shape.ffn));
  regions.up = take(row * size_of(shape.ffn));
  regions.gathered = take(head_row * hidden);
  regions.logits = take(head_row * (largest.keep_logits ? size_of(shape.vocabulary) : widest_tile(chunks)));
  regions.statistics = take(head_rows * kHeadStatisticsBytes);
  regions.positions = take(rows * sizeof(std::uint32_t));
  regions.replaced = take(rows * sizeof(std::uint32_t));
  regions.angles = take(rows * size_of(shape.rotated()) * sizeof(float));
  regions.head_rows = take(head_rows * sizeof(std::uint32_t));
  regions.layer_constants = (2 * hidden + biases) * sizeof(float);
  regions.constants = take(size_of(shape.layers) * regions.layer_constants + hidden * sizeof(float));
  regions.cache = take(size_of(largest.sequences) * size_of(shape.layers) * 2 * size_of(largest.positions) *
                       kv_width * activation);
  regions.end = at;
  return regions;
}

Result<std::uint64_t> StepProgram::working_bytes(const NpuCapabilities& capabilities,
                                                 const NetworkShape& shape,
                                                 std::span<const Chunk> chunks,
                                                 const StepExtents& largest) {
  LLADA_TRY(extents, padded(capabilities, largest));
  const auto bytes =
      checked_round_up(lay_out(shape, chunks, extents, capabilities.activations).end,
                       capabilities.alignment_bytes);
  if (bytes) return *bytes;
  return fail(ErrorCode::kOutOfMemory, "working memory beyond 2^64 bytes");
}

Result<ResidencyPlan> StepProgram::plan_window(const NpuCapabilities& capabilities, const NetworkShape& shape,
                                               std::span<const Chunk> chunks, const StepExtents& largest,
                                               ResidencyPolicy policy, int streaming_slots) {
  LLADA_TRY(working, working_bytes(capabilities, shape, chunks, largest));
  const std::uint64_t window = capabilities.window_bytes, alignment = capabilities.alignment_bytes;
  const std::uint64_t left = (window - std::min(working, window)) / alignment * alignment;
  auto plan = plan_residency(chunks, {policy, left, alignment, streaming_slots});
  if (plan) return plan;
  return fail_at(fmt::format("window of {} bytes, of which activations and K/V take {}", window, working),
                 std::move(plan).error());
}

StepProgram::StepProgram(NpuDevice& device, const NetworkShape& shape, std::vector<Chunk> chunks,
                         ResidencyPlan plan, Transfer transfer, const StepExtents& largest)
    : device_(device),
      shape_(shape),
      chunks_(std::move(chunks)),
      plan_(std::move(plan)),
      transfer_(transfer),
      largest_(largest),
      regions_(lay_out(shape_, chunks_, largest_, device.capabilities().activations)),
      walk_(plan_, chunks_) {}

StepProgram::~StepProgram() {
  for (const BufferId buffer : owned_) (void)device_.free(buffer);
}

Result<std::unique_ptr<StepProgram>> StepProgram::create(NpuDevice& device,
                                                         const NetworkShape& shape,
                                                         std::vector<Chunk> chunks,
                                                         ResidencyPlan plan, Transfer transfer,
                                                         const StepExtents& largest,
                                                         std::span<const HostBytes> contents) {
  LLADA_TRY(extents, padded(device.capabilities(), largest));
  std::unique_ptr<StepProgram> program(
      new StepProgram(device, shape, std::move(chunks), std::move(plan), transfer, extents));
  LLADA_CHECK(as_status(program->allocate(contents)));
  return program;
}

DeviceStatus StepProgram::allocate(std::span<const HostBytes> contents) {
  LLADA_TRY(working, device_.alloc(regions_.end));
  owned_.push_back(working_ = working);
  if (transfer_ == Transfer::kStage) {
    LLADA_TRY(arena, device_.alloc(plan_.used_bytes()));
    owned_.push_back(arena_ = arena);
  }
  return allocate_backing(contents);
}

DeviceResult<BufferId> StepProgram::back(const HostBytes* contents, std::uint64_t offset,
                                         std::uint64_t bytes) {
  if (contents != nullptr) {
    return device_.share({contents->memory.subspan(offset, bytes), contents->descriptor,
                          contents->file_offset + offset});
  }
  return device_.alloc_backing(bytes, transfer_ == Transfer::kCopyMap ? BackingKind::kUnregistered
                                                                      : BackingKind::kRegistered);
}

DeviceStatus StepProgram::allocate_backing(std::span<const HostBytes> contents) {
  for (std::size_t at = 0; at < chunks_.size(); ++at) {
    const Chunk& chunk = chunks_[at];
    const HostBytes* bytes = contents.empty() ? nullptr : &contents[at];
    std::vector<std::pair<std::uint64_t, std::uint64_t>> pieces{{0, chunk.bytes}};
    if (per_matrix()) {
      pieces.clear();
      for (const WeightMatrix& matrix : chunk.matrices) pieces.emplace_back(matrix.offset, matrix.bytes);
    }
    backing_.emplace_back();
    for (const auto& [offset, size] : pieces) {
      LLADA_TRY(buffer, back(bytes, offset, size));
      owned_.push_back(buffer);
      backing_.back().push_back(buffer);
    }
  }
  return {};
}

BufferRange StepProgram::cache(int sequence, std::uint32_t layer, int which) const {
  const StepForm form = form_of(largest_, largest_.rows);
  return cache_range(shape_, regions_, working_, form, sequence, layer, which, form.max_positions);
}

BufferId StepProgram::backing_of(const ResidencyAction& action) const {
  const auto& buffers = backing_[static_cast<std::size_t>(action.chunk)];
  return per_matrix() ? buffers[static_cast<std::size_t>(action.matrix)] : buffers[0];
}

BufferRange StepProgram::place_of(const ResidencyAction& action, const WeightMatrix& matrix) const {
  const std::uint64_t within = per_matrix() ? 0 : matrix.offset;
  if (transfer_ == Transfer::kStage) return {arena_, action.offset + within, matrix.bytes};
  return {backing_of(action), within, matrix.bytes};
}

void StepProgram::load(const ResidencyAction& action, CommandList& list) const {
  const BufferId from = backing_of(action);
  if (transfer_ == Transfer::kStage) {
    list.commands.emplace_back(
        StageCommand{{from, 0, action.bytes}, {arena_, action.offset, action.bytes}});
  } else {
    list.commands.emplace_back(MapCommand{from});
  }
}

void StepProgram::use(const ResidencyAction& action, StepWriter& writer) const {
  const Chunk& chunk = chunks_[static_cast<std::size_t>(action.chunk)];
  const bool whole = action.matrix == ResidencyAction::kWholeChunk;
  const std::size_t first = whole ? 0 : static_cast<std::size_t>(action.matrix);
  const std::size_t last = whole ? chunk.matrices.size() : first + 1;
  writer.chunk(chunk, first, last,
               [&](const WeightMatrix& matrix) { return place_of(action, matrix); });
}

Status StepProgram::check_extents(const StepExtents& extents) const {
  LLADA_CHECK(check_largest(extents));
  const auto rows_of = [](int sum, const SequenceRows& run) { return sum + run.rows; };
  const int run_rows = std::accumulate(extents.runs.begin(), extents.runs.end(), 0, rows_of);
  const bool runs_fit = std::all_of(extents.runs.begin(), extents.runs.end(), [&](const SequenceRows& run) {
    return run.rows >= 1 && run.sequence >= 0 && run.sequence < largest_.sequences;
  });
  const bool fits = extents.rows <= largest_.rows && extents.positions <= largest_.positions &&
                    extents.head_rows <= largest_.head_rows &&
                    (largest_.keep_logits || !extents.keep_logits) && runs_fit &&
                    (extents.runs.empty() || run_rows == extents.rows);
  if (fits) return {};
  return fail(ErrorCode::kUsage,
              "a step of {} rows, {} for the head, over {} positions; the program was made for {}, "
              "{} and {}",
              extents.rows, extents.head_rows, extents.positions, largest_.rows, largest_.head_rows,
              largest_.positions);
}

// Rows added to fill the width belong to the last run.
StepForm StepProgram::form_of(const StepExtents& extents, int width) const {
  StepForm form{.activations = device_.capabilities().activations,
                .rows = static_cast<std::uint32_t>(width),
                .positions = static_cast<std::uint32_t>(extents.positions),
                .max_positions = static_cast<std::uint32_t>(largest_.positions),
                .head_rows = static_cast<std::uint32_t>(extents.head_rows),
                .keep_logits = extents.keep_logits,
                .runs = extents.runs};
  if (form.runs.empty()) form.runs.push_back({0, extents.rows});
  form.runs.back().rows += width - extents.rows;
  return form;
}

Result<StepLists> StepProgram::next(const StepExtents& extents) {
  LLADA_CHECK(check_extents(extents));
  LLADA_TRY(wide, padded(device_.capabilities(), extents));
  StepLists lists;
  lists.width = wide.rows;
  lists.step.activations = lists.ahead.activations = device_.capabilities().activations;
  const StepForm form = form_of(extents, wide.rows);
  StepWriter writer(shape_, regions_, working_, form, lists.step);
  const auto actions = walk_.next_step();
  std::vector<bool> used(chunks_.size(), false);
  for (const ResidencyAction& action : actions) {
    const auto chunk = static_cast<std::size_t>(action.chunk);
    const bool for_next_step = action.kind == Kind::kLoad && !per_matrix() && used[chunk];
    if (action.kind == Kind::kLoad) load(action, for_next_step ? lists.ahead : lists.step);
    if (action.kind == Kind::kUse) use(action, writer), used[chunk] = true;
    if (action.kind == Kind::kDrop && transfer_ != Transfer::kStage)
      lists.step.commands.emplace_back(UnmapCommand{backing_of(action)});
    if (per_matrix()) lists.step.commands.emplace_back(FenceCommand{});
  }
  return lists;
}

Result<Nanoseconds> run_step(NpuDevice& device, StepProgram& program, const StepExtents& extents,
                             Nanoseconds timeout) {
  LLADA_TRY(lists, program.next(extents));
  const Nanoseconds begin = device.now();
  const auto step = device.submit(lists.step);
  if (!step) return tl::unexpected(to_error(step.error()));
  if (!lists.ahead.commands.empty()) {
    const auto ahead = device.submit(lists.ahead);
    if (!ahead) return tl::unexpected(to_error(ahead.error()));
  }
  LLADA_CHECK(as_status(device.wait(*step, timeout)));
  return device.now() - begin;
}

}  // namespace llada
