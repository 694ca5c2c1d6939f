// Random settings of speculation and revision, over any commit rule and cache mode they go with.
#pragma once

#include "random_case.h"

namespace llada::test {

inline LatencyTable random_table(RandomCase& random) {
  LatencyTable table;
  for (int rows = 0; random.chance(0.7);) {
    rows += random.number(1, 12);
    table.dense.push_back({rows, random.real(0.5, 1) + (table.dense.empty() ? 0 : table.dense.back().seconds)});
  }
  for (int rows = 1; random.chance(0.6); ++rows)
    table.side.push_back({rows, 0.2 * rows});
  return table;
}

inline SpeculationConfig random_speculation(RandomCase& random) {
  return {.mode = random.one_of({SpeculateMode::kOff, SpeculateMode::kStrict,
                                 SpeculateMode::kHistory, SpeculateMode::kConfirm,
                                 SpeculateMode::kBranch}),
          .lookahead_blocks = random.number(0, 3),
          .start = random.one_of({0.0, 0.3, 0.5, 0.9}),
          .threshold = random.real(0.1, 0.99),
          .history = random.number(1, 3),
          .max_lag = random.number(0, 8),
          .branches = random.number(1, 4),
          .branch_tokens = random.number(1, 4),
          .branch_threshold = random.real(0.05, 0.9)};
}

inline RevisionConfig random_revision(RandomCase& random) {
  return {.mode = random.one_of({ReviseMode::kOff, ReviseMode::kInline, ReviseMode::kDualPath}),
          .replace_threshold = random.real(0.1, 1),
          .remask_threshold = random.real(0, 1),
          .stable_threshold = random.real(0.1, 1),
          .stable_agreements = random.number(1, 3),
          .max_revisions = random.number(0, 3),
          .blocks_behind = random.number(0, 2),
          .side_rows = random.number(0, 8),
          .side_delay = random.number(0, 3)};
}

inline DecodeConfig random_techniques(RandomCase& random, const ToyModel& model,
                                      const ToyTask& task) {
  DecodeConfig config = random.settings(model, task);
  config.cfg_scale = 0;
  config.commit = random.one_of({CommitRule::kQuota, CommitRule::kThreshold, CommitRule::kFactor,
                                 CommitRule::kFrontier, CommitRule::kStaged});
  config.cache = random.one_of({CacheMode::kNone, CacheMode::kPrefix, CacheMode::kDual});
  if (config.cache == CacheMode::kDual)
    config.refresh = random.one_of({Refresh::kBlock, Refresh::kEntry, Refresh::kChanges});
  config.refresh_interval = random.chance(0.5) ? 0 : random.number(1, 6);
  config.steps = random.chance(0.5) ? 0 : random.number(1, 40);
  config.threshold = random.real(0.2, 1);
  config.far_threshold = random.real(config.threshold, 1);
  config.factor = random.real(0.1, 3);
  config.latency = random_table(random);
  config.speculate = random_speculation(random);
  config.revise = random_revision(random);
  if (config.revise.mode != ReviseMode::kOff) config.shift_logits = false;
  if (config.speculate.mode == SpeculateMode::kBranch) {
    config.commit = random.one_of({CommitRule::kThreshold, CommitRule::kFrontier, CommitRule::kStaged});
    config.threshold = random.real(0.2, 0.6);
    config.far_threshold = random.real(config.threshold, 1);
    config.latency = {};
  }
  return config;
}

}  // namespace llada::test
