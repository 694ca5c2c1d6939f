#include <algorithm>

#include "npu/residency.h"

namespace llada {
namespace {

using Kind = ResidencyAction::Kind;

}  // namespace

std::vector<ResidencyAction> ResidencyWalk::next_step() {
  std::vector<ResidencyAction> actions;
  switch (plan_.options.policy) {
    case ResidencyPolicy::kNaive:
      naive_step(actions);
      break;
    case ResidencyPolicy::kLru:
      lru_step(actions);
      break;
    case ResidencyPolicy::kPlanned:
      planned_step(actions);
      break;
  }
  filled_ = true;
  return actions;
}

void ResidencyWalk::naive_step(std::vector<ResidencyAction>& actions) const {
  for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
    const auto& matrices = chunks_[chunk].matrices;
    for (std::size_t matrix = 0; matrix < matrices.size(); ++matrix) {
      for (const Kind kind : {Kind::kLoad, Kind::kUse, Kind::kDrop}) {
        actions.push_back(
            {kind, static_cast<int>(chunk), static_cast<int>(matrix), 0, matrices[matrix].bytes});
      }
    }
  }
}

void ResidencyWalk::lru_step(std::vector<ResidencyAction>& actions) {
  for (int chunk = 0; chunk < static_cast<int>(chunks_.size()); ++chunk) {
    Resident& resident = lru_resident(chunk, actions);
    resident.last_use = ++uses_;
    actions.push_back({Kind::kUse, chunk, ResidencyAction::kWholeChunk, resident.offset,
                       chunks_[static_cast<std::size_t>(chunk)].bytes});
  }
}

// The chunk's place in the window, loaded there first if it has none.
ResidencyWalk::Resident& ResidencyWalk::lru_resident(int chunk,
                                                     std::vector<ResidencyAction>& actions) {
  const auto same = [chunk](const Resident& r) { return r.chunk == chunk; };
  const auto found = std::find_if(residents_.begin(), residents_.end(), same);
  if (found != residents_.end()) return *found;
  const std::uint64_t bytes = plan_.chunk_bytes[static_cast<std::size_t>(chunk)];
  auto gap = first_gap(bytes);
  for (; !gap; gap = first_gap(bytes)) drop_least_recent(actions);
  actions.push_back({Kind::kLoad, chunk, ResidencyAction::kWholeChunk, *gap,
                     chunks_[static_cast<std::size_t>(chunk)].bytes});
  const auto after = std::find_if(residents_.begin(), residents_.end(),
                                  [&](const Resident& r) { return r.offset > *gap; });
  return *residents_.insert(after, {chunk, *gap, bytes, 0});
}

void ResidencyWalk::drop_least_recent(std::vector<ResidencyAction>& actions) {
  const auto oldest = std::min_element(
      residents_.begin(), residents_.end(),
      [](const Resident& a, const Resident& b) { return a.last_use < b.last_use; });
  actions.push_back({Kind::kDrop, oldest->chunk, ResidencyAction::kWholeChunk, oldest->offset,
                     chunks_[static_cast<std::size_t>(oldest->chunk)].bytes});
  residents_.erase(oldest);
}

std::optional<std::uint64_t> ResidencyWalk::first_gap(std::uint64_t bytes) const {
  std::uint64_t at = 0;
  for (const Resident& resident : residents_) {
    if (resident.offset - at >= bytes) return at;
    at = resident.offset + resident.bytes;
  }
  if (plan_.options.window_bytes - at >= bytes) return at;
  return std::nullopt;
}

// Slots are taken in turn, also across steps, so that no slot waits at a step's end.
std::uint64_t ResidencyWalk::slot_offset(std::uint64_t index) const {
  const std::uint64_t slot = index % static_cast<std::uint64_t>(plan_.options.streaming_slots);
  return plan_.slots_at + slot * plan_.slot_bytes;
}

void ResidencyWalk::load_streamed(std::uint64_t index,
                                  std::vector<ResidencyAction>& actions) const {
  const int chunk = plan_.streamed[index % plan_.streamed.size()];
  actions.push_back({Kind::kLoad, chunk, ResidencyAction::kWholeChunk, slot_offset(index),
                     chunks_[static_cast<std::size_t>(chunk)].bytes});
}

void ResidencyWalk::fill_window(std::vector<ResidencyAction>& actions) const {
  const auto slots = static_cast<std::uint64_t>(plan_.options.streaming_slots);
  std::uint64_t streamed = 0;
  for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
    if (const auto at = plan_.pinned_at[chunk]) {
      actions.push_back({Kind::kLoad, static_cast<int>(chunk), ResidencyAction::kWholeChunk, *at,
                         chunks_[chunk].bytes});
    } else if (streamed < slots) {
      load_streamed(streamed++, actions);
    }
  }
}

// A slot is loaded again as soon as its chunk has been used: the earliest moment there is.
void ResidencyWalk::planned_step(std::vector<ResidencyAction>& actions) {
  if (!filled_) fill_window(actions);
  const auto slots = static_cast<std::uint64_t>(plan_.options.streaming_slots);
  std::uint64_t index = streamed_before_;
  for (int chunk = 0; chunk < static_cast<int>(chunks_.size()); ++chunk) {
    const auto pinned_at = plan_.pinned_at[static_cast<std::size_t>(chunk)];
    const std::uint64_t bytes = chunks_[static_cast<std::size_t>(chunk)].bytes;
    const std::uint64_t offset = pinned_at ? *pinned_at : slot_offset(index);
    actions.push_back({Kind::kUse, chunk, ResidencyAction::kWholeChunk, offset, bytes});
    if (pinned_at) continue;
    actions.push_back({Kind::kDrop, chunk, ResidencyAction::kWholeChunk, offset, bytes});
    load_streamed(index + slots, actions);
    ++index;
  }
  streamed_before_ = index;
}

}  // namespace llada
