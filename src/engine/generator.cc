#include "engine/generator.h"

#include <algorithm>

#include "base/clock.h"
#include "decode/sampling.h"
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

// A device that folds logits as they come cannot sample or leave tokens out.
bool device_needs_logits(const SamplingRule& rule) {
  return needs_logits(rule) || rule.temperature > 0 || !rule.banned.empty();
}

HeadWanted wanted_by(const StepPlan& plan, const SamplingRule& rule) {
  HeadWanted wanted;
  wanted.logits = device_needs_logits(rule);
  for (const LogitRequest& request : plan.logits) {
    wanted.rows.push_back(request.source_row);
    if (request.unconditional_row) wanted.rows.push_back(*request.unconditional_row);
  }
  std::ranges::sort(wanted.rows);
  // Not std::ranges::unique: clang 14 cannot compile its subrange with libstdc++ 12.
  wanted.rows.erase(std::unique(wanted.rows.begin(), wanted.rows.end()), wanted.rows.end());
  return wanted;
}

DenseNeeds needs_of(const DecodeConfig& config, const Canvas& canvas) {
  return {.positions = canvas.size(),
          .sequences = sequences_of(config),
          .probes = config.revise.mode != ReviseMode::kOff,
          .logits = device_needs_logits(sampling_rule(config, canvas.mask()))};
}

}  // namespace

Status Generator::reserve_side_path(const DecodeConfig& config, int positions) {
  side_.reset();
  if (config.revise.mode != ReviseMode::kDualPath || config.revise.side_rows == 0) return {};
  const int slots = config.revise.side_delay + 2;
  const SideClock clock = device_ ? SideClock([this] { return device_->device().now(); }) : SideClock();
  LLADA_TRY(side, SidePath::create(weights_, kernels_, config.revise.side_rows, positions, slots, side_hook_, clock));
  side_ = std::move(side);
  return {};
}

Result<Generation> Generator::run(const DecodeConfig& config, Canvas canvas, const StepObserver& observer,
                                  const CancelFlag* cancel) {
  const Stopwatch watch;
  LLADA_CHECK(validate(config));
  auto generation = device_ ? decode_on_device(config, canvas, observer, cancel)
                            : decode(cpu_, config, std::move(canvas), observer, cancel);
  side_.reset();
  if (generation) generation->seconds = watch.seconds();
  return generation;
}

Result<Generation> Generator::decode_on_device(const DecodeConfig& config, const Canvas& canvas,
                                               const StepObserver& observer, const CancelFlag* cancel) {
  int reported = 0, step = 0;
  const StepObserver counting = [&](const StepReport& report) {
    ++reported;
    if (observer) observer(report);
  };
  const DeviceCounters before = device_->device().counters();
  auto generation = decode(*device_, config, canvas, counting, cancel);
  DeviceUse use{device_->device().capabilities().name, device_->device().counters() - before, {}};
  if (generation) generation->device = use;
  if (generation || generation.error().code != ErrorCode::kDevice) return generation;
  use.failure = generation.error().message;
  side_.reset();
  device_.reset();
  const StepObserver rest = [&](const StepReport& report) {
    if (++step > reported && observer) observer(report);
  };
  generation = decode(cpu_, config, canvas, rest, cancel);
  if (generation) generation->device = std::move(use);
  return generation;
}

Result<Generation> Generator::decode(DensePath& dense, const DecodeConfig& config, Canvas canvas,
                                     const StepObserver& observer, const CancelFlag* cancel) {
  LLADA_CHECK(dense.begin(needs_of(config, canvas)));
  LLADA_CHECK(reserve_side_path(config, canvas.size()));
  LLADA_TRY(state, start(config, std::move(canvas)));
  GenerationCounts counts;
  while (!state.done) {
    if (cancel != nullptr && cancel->cancelled()) return fail(ErrorCode::kCancelled, "generation cancelled");
    const StepPlan step = plan(state, config);
    LLADA_TRY(result, compute(dense, step, sampling_rule(config, state.canvas.mask())));
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
    counts.side_busy_seconds = side_->busy_seconds();
    side_timeline_ = side_->timeline();
  }
  return Generation{std::move(state), counts, 0, {}};
}

Status Generator::logits(std::span<const TokenId> tokens,
                         const std::function<void(int pos, std::span<const float>)>& row) {
  for (const TokenId token : tokens) {
    if (token.value < 0 || token.value >= weights_.config().vocabulary) {
      return fail(ErrorCode::kUsage, "token {} is outside the vocabulary of {}", token.value, weights_.config().vocabulary);
    }
  }
  const int count = static_cast<int>(tokens.size());
  std::vector<ForwardRow> rows;
  HeadWanted wanted{{}, true};
  for (int pos = 0; pos < count; ++pos) {
    rows.push_back({SequenceId(0), Position(pos), tokens[static_cast<std::size_t>(pos)]});
    wanted.rows.push_back(pos);
  }
  DensePath& dense = device_ ? static_cast<DensePath&>(*device_) : cpu_;
  LLADA_CHECK(dense.begin({.positions = count, .logits = true}));
  LLADA_CHECK(dense.run(rows, wanted, Step(0)));
  std::vector<float> logits(static_cast<std::size_t>(weights_.config().vocabulary));
  for (int pos = 0; pos < count; ++pos) {
    LLADA_CHECK(dense.logits(std::span(&pos, 1), {logits.data(), 1, weights_.config().vocabulary}));
    row(pos, logits);
  }
  return {};
}

Status Generator::prepare_caches(DensePath& dense, const StepPlan& plan) {
  if (side_) LLADA_CHECK(side_->publish(plan.publish, dense));
  for (const SequenceId branch : plan.forks) LLADA_CHECK(dense.fork(branch));
  return {};
}

Result<StepResult> Generator::compute(DensePath& dense, const StepPlan& plan, const SamplingRule& rule) {
  LLADA_CHECK(prepare_caches(dense, plan));
  if (!plan.side.empty()) LLADA_CHECK(side_->issue(plan, dense, rule));
  LLADA_CHECK(dense.run(forward_rows(plan.dense), wanted_by(plan, rule), plan.step));
  LLADA_TRY(result, needs_logits(rule) ? read_logits(dense, plan, rule) : read_head(dense, plan, rule));
  if (plan.side_due) {
    LLADA_TRY(side, side_->wait(*plan.side_due));
    result.side = std::move(side);
  }
  return std::move(result);
}

Result<StepResult> Generator::read_head(DensePath& dense, const StepPlan& plan, const SamplingRule& rule) {
  const HeadRule head_rule{.temperature = rule.temperature,
                           .seed = rule.seed,
                           .step = plan.step,
                           .banned = rule.banned,
                           .mask = rule.mask};
  LLADA_TRY(stats, dense.head(head_rows(plan.logits), head_rule));
  return StepResult{to_row_stats(stats, plan.logits), {}};
}

Result<StepResult> Generator::read_logits(DensePath& dense, const StepPlan& plan,
                                          const SamplingRule& rule) const {
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
      return dense.logits(rows, {logits.data(), static_cast<int>(count), vocabulary});
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
