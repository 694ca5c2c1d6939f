#include "engine/generator.h"

#include <algorithm>

#include "base/clock.h"
#include "decode/sampling.h"

namespace llada {
namespace {

// Rows whose raw logits are held at a time when a rule needs them whole: 16 rows of a vocabulary of
// 126,464 are 8 MiB, small beside any model that has one.
constexpr std::size_t kLogitRows = 16;

int sequences_of(const DecodeConfig& config) { return config.cfg_scale > 0 ? 2 : 1; }

bool needs_logits(const SamplingRule& rule) {
  return rule.kind == SamplingRule::Kind::kDream || rule.cfg_scale > 0 || !rule.zero_confidence.empty();
}

RowStats to_row_stats(const TokenStats& stats, Position position) {
  return {.position = position,
          .top = stats.top,
          .top_probability = stats.top_probability,
          .second = stats.second,
          .second_probability = stats.second_probability,
          .entropy = stats.entropy,
          .sampled = stats.sampled,
          .sampled_probability = stats.sampled_probability};
}

}  // namespace

Status Generator::reserve(int positions, int sequences) {
  caches_.clear();
  for (int sequence = 0; sequence < sequences; ++sequence) {
    LLADA_TRY(cache, KvCache::create(weights_.config(), positions));
    caches_.push_back(std::move(cache));
  }
  const int rows = positions * sequences;
  if (pass_ && pass_rows_ >= rows && pass_positions_ >= positions) return {};
  pass_.reset();
  LLADA_TRY(pass, ForwardPass::create(weights_, kernels_, pool_, rows, positions));
  pass_ = std::move(pass);
  pass_rows_ = rows;
  pass_positions_ = positions;
  return {};
}

Result<Generation> Generator::run(const DecodeConfig& config, Canvas canvas, const StepObserver& observer,
                                  const CancelFlag* cancel) {
  const Stopwatch watch;
  LLADA_CHECK(validate(config));
  LLADA_CHECK(reserve(canvas.size(), sequences_of(config)));
  LLADA_TRY(state, start(config, std::move(canvas)));
  GenerationCounts counts;
  while (!state.done) {
    if (cancel != nullptr && cancel->cancelled()) return fail(ErrorCode::kCancelled, "generation cancelled");
    const StepPlan step = plan(state, config);
    LLADA_TRY(result, compute(step, sampling_rule(config, state.canvas.mask())));
    LLADA_TRY(outcome, merge(state, config, step, result));
    state = std::move(outcome.state);
    ++counts.steps;
    counts.forward_passes += sequences_of(config);
    counts.rows += step.dense.size();
    if (observer) observer({state, step, outcome.events});
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
  LLADA_CHECK(reserve(count, 1));
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

Result<StepResult> Generator::compute(const StepPlan& plan, const SamplingRule& rule) {
  std::vector<ForwardRow> rows;
  for (const PlanRow& row : plan.dense) {
    rows.push_back({row.sequence, row.position, row.token, row.role == RowRole::kProbe});
  }
  std::vector<KvCache*> caches;
  for (KvCache& cache : caches_) caches.push_back(&cache);
  LLADA_CHECK(pass_->run(rows, caches, plan.step));
  return needs_logits(rule) ? read_logits(plan, rule) : read_head(plan, rule);
}

Result<StepResult> Generator::read_head(const StepPlan& plan, const SamplingRule& rule) {
  std::vector<HeadRow> rows;
  for (const LogitRequest& request : plan.logits) rows.push_back({request.source_row, request.position});
  const HeadRule head_rule{.temperature = rule.temperature,
                           .seed = rule.seed,
                           .step = plan.step,
                           .banned = rule.banned,
                           .mask = rule.mask};
  LLADA_TRY(stats, pass_->head(rows, head_rule));
  StepResult result;
  for (std::size_t at = 0; at < stats.size(); ++at) {
    result.rows.push_back(to_row_stats(stats[at], plan.logits[at].position));
  }
  return result;
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
