// Settings of the two techniques that work beside the commit rule: multi-block speculation and
// progressive revision (docs/design/speculation.md, revision.md).
#pragma once

#include <cstdint>

namespace llada {

enum class SpeculateMode : std::uint8_t {
  kOff,
  kStrict,   // drafts are counted and dropped at block entry: changes neither tokens nor steps
  kHistory,  // drafts that held still are committed before the block's entry pass
  kConfirm,  // drafts that the block's entry pass repeats are committed with it
  kBranch,   // spare lanes compute the current block as it may look a few commits later, too
};

struct SpeculationConfig {
  SpeculateMode mode = SpeculateMode::kOff;
  int lookahead_blocks = 1;  // how many blocks ahead positions are drafted
  double start = 0.5;        // share of the current block filled from which drafting begins
  double threshold = 0.95;   // probability of a draft that is accepted: its last, or at entry
  int history = 2;           // evaluations in a row that must have named the same token
  int max_lag = 8;           // positions changed since the last of them
  int branches = 3;          // kBranch: later states of the block computed beside the present one
  int branch_tokens = 4;     // tokens that each fills in beyond the one before
  double branch_threshold = 0.5;  // probability of a token, to be filled in
};

enum class ReviseMode : std::uint8_t {
  kOff,
  kInline,    // unstable rows ride in the dense step
  kDualPath,  // in its spare lanes, and beyond those on the side path
};

struct RevisionConfig {
  ReviseMode mode = ReviseMode::kOff;
  double replace_threshold = 0.9;  // probability of another token, to take its place
  double remask_threshold = 0.5;   // probability of the token itself below which it is masked again
  double stable_threshold = 0.9;   // ... and from which a probe counts as agreement
  int stable_agreements = 2;       // agreements in a row that make a token stable
  int max_revisions = 2;           // of one position
  int blocks_behind = 0;           // finished blocks that stay revisable
  int side_rows = 16;              // rows of the side path in a step
  int side_delay = 1;              // steps until what the side path computed is merged
};

}  // namespace llada
