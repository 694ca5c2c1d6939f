#include "npu/residency.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

namespace llada {
namespace {

using Kind = ResidencyAction::Kind;

Chunk chunk_of(std::uint64_t bytes, std::uint32_t uses = kEveryStep) {
  Chunk chunk{.bytes = bytes, .uses_per_1000_steps = uses};
  for (const std::uint64_t part : {bytes / 2, bytes - bytes / 2}) {
    if (part > 0)
      chunk.matrices.push_back({ProductPart::kDown, TensorType::kF16, 1, 1, bytes - part, part});
  }
  return chunk;
}

std::vector<Chunk> equal_chunks(int count, std::uint64_t bytes) {
  return std::vector<Chunk>(static_cast<std::size_t>(count), chunk_of(bytes));
}

ResidencyOptions options_of(ResidencyPolicy policy, std::uint64_t window, int slots = 2,
                            std::uint64_t alignment = 1) {
  return {policy, window, alignment, slots};
}

ResidencyPlan plan_of(std::span<const Chunk> chunks, const ResidencyOptions& options) {
  auto plan = plan_residency(chunks, options);
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().message);
  return plan ? *plan : ResidencyPlan{};
}

struct Case {
  std::vector<Chunk> chunks;
  ResidencyOptions options;
};

// Windows from one that holds nearly nothing to one that holds everything.
Case some_case() {
  Case c;
  const int count = *rc::gen::inRange(1, 24);
  const bool equal = *rc::gen::arbitrary<bool>();
  const auto size = [] { return *rc::gen::inRange<std::uint64_t>(1, 100); };
  const std::uint64_t one = size();
  for (int at = 0; at < count; ++at) c.chunks.push_back(chunk_of(equal ? one : size()));
  c.options.policy =
      *rc::gen::element(ResidencyPolicy::kNaive, ResidencyPolicy::kLru, ResidencyPolicy::kPlanned);
  c.options.alignment_bytes = *rc::gen::element<std::uint64_t>(1, 4, 16);
  c.options.streaming_slots = *rc::gen::inRange(1, 5);
  c.options.window_bytes = *rc::gen::inRange<std::uint64_t>(1, 2 * total_bytes(c.chunks) + 20);
  return c;
}

// Follows the actions byte by byte: says what is wrong with them, or nothing.
class Window {
 public:
  explicit Window(const ResidencyPlan& plan) : plan_(plan) {}

  std::string apply(const ResidencyAction& action) {
    switch (action.kind) {
      case Kind::kLoad:
        return load(action);
      case Kind::kUse:
        return use(action);
      case Kind::kDrop:
        return loaded_.erase(key(action)) == 1 ? "" : "dropped what was not there";
    }
    return "unknown action";
  }
  [[nodiscard]] const std::vector<std::pair<int, int>>& used() const { return used_; }
  void begin_step() { used_.clear(); }

 private:
  static std::pair<int, int> key(const ResidencyAction& a) { return {a.chunk, a.matrix}; }

  std::string load(const ResidencyAction& action) {
    if (action.offset + action.bytes > plan_.options.window_bytes) return "beyond the window";
    if (action.offset % plan_.options.alignment_bytes != 0) return "unaligned";
    if (loaded_.contains(key(action))) return "loaded twice";
    for (const auto& [other, range] : loaded_) {
      if (action.offset < range.second && range.first < action.offset + action.bytes)
        return "loaded over a resident chunk";
    }
    loaded_[key(action)] = {action.offset, action.offset + action.bytes};
    return "";
  }
  std::string use(const ResidencyAction& action) {
    const auto found = loaded_.find(key(action));
    if (found == loaded_.end()) return "used what is not resident";
    if (found->second != std::pair{action.offset, action.offset + action.bytes})
      return "used at another place";
    used_.push_back(key(action));
    return "";
  }

