#include "npu/residency.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>

#include "base/checked.h"

namespace llada {
namespace {

constexpr int kMaxSlots = 16;
// The knapsack counts the window in this many units at most: exact at 64 KiB up to 4 GiB, beyond
// that sizes round up, which can cost a window's 65536th part per chunk.
constexpr std::uint64_t kMaxUnits = 1 << 16;

// Chunks that are interchangeable to the planner.
struct SizeClass {
  std::uint64_t bytes = 0;  // aligned
  std::uint32_t uses = 0;   // per 1000 steps
  std::vector<int> chunks;  // in execution order
};

std::vector<SizeClass> classes_of(std::span<const Chunk> chunks,
                                  std::span<const std::uint64_t> sizes) {
  std::map<std::pair<std::uint64_t, std::uint32_t>, SizeClass> by_size;
  for (std::size_t at = 0; at < chunks.size(); ++at) {
    const std::uint32_t uses = chunks[at].uses_per_1000_steps;
    SizeClass& cls = by_size[{sizes[at], uses}];
    cls.bytes = sizes[at];
    cls.uses = uses;
    cls.chunks.push_back(static_cast<int>(at));
  }
  std::vector<SizeClass> classes;
  for (auto& [key, cls] : by_size) classes.push_back(std::move(cls));
  return classes;
}

// How many chunks of each class to pin.
struct Choice {
  std::vector<int> counts;
  std::uint64_t value = 0;  // bytes x uses that need no load
};

// Bounded knapsack over `classes` in `capacity` bytes; classes larger than `largest_streamed` are
// pinned whole. nullopt when those alone do not fit.
class Knapsack {
 public:
  Knapsack(std::span<const SizeClass> classes, std::uint64_t capacity)
      : classes_(classes),
        unit_(std::max<std::uint64_t>(1, (capacity + kMaxUnits - 1) / kMaxUnits)) {
    std::uint64_t common = capacity;
    for (const SizeClass& cls : classes) common = std::gcd(common, cls.bytes);
    unit_ = std::max(unit_, common);
    units_ = capacity / unit_;
  }

  [[nodiscard]] Choice best() const {
    std::vector<std::uint64_t> value(units_ + 1, 0);
    std::vector<std::vector<std::uint16_t>> taken;
    for (const SizeClass& cls : classes_) taken.push_back(add(cls, value));
    return walk_back(taken, value.back());
  }

 private:
  [[nodiscard]] std::uint64_t units_of(const SizeClass& cls) const {
    return (cls.bytes + unit_ - 1) / unit_;
  }

  // Raises value[u] by the best number of `cls` within u units; returns those numbers.
  std::vector<std::uint16_t> add(const SizeClass& cls, std::vector<std::uint64_t>& value) const {
    const std::uint64_t each = units_of(cls);
    const std::uint64_t worth = cls.bytes * cls.uses;
    const std::uint64_t most = std::min<std::uint64_t>(cls.chunks.size(), UINT16_MAX);
    std::vector<std::uint16_t> taken(value.size(), 0);
    for (std::uint64_t units = value.size(); units-- > 0;) {
      std::uint64_t best = value[units];
      for (std::uint64_t count = 1; count <= most && count * each <= units; ++count) {
        const std::uint64_t candidate = value[units - count * each] + count * worth;
        if (candidate <= best) continue;
        best = candidate;
        taken[units] = static_cast<std::uint16_t>(count);
      }
      value[units] = best;
    }
    return taken;
  }

  [[nodiscard]] Choice walk_back(const std::vector<std::vector<std::uint16_t>>& taken,
                                 std::uint64_t value) const {
    Choice choice{std::vector<int>(classes_.size(), 0), value};
    std::uint64_t units = units_;
    for (std::size_t at = classes_.size(); at-- > 0;) {
      choice.counts[at] = taken[at][units];
      units -= taken[at][units] * units_of(classes_[at]);
    }
    return choice;
  }

