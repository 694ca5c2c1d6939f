#include "engine/device_dense_path.h"

#include <algorithm>
#include <numeric>

#include "npu/head_statistics.h"

namespace llada {
namespace {

// Lengths are rounded up, so that answers of nearly the same length share a program and what it has staged.
constexpr int kPositionStep = 64;

Status as_status(const DeviceStatus& status) {
  if (status) return {};
  return tl::unexpected(to_error(status.error()));
}

std::vector<SequenceRows> runs_of(std::span<const ForwardRow> rows) {
  std::vector<SequenceRows> runs;
  for (const ForwardRow& row : rows) {
    if (runs.empty() || runs.back().sequence != row.sequence.value) runs.push_back({row.sequence.value, 0});
    ++runs.back().rows;
  }
  return runs;
}

}  // namespace

Result<std::unique_ptr<DeviceDensePath>> DeviceDensePath::create(const Weights& weights,
                                                                 const KernelSet& kernels,
                                                                 std::unique_ptr<NpuDevice> device,
                                                                 const DevicePathOptions& options) {
  std::unique_ptr<DeviceDensePath> path(new DeviceDensePath(weights, kernels, std::move(device), options));
  LLADA_TRY(chunks, weight_chunks(weights));
  path->chunks_ = std::move(chunks);
  return path;
}

StepExtents DeviceDensePath::largest_for(const DenseNeeds& needs) const {
  StepExtents largest;
  largest.positions = (needs.positions + kPositionStep - 1) / kPositionStep * kPositionStep;
  largest.rows = largest.positions * (needs.sequences + (needs.probes ? 1 : 0));
  largest.head_rows = largest.rows;
  largest.sequences = needs.sequences;
  largest.keep_logits = needs.logits;
  return largest;
}

Status DeviceDensePath::begin(const DenseNeeds& needs) {
  const StepExtents largest = largest_for(needs);
  const bool fits = program_ && largest.positions == largest_.positions && largest.rows <= largest_.rows &&
                    largest.sequences <= largest_.sequences && largest.keep_logits == largest_.keep_logits;
  if (!fits) LLADA_CHECK(make_program(largest));
  positions_ = needs.positions;
  versions_.assign(static_cast<std::size_t>(needs.sequences), Versions(static_cast<std::size_t>(needs.positions)));
  return {};
}

// What stays for good is best mapped where a map costs nothing: a copy would only take memory twice.
Transfer DeviceDensePath::transfer_for(const ResidencyPlan& plan) const {
  if (device_->capabilities().prefers_maps) return Transfer::kMap;
  const bool stays = plan.options.policy == ResidencyPolicy::kPlanned && plan.streamed.empty();
  return stays && device_->capabilities().shares_memory ? Transfer::kMap : Transfer::kStage;
}

Status DeviceDensePath::make_program(const StepExtents& largest) {
  program_.reset();
  LLADA_TRY(plan, StepProgram::plan_window(device_->capabilities(), chunks_.shape, chunks_.chunks, largest,
                                           options_.residency, options_.streaming_slots));
  LLADA_TRY(program, StepProgram::create(*device_, chunks_.shape, chunks_.chunks, plan, transfer_for(plan), largest,
                                         chunks_.contents));
  LLADA_TRY(rope, RopeTables::create(weights_.config(), largest.positions));
  program_ = std::move(program);
  largest_ = largest;
  rope_ = std::move(rope);
  return write_constants();
}

Status DeviceDensePath::write_vector(std::uint32_t layer, StepConstant constant, std::span<const float> values) {
  if (values.empty()) return {};
  return as_status(device_->write(program_->constant(layer, constant), std::as_bytes(values)));
}

Status DeviceDensePath::write_constants() {
  const auto layers = static_cast<std::uint32_t>(chunks_.shape.layers);
  for (std::uint32_t index = 0; index < layers; ++index) {
    const LayerWeights& layer = weights_.layer(static_cast<int>(index));
    LLADA_CHECK(write_vector(index, StepConstant::kAttentionNorm, layer.attention_norm));
    LLADA_CHECK(write_vector(index, StepConstant::kFeedForwardNorm, layer.ffn_norm));
    LLADA_CHECK(write_vector(index, StepConstant::kQueryBias, layer.query_bias));
    LLADA_CHECK(write_vector(index, StepConstant::kKeyBias, layer.key_bias));
    LLADA_CHECK(write_vector(index, StepConstant::kValueBias, layer.value_bias));
  }
  return write_vector(layers, StepConstant::kAttentionNorm, weights_.output_norm());
}

Status DeviceDensePath::check(std::span<const ForwardRow> rows) const {
  for (const ForwardRow& row : rows) {
    const bool inside = row.sequence.value >= 0 && static_cast<std::size_t>(row.sequence.value) < versions_.size() &&
                        row.position.value >= 0 && row.position.value < positions_ && row.token.value >= 0 &&
                        row.token.value < weights_.config().vocabulary;
    if (inside) continue;
    return fail(ErrorCode::kInternal, "row of token {} at position {} of {}, sequence {} of {}", row.token.value,
                row.position.value, positions_, row.sequence.value, versions_.size());
  }
  return {};
}

void DeviceDensePath::note_versions(std::span<const ForwardRow> rows, Step step) {
  for (const ForwardRow& row : rows) {
    if (row.probe) continue;
    Versions& versions = versions_[static_cast<std::size_t>(row.sequence.value)];
    versions[static_cast<std::size_t>(row.position.value)] = {row.token, step};
  }
}

Status DeviceDensePath::check_complete(std::span<const SequenceRows> runs) const {
  for (const SequenceRows& run : runs) {
    const Versions& versions = versions_[static_cast<std::size_t>(run.sequence)];
    const bool complete = std::all_of(versions.begin(), versions.end(),
                                      [](const KvCache::Version& version) { return version.step.value >= 0; });
    if (!complete) return fail(ErrorCode::kInternal, "a pass over a cache with positions never computed");
  }
  return {};
}

template <class T>
Status DeviceDensePath::write(std::uint64_t offset, std::span<const T> values) {
  if (values.empty()) return {};
  return as_status(device_->write({program_->working(), offset, values.size_bytes()}, std::as_bytes(values)));
}

// Rows beyond those given fill the width: they attend, and nothing reads what they make.
Status DeviceDensePath::write_rows(std::span<const ForwardRow> rows, int width) {
  const auto count = static_cast<std::size_t>(width);
  const auto hidden = static_cast<std::size_t>(chunks_.shape.hidden);
  const auto rotated = static_cast<std::size_t>(chunks_.shape.rotated());
  states_.assign(count * hidden, 0);
  angles_.assign(count * rotated, 0);
  cache_at_.assign(count, kNoPosition);
  replaced_.assign(count, kNoPosition);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const ForwardRow& row = rows[at];
    unpack_row(weights_.embedding(), row.token.value, std::span(states_).subspan(at * hidden, hidden));
    const auto angles = std::span(angles_).subspan(at * rotated, rotated);
    std::ranges::copy(rope_.cosines(row.position), angles.begin());
    std::ranges::copy(rope_.sines(row.position), angles.begin() + static_cast<std::ptrdiff_t>(rotated / 2));
    (row.probe ? replaced_ : cache_at_)[at] = static_cast<std::uint32_t>(row.position.value);
  }
  const StepRegions& regions = program_->regions();
  LLADA_CHECK(write(regions.hidden, std::span<const float>(states_)));
  LLADA_CHECK(write(regions.angles, std::span<const float>(angles_)));
  LLADA_CHECK(write(regions.positions, std::span<const std::uint32_t>(cache_at_)));
  return write(regions.replaced, std::span<const std::uint32_t>(replaced_));
}

