#include "engine/generator.h"

#include <algorithm>

#include "base/clock.h"
#include "decode/sampling.h"
#include "engine/kv_copy.h"
#include "engine/row_stats.h"

namespace llada {
namespace {

// Rows whose raw logits are held at a time when a rule needs them whole: 16 rows of a vocabulary of
// 126,464 are 8 MiB, small beside any model that has one.
constexpr std::size_t kLogitRows = 16;

int sequences_of(const DecodeConfig& config) {
  if (config.cfg_scale > 0) return 2;
  return config.speculate.mode == SpeculateMode::kBranch ? 1 + config.speculate.branches : 1;
}

// Forward passes of a step: a guided one counts two, branches ride in one pass with the sequence.
int passes_of(const DecodeConfig& config) { return config.cfg_scale > 0 ? 2 : 1; }

bool needs_logits(const SamplingRule& rule) {
  return rule.kind == SamplingRule::Kind::kDream || rule.cfg_scale > 0 || !rule.zero_confidence.empty();
}

}  // namespace

Status Generator::reserve_caches(int positions, int sequences) {
  caches_.clear();
  for (int sequence = 0; sequence < sequences; ++sequence) {
    LLADA_TRY(cache, KvCache::create(weights_.config(), positions));
    caches_.push_back(std::move(cache));
  }
  return {};
}

Status Generator::reserve_pass(int rows, int positions) {
  if (pass_ && pass_rows_ >= rows && pass_positions_ >= positions) return {};
  pass_.reset();
  LLADA_TRY(pass, ForwardPass::create(weights_, kernels_, pool_, rows, positions));
  pass_ = std::move(pass);
  pass_rows_ = rows;
  pass_positions_ = positions;
  return {};
}

Status Generator::reserve_side_path(const DecodeConfig& config, int positions) {
  side_.reset();
  if (config.revise.mode != ReviseMode::kDualPath || config.revise.side_rows == 0) return {};
  const int slots = config.revise.side_delay + 2;
  LLADA_TRY(side, SidePath::create(weights_, kernels_, config.revise.side_rows, positions, slots, side_hook_));
  side_ = std::move(side);
  return {};
}

Result<Generation> Generator::run(const DecodeConfig& config, Canvas canvas, const StepObserver& observer,
                                  const CancelFlag* cancel) {
  const Stopwatch watch;
  LLADA_CHECK(validate(config));
  const int positions = canvas.size();
  LLADA_CHECK(reserve_caches(positions, sequences_of(config)));
  LLADA_CHECK(reserve_side_path(config, positions));
  LLADA_TRY(state, start(config, std::move(canvas)));
  GenerationCounts counts;
  while (!state.done) {
    if (cancel != nullptr && cancel->cancelled()) return fail(ErrorCode::kCancelled, "generation cancelled");
    const StepPlan step = plan(state, config);
    LLADA_TRY(result, compute(step, sampling_rule(config, state.canvas.mask())));
    LLADA_TRY(outcome, merge(state, config, step, result));
    state = std::move(outcome.state);
    ++counts.steps;
    counts.forward_passes += passes_of(config);
    counts.rows += step.dense.size();
    if (observer) observer({state, step, outcome.events});
  }
  if (side_) {
    counts.side_stalls = side_->stalls();
    counts.side_stall_seconds = side_->stall_seconds();
    side_.reset();
  }
  return Generation{std::move(state), counts, watch.seconds()};
}

Status Generator::logits(std::span<const TokenId> tokens,
                         const std::function<void(int pos, std::span<const float>)>& row) {
  for (const TokenId token : tokens) {
    if (token.value < 0 || token.value >= weights_.config().vocabulary) {
      return fail(ErrorCode::kUsage, "token {} is outside the vocabulary of {}", token.value, weights_.config().vocabulary);
    }
  }
  const int count = static_cast<int>(tokens.size());
  LLADA_CHECK(reserve_caches(count, 1));
  LLADA_CHECK(reserve_pass(count, count));
  std::vector<ForwardRow> rows;
  for (int pos = 0; pos < count; ++pos) {
    rows.push_back({SequenceId(0), Position(pos), tokens[static_cast<std::size_t>(pos)]});
  }
  KvCache* cache = &caches_[0];
  LLADA_CHECK(pass_->run(rows, std::span(&cache, 1), Step(0)));
  std::vector<float> logits(static_cast<std::size_t>(weights_.config().vocabulary));
  for (int pos = 0; pos < count; ++pos) {
    LLADA_CHECK(pass_->logits(std::span(&pos, 1), {logits.data(), 1, weights_.config().vocabulary}));
    row(pos, logits);
  }
  return {};
}

Status Generator::prepare_caches(const StepPlan& plan) {
  if (side_) side_->publish(plan.publish, caches_[0]);
  for (const SequenceId branch : plan.forks) {
    copy_cache(caches_[0], caches_[static_cast<std::size_t>(branch.value)], weights_.config().layers);
  }
  return reserve_pass(static_cast<int>(plan.dense.size()), caches_[0].positions());
}

Result<StepResult> Generator::compute(const StepPlan& plan, const SamplingRule& rule) {
  LLADA_CHECK(prepare_caches(plan));
  if (!plan.side.empty()) side_->issue(plan, caches_[0], rule);
  int sequences = 1;
  for (const PlanRow& row : plan.dense) sequences = std::max(sequences, row.sequence.value + 1);
  std::vector<KvCache*> caches;
  for (int sequence = 0; sequence < sequences; ++sequence) caches.push_back(&caches_[static_cast<std::size_t>(sequence)]);
  LLADA_CHECK(pass_->run(forward_rows(plan.dense), caches, plan.step));
  LLADA_TRY(result, needs_logits(rule) ? read_logits(plan, rule) : read_head(plan, rule));
  if (plan.side_due) {
    LLADA_TRY(side, side_->wait(*plan.side_due));
    result.side = std::move(side);
  }
  return std::move(result);
}

Result<StepResult> Generator::read_head(const StepPlan& plan, const SamplingRule& rule) {
  const HeadRule head_rule{.temperature = rule.temperature,
                           .seed = rule.seed,
                           .step = plan.step,
                           .banned = rule.banned,
                           .mask = rule.mask};
  LLADA_TRY(stats, pass_->head(head_rows(plan.logits), head_rule));
  return StepResult{to_row_stats(stats, plan.logits), {}};
}

Result<StepResult> Generator::read_logits(const StepPlan& plan, const SamplingRule& rule) {
  const int vocabulary = weights_.config().vocabulary;
  std::vector<float> plain(kLogitRows * static_cast<std::size_t>(vocabulary));
  std::vector<float> unconditional(rule.cfg_scale > 0 ? plain.size() : 0);
  StepResult result;
  for (std::size_t begin = 0; begin < plan.logits.size(); begin += kLogitRows) {
    const std::size_t count = std::min(kLogitRows, plan.logits.size() - begin);
    const auto requests = std::span(plan.logits).subspan(begin, count);
    const auto fill = [&](std::vector<float>& logits, auto row_of) -> Status {
      std::vector<int> rows;
      for (const LogitRequest& request : requests) rows.push_back(row_of(request));
      return pass_->logits(rows, {logits.data(), static_cast<int>(count), vocabulary});
    };
    LLADA_CHECK(fill(plain, [](const LogitRequest& request) { return request.source_row; }));
    if (rule.cfg_scale > 0) {
      LLADA_CHECK(fill(unconditional, [](const LogitRequest& request) { return request.unconditional_row.value_or(-1); }));
    }
    for (std::size_t at = 0; at < count; ++at) {
      const auto width = static_cast<std::size_t>(vocabulary);
      const std::span<float> row(plain.data() + at * width, width);
      if (rule.cfg_scale > 0) apply_guidance(row, std::span(unconditional).subspan(at * width, width), rule.cfg_scale);
      result.rows.push_back(row_stats(row, requests[at].position, plan.step, rule));
    }
  }
  return result;
}

}  // namespace llada