  std::span<const SizeClass> classes_;
  std::uint64_t unit_;
  std::uint64_t units_ = 0;
};

std::uint64_t bytes_of_class(const SizeClass& cls) { return cls.bytes * cls.chunks.size(); }

// Pins what is larger than `slot_bytes` whole and the best of the rest.
std::optional<Choice> choose_with_slot(std::span<const SizeClass> classes, std::uint64_t slot_bytes,
                                       const ResidencyOptions& options) {
  const std::uint64_t slots = slot_bytes * static_cast<std::uint64_t>(options.streaming_slots);
  if (slots > options.window_bytes) return std::nullopt;
  std::uint64_t room = options.window_bytes - slots;
  Choice choice;
  std::vector<SizeClass> rest;
  for (const SizeClass& cls : classes) {
    if (cls.bytes <= slot_bytes) {
      rest.push_back(cls);
      continue;
    }
    if (bytes_of_class(cls) > room) return std::nullopt;
    room -= bytes_of_class(cls);
    choice.value += bytes_of_class(cls) * cls.uses;
  }
  room -= room % options.alignment_bytes;
  const Choice of_rest = Knapsack(rest, room).best();
  choice.counts = of_rest.counts;
  for (std::size_t at = rest.size(); at < classes.size(); ++at)
    choice.counts.push_back(static_cast<int>(classes[at].chunks.size()));
  choice.value += of_rest.value;
  return choice;
}

// `classes` ascend by size, so those of choose_with_slot() that may stream come first.
std::optional<Choice> choose_pinned(std::span<const SizeClass> classes,
                                    const ResidencyOptions& options) {
  std::uint64_t all = 0;
  for (const SizeClass& cls : classes) all += bytes_of_class(cls);
  if (all <= options.window_bytes) {
    Choice choice;
    for (const SizeClass& cls : classes)
      choice.counts.push_back(static_cast<int>(cls.chunks.size()));
    return choice;
  }
  std::optional<Choice> best;
  for (std::size_t at = 0; at < classes.size(); ++at) {
    if (at + 1 < classes.size() && classes[at + 1].bytes == classes[at].bytes) continue;
    auto choice = choose_with_slot(classes, classes[at].bytes, options);
    if (choice && (!best || choice->value > best->value)) best = std::move(choice);
  }
  return best;
}

// Marks `count` of the class's chunks as pinned, the streamed ones spread evenly over the step, so
// that each has the time of the pinned chunks before it to arrive in.
void pin_evenly(const SizeClass& cls, int count, std::vector<bool>& pinned) {
  const auto all = static_cast<std::uint64_t>(cls.chunks.size());
  const std::uint64_t streamed = all - static_cast<std::uint64_t>(count);
  for (std::uint64_t at = 0; at < all; ++at) {
    const bool streams = (at + 1) * streamed / all > at * streamed / all;
    pinned[static_cast<std::size_t>(cls.chunks[at])] = !streams;
  }
}

void lay_out(const std::vector<bool>& pinned, ResidencyPlan& plan) {
  std::uint64_t at = 0;
  for (std::size_t chunk = 0; chunk < pinned.size(); ++chunk) {
    if (!pinned[chunk]) {
      plan.streamed.push_back(static_cast<int>(chunk));
      plan.slot_bytes = std::max(plan.slot_bytes, plan.chunk_bytes[chunk]);
      continue;
    }
    plan.pinned_at[chunk] = at;
    at += plan.chunk_bytes[chunk];
  }
  plan.slots_at = at;
}

Status check_options(std::span<const Chunk> chunks, const ResidencyOptions& options) {
  if (chunks.empty()) return fail(ErrorCode::kUsage, "residency: no chunk to plan for");
  if (!std::has_single_bit(options.alignment_bytes)) {
    return fail(ErrorCode::kUsage, "residency: an alignment of {} bytes is no power of two",
                options.alignment_bytes);
  }
  if (options.streaming_slots < 1 || options.streaming_slots > kMaxSlots) {
    return fail(ErrorCode::kUsage, "residency: {} streaming slots, allowed 1..{}",
                options.streaming_slots, kMaxSlots);
  }
  return {};
}

Result<std::vector<std::uint64_t>> aligned_sizes(std::span<const Chunk> chunks,
                                                 std::uint64_t alignment) {
  std::vector<std::uint64_t> sizes;
  for (const Chunk& chunk : chunks) {
    const auto size = checked_round_up(chunk.bytes, alignment);
    if (chunk.bytes == 0 || !size || *size > CommandLimits::kRangeBytes) {
      return fail(ErrorCode::kUsage, "{} has {} bytes, allowed 1..{}", chunk.name(), chunk.bytes,
                  CommandLimits::kRangeBytes);
    }
    sizes.push_back(*size);
  }
  return sizes;
}

tl::unexpected<Error> too_small(const ResidencyOptions& options, std::uint64_t needed) {
  return fail(
      ErrorCode::kOutOfMemory,
      "a window of {} bytes for weights is too small for the policy {}: it needs at least {}",
      options.window_bytes, to_string(options.policy), needed);
}

}  // namespace

std::string_view to_string(ResidencyPolicy policy) {
  return kResidencyPolicies[static_cast<std::size_t>(policy)].first;
}

std::uint64_t ResidencyPlan::pinned_bytes() const { return slots_at; }

std::uint64_t ResidencyPlan::used_bytes() const {
  const auto& sizes = chunk_bytes;
  switch (options.policy) {
    case ResidencyPolicy::kNaive:
      return *std::max_element(sizes.begin(), sizes.end());
    case ResidencyPolicy::kLru:
      return std::min(options.window_bytes,
                      std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}));
    case ResidencyPolicy::kPlanned:
      break;
  }
  const auto slots = streamed.empty() ? 0 : static_cast<std::uint64_t>(options.streaming_slots);
  return slots_at + slots * slot_bytes;
}

Result<ResidencyPlan> plan_residency(std::span<const Chunk> chunks,
                                     const ResidencyOptions& options) {
  LLADA_CHECK(check_options(chunks, options));
  LLADA_TRY(sizes, aligned_sizes(chunks, options.alignment_bytes));
  ResidencyPlan plan{.options = options, .chunk_bytes = std::move(sizes)};
  plan.pinned_at.resize(chunks.size());
  const std::uint64_t largest = *std::max_element(plan.chunk_bytes.begin(), plan.chunk_bytes.end());
  if (options.policy != ResidencyPolicy::kPlanned) {
    if (largest > options.window_bytes) return too_small(options, largest);
    return plan;
  }
  const auto classes = classes_of(chunks, plan.chunk_bytes);
  const auto choice = choose_pinned(classes, options);
  if (!choice)
    return too_small(options, largest * static_cast<std::uint64_t>(options.streaming_slots));
  std::vector<bool> pinned(chunks.size(), false);
  for (std::size_t at = 0; at < classes.size(); ++at)
    pin_evenly(classes[at], choice->counts[at], pinned);
  lay_out(pinned, plan);
  return plan;
}

ResidencyLoad steady_load(const ResidencyPlan& plan, std::span<const Chunk> chunks) {
  ResidencyWalk walk(plan, chunks);
  walk.next_step();
  ResidencyLoad load;
  for (const ResidencyAction& action : walk.next_step()) {
    if (action.kind != ResidencyAction::Kind::kLoad) continue;
    ++load.loads;
    load.bytes += action.bytes;
  }
  return load;
}

}  // namespace llada