Status DeviceDensePath::write_head_rows() {
  head_rows_.assign(wanted_.rows.begin(), wanted_.rows.end());
  return write(program_->regions().head_rows, std::span<const std::uint32_t>(head_rows_));
}

Status DeviceDensePath::submit(const StepLists& lists) {
  const auto step = device_->submit(lists.step);
  if (!step) return tl::unexpected(to_error(step.error()));
  if (!lists.ahead.commands.empty()) {
    const auto ahead = device_->submit(lists.ahead);
    if (!ahead) return tl::unexpected(to_error(ahead.error()));
  }
  return as_status(device_->wait(*step, options_.timeout));
}

Status DeviceDensePath::run(std::span<const ForwardRow> rows, const HeadWanted& wanted, Step step) {
  LLADA_CHECK(check(rows));
  note_versions(rows, step);
  const std::vector<SequenceRows> runs = runs_of(rows);
  LLADA_CHECK(check_complete(runs));
  wanted_ = wanted;
  LLADA_TRY(lists, program_->next({.rows = static_cast<int>(rows.size()),
                                   .positions = positions_,
                                   .head_rows = static_cast<int>(wanted.rows.size()),
                                   .keep_logits = wanted.logits,
                                   .runs = runs}));
  LLADA_CHECK(write_rows(rows, lists.width));
  LLADA_CHECK(write_head_rows());
  return submit(lists);
}

Result<std::size_t> DeviceDensePath::place_of(int row) const {
  const auto found = std::find(wanted_.rows.begin(), wanted_.rows.end(), row);
  if (found == wanted_.rows.end()) return fail(ErrorCode::kInternal, "head row {} was not asked for", row);
  return static_cast<std::size_t>(found - wanted_.rows.begin());
}

