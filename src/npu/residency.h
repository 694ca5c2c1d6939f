// Which chunks lie in the window when, if they do not all fit: a pure function of sizes.
//
// A step walks its n chunks in the same order for ever. `planned` pins as many bytes as fit beside
// S streaming slots and leads every other chunk through the slots in turn, so that S - 1 loads may
// be under way while a chunk runs.
//
// Bound, for chunks of one size of which the window holds C < n: the S slots hold the chunk that
// runs and the S - 1 under way, so at most C - S chunks can stay from one step to the next, and
// each other chunk is loaded once a step: n - C + S loads, which `planned` attains. No policy at
// all, not even one that knows the future (Belady: evict what is needed last), does better than (n
// - C) n / (n - 1) loads a step: the n - 1 uses after any use are of n - 1 other chunks, of which
// the window then holds at most C - 1, so they need at least n - C loads. That is above n - C, so
// `planned` pays fewer than S loads a step for its overlap. For chunks of several sizes `planned`
// pins the most bytes, which the tests hold against all subsets.
//
// The baselines: `lru` loads on demand and makes room by dropping what was used longest ago; once a
// step is larger than the window it loads every chunk again. `naive` loads each matrix when it is
// needed, waits for it, and drops it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "npu/chunk.h"

namespace llada {

enum class ResidencyPolicy : std::uint8_t { kNaive, kLru, kPlanned };
inline constexpr std::array kResidencyPolicies{
    std::pair{std::string_view{"naive"}, ResidencyPolicy::kNaive},
    std::pair{std::string_view{"lru"}, ResidencyPolicy::kLru},
    std::pair{std::string_view{"planned"}, ResidencyPolicy::kPlanned}};
[[nodiscard]] std::string_view to_string(ResidencyPolicy policy);

struct ResidencyOptions {
  ResidencyPolicy policy = ResidencyPolicy::kPlanned;
  std::uint64_t window_bytes = 0;            // for weights alone
  std::uint64_t alignment_bytes = 64 << 10;  // offsets and sizes; a power of two
  int streaming_slots = 2;                   // S: the prefetch distance is S - 1 chunks
};

struct ResidencyPlan {
  ResidencyOptions options;
  std::vector<std::uint64_t> chunk_bytes{};               // aligned sizes, in execution order
  std::vector<std::optional<std::uint64_t>> pinned_at{};  // kPlanned: offset of each pinned chunk
  std::vector<int> streamed{};  // kPlanned: the others, in execution order
  std::uint64_t slots_at = 0;   // offset of the first slot, behind the pinned chunks
  std::uint64_t slot_bytes = 0;

  [[nodiscard]] bool pinned(int chunk) const {
    return pinned_at[static_cast<std::size_t>(chunk)].has_value();
  }
  [[nodiscard]] std::uint64_t pinned_bytes() const;
  [[nodiscard]] std::uint64_t used_bytes() const;  // the most of the window ever in use
};

// Errors: kUsage for no chunk, an alignment that is no power of two or slots outside 1..16;
// kOutOfMemory when the window cannot hold what the policy needs at once (planned: its slots; the
// others: the largest chunk), with the least window that would do.
Result<ResidencyPlan> plan_residency(std::span<const Chunk> chunks,
                                     const ResidencyOptions& options);

// One thing to do, in list order.
struct ResidencyAction {
  enum class Kind : std::uint8_t {
    kLoad,  // bring the bytes to `offset` of the window; nothing in use lies there
    kUse,   // run the products of it, which lies at `offset`
    kDrop,  // forget it: its place is free for the next load
  };
  Kind kind = Kind::kUse;
  int chunk = 0;
  int matrix = kWholeChunk;  // kNaive: one matrix of the chunk
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;

  static constexpr int kWholeChunk = -1;
  friend bool operator==(const ResidencyAction&, const ResidencyAction&) = default;
};

// The actions of one step after another under a plan. The first step also fills the window.
class ResidencyWalk {
 public:
  // Both must outlive the walk; `chunks` are those of the plan.
  ResidencyWalk(const ResidencyPlan& plan, std::span<const Chunk> chunks)
      : plan_(plan), chunks_(chunks) {}

  std::vector<ResidencyAction> next_step();

 private:
  struct Resident {
    int chunk = 0;
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t last_use = 0;
  };

  void naive_step(std::vector<ResidencyAction>& actions) const;
  void lru_step(std::vector<ResidencyAction>& actions);
  void planned_step(std::vector<ResidencyAction>& actions);
  void fill_window(std::vector<ResidencyAction>& actions) const;
  void load_streamed(std::uint64_t index, std::vector<ResidencyAction>& actions) const;
  [[nodiscard]] std::uint64_t slot_offset(std::uint64_t index) const;
  Resident& lru_resident(int chunk, std::vector<ResidencyAction>& actions);
  void drop_least_recent(std::vector<ResidencyAction>& actions);
  [[nodiscard]] std::optional<std::uint64_t> first_gap(std::uint64_t bytes) const;

  const ResidencyPlan& plan_;
  std::span<const Chunk> chunks_;
  std::vector<Resident> residents_;  // kLru, by offset
  std::uint64_t uses_ = 0;
  std::uint64_t streamed_before_ = 0;  // kPlanned: streamed uses in the steps before
  bool filled_ = false;
};

// What a step costs once the window is filled.
struct ResidencyLoad {
  std::uint64_t loads = 0;  // chunks, or matrices under kNaive
  std::uint64_t bytes = 0;
};
[[nodiscard]] ResidencyLoad steady_load(const ResidencyPlan& plan, std::span<const Chunk> chunks);

}  // namespace llada