  const ResidencyPlan& plan_;
  std::map<std::pair<int, int>, std::pair<std::uint64_t, std::uint64_t>> loaded_;
  std::vector<std::pair<int, int>> used_;
};

std::vector<std::pair<int, int>> all_in_order(const Case& c) {
  std::vector<std::pair<int, int>> uses;
  for (int chunk = 0; chunk < static_cast<int>(c.chunks.size()); ++chunk) {
    if (c.options.policy != ResidencyPolicy::kNaive) {
      uses.emplace_back(chunk, ResidencyAction::kWholeChunk);
      continue;
    }
    const auto matrices =
        static_cast<int>(c.chunks[static_cast<std::size_t>(chunk)].matrices.size());
    for (int matrix = 0; matrix < matrices; ++matrix) uses.emplace_back(chunk, matrix);
  }
  return uses;
}

RC_GTEST_PROP(Residency, TheWindowIsNeverExceededAndWhatRunsIsResident, ()) {
  const Case c = some_case();
  const auto plan = plan_residency(c.chunks, c.options);
  if (!plan) RC_SUCCEED("the window is too small");
  ResidencyWalk walk(*plan, c.chunks);
  Window window(*plan);
  for (int step = 0; step < 4; ++step) {
    window.begin_step();
    for (const ResidencyAction& action : walk.next_step())
      RC_ASSERT(window.apply(action) == std::string());
    RC_ASSERT(window.used() == all_in_order(c));
  }
}

RC_GTEST_PROP(Residency, ThePlanAndItsStepsAreDeterministic, ()) {
  const Case c = some_case();
  const auto first = plan_residency(c.chunks, c.options);
  const auto second = plan_residency(c.chunks, c.options);
  RC_ASSERT(first.has_value() == second.has_value());
  if (!first) return;
  ResidencyWalk one(*first, c.chunks), other(*second, c.chunks);
  for (int step = 0; step < 3; ++step) RC_ASSERT(one.next_step() == other.next_step());
}

RC_GTEST_PROP(Residency, APlanIsRefusedOnlyWhenTheWindowIsSmallerThanTheMessageSays, ()) {
  Case c = some_case();
  const auto plan = plan_residency(c.chunks, c.options);
  if (plan) RC_SUCCEED("it fits");
  RC_ASSERT(plan.error().code == ErrorCode::kOutOfMemory);
  const std::string& message = plan.error().message;
  c.options.window_bytes = std::stoull(message.substr(message.rfind(' ') + 1));
  RC_ASSERT(plan_residency(c.chunks, c.options).has_value());
}

RC_GTEST_PROP(Residency, PlannedLoadsMeetTheBoundForEqualChunks, ()) {
  const int count = *rc::gen::inRange(1, 60);
  const std::uint64_t bytes = *rc::gen::inRange<std::uint64_t>(1, 1000);
  const int slots = *rc::gen::inRange(1, 5);
  const int held = *rc::gen::inRange(slots, 70);
  const std::uint64_t spare = *rc::gen::inRange<std::uint64_t>(0, bytes);
  const auto chunks = equal_chunks(count, bytes);
  const auto plan =
      plan_of(chunks, options_of(ResidencyPolicy::kPlanned,
                                 static_cast<std::uint64_t>(held) * bytes + spare, slots));
  const int bound = held >= count ? 0 : count - held + slots;
  RC_ASSERT(steady_load(plan, chunks).loads == static_cast<std::uint64_t>(bound));
}

// The best any policy can do that loads on demand: evict what is needed furthest in the future.
int belady_loads(int chunks, int held, int steps) {
  std::vector<int> next_use;  // of each resident chunk: its index in the walk
  int loads = 0;
  for (int use = 0; use < steps * chunks; ++use) {
    const auto found = std::find(next_use.begin(), next_use.end(), use);
    if (found != next_use.end()) {
      *found = use + chunks;
      continue;
    }
    ++loads;
    if (static_cast<int>(next_use.size()) == held)
      next_use.erase(std::max_element(next_use.begin(), next_use.end()));
    next_use.push_back(use + chunks);
  }
  return loads;
}

RC_GTEST_PROP(Residency, PlannedPaysFewerThanOneLoadPerSlotOverBelady, ()) {
  const int count = *rc::gen::inRange(3, 30);
  const int held = *rc::gen::inRange(2, count);
  constexpr int kSteps = 50;
  const int best = belady_loads(count, held, 2 * kSteps) - belady_loads(count, held, kSteps);
  RC_ASSERT(best >= kSteps * count / (count - 1) * (count - held));
  const auto chunks = equal_chunks(count, 10);
  for (int slots = 1; slots <= std::min(held, 4); ++slots) {
    const auto plan = plan_of(chunks, options_of(ResidencyPolicy::kPlanned,
                                                 static_cast<std::uint64_t>(held) * 10, slots));
    RC_ASSERT(static_cast<int>(steady_load(plan, chunks).loads) * kSteps < best + slots * kSteps);
  }
}

// Loaded bytes of a step when exactly the chunks of `pins` stay; nullopt when that does not fit.
std::optional<std::uint64_t> streamed_bytes(const Case& c, unsigned pins) {
  std::uint64_t pinned = 0, streamed = 0, slot = 0;
  for (std::size_t at = 0; at < c.chunks.size(); ++at) {
    const std::uint64_t bytes = c.chunks[at].bytes;
    if ((pins >> at & 1u) != 0) {
      pinned += bytes;
    } else {
      streamed += bytes;
      slot = std::max(slot, bytes);
    }
  }
  const auto slots = static_cast<std::uint64_t>(c.options.streaming_slots);
  if (pinned + slots * slot > c.options.window_bytes) return std::nullopt;
  return streamed;
}

RC_GTEST_PROP(Residency, NoOtherSetOfPinnedChunksWouldLoadFewerBytes, ()) {
  Case c = some_case();
  c.options.policy = ResidencyPolicy::kPlanned;
  c.options.alignment_bytes = 1;
  c.chunks.resize(std::min<std::size_t>(c.chunks.size(), 9));
  std::optional<std::uint64_t> best;
  for (unsigned pins = 0; pins < 1u << c.chunks.size(); ++pins) {
    const auto bytes = streamed_bytes(c, pins);
    if (bytes && (!best || *bytes < *best)) best = bytes;
  }
  if (total_bytes(c.chunks) <= c.options.window_bytes) best = 0;
  const auto plan = plan_residency(c.chunks, c.options);
  RC_ASSERT(plan.has_value() == best.has_value());
  if (plan) RC_ASSERT(steady_load(*plan, c.chunks).bytes == *best);
}

TEST(Residency, LruOnACyclicWalkLargerThanTheWindowLoadsEverythingEveryStep) {
  const auto chunks = equal_chunks(10, 100);
  const auto plan = plan_of(chunks, options_of(ResidencyPolicy::kLru, 999));
  EXPECT_EQ(steady_load(plan, chunks).loads, 10u);
  EXPECT_EQ(steady_load(plan, chunks).bytes, 1000u);
}

TEST(Residency, LruLoadsNothingOnceEverythingFits) {
  const auto chunks = equal_chunks(10, 100);
  const auto plan = plan_of(chunks, options_of(ResidencyPolicy::kLru, 1000));
  EXPECT_EQ(steady_load(plan, chunks).loads, 0u);
}

TEST(Residency, NaiveLoadsEveryMatrixEveryStepHoweverLargeTheWindow) {
  const auto chunks = equal_chunks(10, 100);
  const auto plan = plan_of(chunks, options_of(ResidencyPolicy::kNaive, 100000));
  EXPECT_EQ(steady_load(plan, chunks).loads, 20u);
  EXPECT_EQ(steady_load(plan, chunks).bytes, 1000u);
}

TEST(Residency, PinnedChunksLieBackToBackInExecutionOrderBelowTheSlots) {
  const auto chunks = equal_chunks(10, 100);
  const auto plan = plan_of(chunks, options_of(ResidencyPolicy::kPlanned, 768, 2, 16));
  std::uint64_t expected = 0;
  for (int chunk = 0; chunk < 10; ++chunk) {
    if (!plan.pinned(chunk)) continue;
    EXPECT_EQ(*plan.pinned_at[static_cast<std::size_t>(chunk)], expected);
    expected += 112;
  }
  EXPECT_EQ(plan.slots_at, expected);
  EXPECT_EQ(plan.slot_bytes, 112u);
  EXPECT_LE(plan.used_bytes(), 768u);
}

TEST(Residency, StreamedChunksAreSpreadEvenlyOverTheStep) {
  const auto chunks = equal_chunks(12, 10);
  const auto plan = plan_of(chunks, options_of(ResidencyPolicy::kPlanned, 100));
  EXPECT_EQ(plan.streamed, (std::vector<int>{2, 5, 8, 11}));
}

TEST(Residency, ChunksNeededSeldomAreStreamedFirst) {
  std::vector<Chunk> chunks;
  for (int at = 0; at < 8; ++at) chunks.push_back(chunk_of(100, at % 2 == 0 ? 1000 : 50));
  const auto plan = plan_of(chunks, options_of(ResidencyPolicy::kPlanned, 600));
  for (int at = 0; at < 8; at += 2) EXPECT_TRUE(plan.pinned(at)) << at;
  EXPECT_EQ(plan.streamed, (std::vector<int>{1, 3, 5, 7}));
}

TEST(Residency, EightBillionParametersInTwoGibibytesPinAboutHalf) {
  const NetworkShape shape{
      32, 4096, 32, 32, 128, 12288, 126464, TensorType::kQ4_0, TensorType::kQ4_0};
  const auto chunks = chunks_of(shape);
  ASSERT_TRUE(chunks);
  EXPECT_EQ(total_bytes(*chunks),
            (32ull * (4 * 4096 * 4096 + 3 * 4096 * 12288) + 126464ull * 4096) / 32 * 18);
  const auto plan = plan_of(*chunks, {ResidencyPolicy::kPlanned, 2ull << 30, 64 << 10, 2});
  EXPECT_GT(plan.used_bytes(), (2ull << 30) - (40ull << 20));
  EXPECT_LE(plan.used_bytes(), 2ull << 30);
}

TEST(Residency, AWindowThatIsNoMultipleOfTheAlignmentHoldsAsMuchAsOneThatIs) {
  const NetworkShape shape{
      32, 4096, 32, 32, 128, 12288, 126464, TensorType::kQ4_0, TensorType::kQ4_0};
  const auto chunks = chunks_of(shape);
  ASSERT_TRUE(chunks);
  const auto even = plan_of(*chunks, {ResidencyPolicy::kPlanned, 2ull << 30, 64 << 10, 2});
  const auto odd = plan_of(*chunks, {ResidencyPolicy::kPlanned, (2ull << 30) + 4097, 64 << 10, 2});
  EXPECT_EQ(odd.pinned_bytes(), even.pinned_bytes());
}

TEST(Residency, OptionsOutOfBoundsAreRefusedWithTheirBounds) {
  const auto chunks = equal_chunks(2, 10);
  const auto message = [&](const ResidencyOptions& options) {
    const auto plan = plan_residency(chunks, options);
    return plan ? std::string() : plan.error().message;
  };
  EXPECT_EQ(message({ResidencyPolicy::kPlanned, 100, 3, 2}),
            "residency: an alignment of 3 bytes is no power of two");
  EXPECT_EQ(message({ResidencyPolicy::kPlanned, 100, 1, 17}),
            "residency: 17 streaming slots, allowed 1..16");
  EXPECT_EQ(plan_residency({}, {}).error().message, "residency: no chunk to plan for");
}

}  // namespace
}  // namespace llada