Result<std::vector<TokenStats>> DeviceDensePath::head(std::span<const HeadRow> rows, const HeadRule& rule) {
  if (wanted_.logits) return sample(rows, rule);
  std::vector<std::byte> records(wanted_.rows.size() * kHeadStatisticsBytes);
  LLADA_CHECK(as_status(device_->read({program_->working(), program_->regions().statistics, records.size()}, records)));
  std::vector<TokenStats> stats;
  for (const HeadRow& row : rows) {
    LLADA_TRY(place, place_of(row.row));
    const auto record = std::span(records).subspan(place * kHeadStatisticsBytes).first<kHeadStatisticsBytes>();
    const auto sums = read_record(record);
    if (!sums) return tl::unexpected(to_error(sums.error()));
    stats.push_back(stats_of(*sums, rule));
  }
  return stats;
}

// What the device's statistics leave out: noise and banned tokens. Slices are those of ForwardPass.
Result<std::vector<TokenStats>> DeviceDensePath::sample(std::span<const HeadRow> rows, const HeadRule& rule) {
  const auto slice = static_cast<std::size_t>(chunks_.shape.head_slice);
  std::vector<float> row_logits(static_cast<std::size_t>(chunks_.shape.vocabulary));
  std::vector<TokenStats> stats;
  for (const HeadRow& row : rows) {
    LLADA_CHECK(logits(std::span(&row.row, 1), {row_logits.data(), 1, chunks_.shape.vocabulary}));
    StatsAccumulator all;
    for (std::size_t first = 0; first < row_logits.size(); first += slice) {
      StatsAccumulator part;
      part.add_slice(std::span(row_logits).subspan(first, std::min(slice, row_logits.size() - first)),
                     static_cast<int>(first), row.position, rule, kernels_.logit_sums);
      all.merge(part);
    }
    stats.push_back(all.finish(rule));
  }
  return stats;
}

// Tiles lie one after another, each [head rows][its tokens].
Status DeviceDensePath::logits(std::span<const int> rows, MatrixView<float> out) {
  for (const Chunk& chunk : chunks_.chunks) {
    if (chunk.kind != ChunkKind::kHead) continue;
    const std::uint64_t tokens = chunk.matrices[0].outputs, first = chunk.first_token;
    for (std::size_t at = 0; at < rows.size(); ++at) {
      LLADA_TRY(place, place_of(rows[at]));
      const std::uint64_t offset = (first * wanted_.rows.size() + place * tokens) * sizeof(float);
      const auto part = out.row(static_cast<int>(at)).subspan(first, tokens);
      LLADA_CHECK(as_status(device_->read({program_->working(), program_->regions().logits + offset, part.size_bytes()},
                                          std::as_writable_bytes(part))));
    }
  }
  return {};
}

BufferRange DeviceDensePath::cache_rows(int sequence, int layer, int which, int first, int count) const {
  BufferRange range = program_->cache(sequence, static_cast<std::uint32_t>(layer), which);
  const std::uint64_t row_bytes = static_cast<std::uint64_t>(chunks_.shape.kv_width()) * sizeof(float);
  range.offset += static_cast<std::uint64_t>(first) * row_bytes;
  range.length = static_cast<std::uint64_t>(count) * row_bytes;
  return range;
}

Status DeviceDensePath::fork(SequenceId branch) {
  std::vector<std::byte> plane(cache_rows(0, 0, 0, 0, positions_).length);
  for (int layer = 0; layer < chunks_.shape.layers; ++layer) {
    for (const int which : {0, 1}) {
      LLADA_CHECK(as_status(device_->read(cache_rows(0, layer, which, 0, positions_), plane)));
      LLADA_CHECK(as_status(device_->write(cache_rows(branch.value, layer, which, 0, positions_), plane)));
    }
  }
  versions_[static_cast<std::size_t>(branch.value)] = versions_[0];
  return {};
}

Status DeviceDensePath::save(KvCache& to) {
  for (int layer = 0; layer < chunks_.shape.layers; ++layer) {
    for (const int which : {0, 1}) {
      const auto plane = which == 0 ? to.keys(layer) : to.values(layer);
      const std::span<float> values(plane.data, static_cast<std::size_t>(plane.rows) * static_cast<std::size_t>(plane.cols));
      LLADA_CHECK(as_status(device_->read(cache_rows(0, layer, which, 0, positions_), std::as_writable_bytes(values))));
    }
  }
  for (int pos = 0; pos < positions_; ++pos)
    to.set_version(Position(pos), versions_[0][static_cast<std::size_t>(pos)]);
  return {};
}

Status DeviceDensePath::restore(KvCache& from, std::span<const Position> positions) {
  for (const Position pos : positions) {
    for (int layer = 0; layer < chunks_.shape.layers; ++layer) {
      for (const int which : {0, 1}) {
        const auto row = (which == 0 ? from.keys(layer) : from.values(layer)).row(pos.value);
        LLADA_CHECK(as_status(device_->write(cache_rows(0, layer, which, pos.value, 1), std::as_bytes(row))));
      }
    }
    versions_[0][static_cast<std::size_t>(pos.value)] = from.version(pos);
  }
  return {};
}

}  // namespace llada
