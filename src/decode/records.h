// What the decoder remembers of each position between steps, and what it counts.
#pragma once

#include <array>
#include <cstdint>

#include "base/ids.h"
#include "decode/step.h"

namespace llada {

inline constexpr Step kNever{-1};

// What the model proposed for a position of a later block.
struct Draft {
  TokenId token{-1};
  double probability = 0;
  int evaluations = 0;  // in a row that named this token; 0: no draft
  Step step = kNever;   // of the last of them
};

struct PositionRecord {
  Step changed = kNever;  // step whose merge last changed the token
  Draft draft;
};

// Counts over one generation (decoding.md 5.9). Tokens are those of the generated region.
struct DecodeMetrics {
  std::array<std::uint64_t, kRowClasses> rows{};  // dense rows by class
  std::uint64_t probe_rows = 0;                   // of them: K and V dropped
  std::uint64_t logit_rows = 0;                   // rows that went through the head
  std::uint64_t lanes = 0;                        // rows of the buckets that the steps ran in
  std::uint64_t side_rows = 0;
  int entry_steps = 0;      // steps that computed the whole canvas
  int commits = 0;          // masks that became text, promoted drafts included
  int forced_commits = 0;   // below the threshold: the best where none passed
  int drafts_proposed = 0;  // positions that got a draft
  int drafts_promoted = 0;  // committed by their history, before their block's entry pass
  int drafts_right = 0;     // drafts whose token the position got at its commit
  int drafts_revised = 0;   // promoted, then replaced or masked again
};

}  // namespace llada
