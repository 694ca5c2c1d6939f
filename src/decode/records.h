// What the decoder remembers of each position between steps, and what it counts.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/ids.h"
#include "decode/step.h"

namespace llada {

inline constexpr Step kNoStep{-1};

// What the model proposed for a position of a later block.
struct Draft {
  TokenId token{-1};
  double probability = 0;
  int evaluations = 0;  // in a row that named this token; 0: no draft
  Step step = kNoStep;   // of the last of them
};

struct PositionRecord {
  Step changed = kNoStep;  // step whose merge last changed the token
  Draft draft;
  Draft proposal;           // for a mask of the current block: what the last step would commit
  TokenId kv_token{-1};     // the token its cached K and V were computed from, and when
  Step kv_step = kNoStep;
  int agreements = 0;       // probes in a row that confirmed the token
  int revisions = 0;        // replacements and maskings so far
  double probability = -1;  // the token's own, by its last probe; -1: none yet
  bool promoted = false;    // its token came from a draft
};

// Work of the side path under way: issued at a step, merged some steps later.
struct SideJob {
  Step issued;
  std::vector<PlanRow> rows;
  std::vector<LogitRequest> logits;
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
  int drafts_promoted = 0;  // committed as such, before their block's entry pass or by it
  int drafts_right = 0;     // drafts whose token the position got at its commit
  int drafts_revised = 0;   // promoted, then replaced or masked again
  int branches_tried = 0;
  int branches_followed = 0;  // whose tokens the commit rule confirmed
  int replacements = 0;
  int demotions = 0;  // committed tokens that were masked again
  int frozen = 0;     // tokens that became stable by agreement
  int side_merged = 0;   // K/V rows of the side path that replaced cached ones
  int side_dropped = 0;  // ... that came too late: the token or its K and V had changed
};

void add(DecodeMetrics& sum, const DecodeMetrics& more);

}  // namespace llada
