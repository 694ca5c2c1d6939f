#include "api/simulate.h"

#include <algorithm>
#include <array>

#include "api/phone.h"
#include "api/trace_scaling.h"

namespace llada {
namespace {

constexpr int kMaxTokens = 4096;

struct RungPlan {
  std::string_view name;
  std::string_view stage;
  bool on_npu;
  ResidencyPolicy policy;
  Transfer transfer;
  bool selective_logits;  // else every dense row goes through the head
};

using enum ResidencyPolicy;
constexpr std::array kRungs{
    RungPlan{"CPU, full recompute", "full", false, kPlanned, Transfer::kStage, false},
    RungPlan{"+ prefix KV reuse", "prefix", false, kPlanned, Transfer::kStage, false},
    RungPlan{"+ NPU dense path", "prefix", true, kNaive, Transfer::kCopyMap, false},
    RungPlan{"+ memory runtime", "prefix", true, kPlanned, Transfer::kStage, false},
    RungPlan{"+ multi-block speculative decoding", "speculative", true, kPlanned, Transfer::kStage,
             false},
    RungPlan{"+ staged stabilisation, selective logits, sparse refresh", "staged", true, kPlanned,
             Transfer::kStage, true}};

StepExtents extents_of(const TraceStep& step, const TraceRequest& request, const DecodeTrace& trace,
                       const RungPlan& rung, const SimulateOptions& options) {
  return scaled_extents(step, request, trace,
                        {options.prompt_tokens, options.tokens, rung.selective_logits});
}

struct RungTotals {
  double seconds = 0;
  double npu = 0, staging = 0, cpu = 0;  // seconds busy
  double steps = 0;
  double rows = 0;
};

class RungReplay {
 public:
  RungReplay(const RungPlan& rung, const DecodeTrace& trace, const SimulateOptions& options)
      : rung_(rung), trace_(trace), options_(options) {}

  Result<LadderRung> run(const DeviceProfile& profile, const Network& network) {
    LLADA_TRY(phone, Phone::create(profile, network, phone_options()));
    for (const TraceRequest& request : trace_.requests) LLADA_CHECK(replay(*phone, request));
    return mean();
  }

  Result<Timeline> timeline(const DeviceProfile& profile, const Network& network) {
    PhoneOptions recording = phone_options();
    recording.record_timeline = true;
    LLADA_TRY(phone, Phone::create(profile, network, recording));
    LLADA_CHECK(replay(*phone, trace_.requests.front()));
    return phone->timeline();
  }

 private:
  [[nodiscard]] PhoneOptions phone_options() const {
    PhoneOptions phone_options;
    phone_options.calibration = options_.calibration;
    phone_options.policy = rung_.policy;
    phone_options.transfer = rung_.transfer;
    phone_options.window_bytes = options_.window_bytes;
    phone_options.largest = largest_extents();
    return phone_options;
  }

  [[nodiscard]] StepExtents largest_extents() const {
    StepExtents largest{1, options_.prompt_tokens + options_.tokens, 0};
    for (const TraceRequest& request : trace_.requests) {
      for (const TraceStep& step : request.steps) {
        const StepExtents extents = extents_of(step, request, trace_, rung_, options_);
        largest.rows = std::max(largest.rows, extents.rows);
        largest.head_rows = std::max(largest.head_rows, extents.head_rows);
      }
    }
    return largest;
  }

  Status replay(Phone& phone, const TraceRequest& request) {
    const double rest = weight_of_rest(trace_, options_.tokens);
    double weight = 1;
    for (const TraceStep& step : request.steps) {
      const StepExtents extents = extents_of(step, request, trace_, rung_, options_);
      const PhoneTotals before = phone.totals();
      LLADA_CHECK(rung_.on_npu ? phone.npu_step(extents, step.side) : phone.cpu_step(extents));
      add(before, phone.totals(), extents.rows, weight);
      weight = rest;
    }
    return {};
  }

  void add(const PhoneTotals& before, const PhoneTotals& after, int rows, double weight) {
    const auto seconds = [weight](Nanoseconds time) {
      return weight * std::chrono::duration<double>(time).count();
    };
    totals_.seconds += seconds(after.time - before.time);
    totals_.npu += seconds(after.npu - before.npu);
    totals_.staging += seconds(after.staging - before.staging);
    totals_.cpu += seconds(after.cpu - before.cpu);
    totals_.steps += weight;
    totals_.rows += weight * rows;
  }

  [[nodiscard]] LadderRung mean() const {
    const auto requests = static_cast<double>(trace_.requests.size());
    LadderRung rung;
    rung.name = rung_.name;
    rung.stage = rung_.stage;
    rung.decoder = trace_.decoder;
    rung.seconds = totals_.seconds / requests;
    rung.steps = totals_.steps / requests;
    rung.rows_per_step = totals_.rows / totals_.steps;
    rung.tokens_per_step = options_.tokens / rung.steps;
    rung.npu_share = totals_.npu / totals_.seconds;
    rung.staging_share = totals_.staging / totals_.seconds;
    rung.cpu_share = totals_.cpu / totals_.seconds;
    return rung;
  }

  const RungPlan& rung_;
  const DecodeTrace& trace_;
  const SimulateOptions& options_;
  RungTotals totals_;
};

Status check_options(const SimulateOptions& options) {
  for (const auto& [name, value] :
       {std::pair{"prompt", options.prompt_tokens}, std::pair{"tokens", options.tokens}}) {
    if (value < 1 || value > kMaxTokens) {
      return fail(ErrorCode::kUsage, "{}: {} is out of bounds; give 1..{}", name, value,
                  kMaxTokens);
    }
  }
  return {};
}

const DecodeTrace* trace_of_stage(std::span<const DecodeTrace> traces, std::string_view stage) {
  const DecodeTrace* found = nullptr;
  for (const DecodeTrace& trace : traces) {
    if (trace.stage == stage) found = &trace;
  }
  return found;
}

Json rung_json(const LadderRung& rung) {
  return {{"name", rung.name},
          {"seconds", rung.seconds},
          {"steps", rung.steps},
          {"rows_per_step", rung.rows_per_step},
          {"tokens_per_step", rung.tokens_per_step},
          {"npu_share", rung.npu_share},
          {"staging_share", rung.staging_share},
          {"cpu_share", rung.cpu_share},
          {"stage", rung.stage},
          {"decoder", rung.decoder}};
}

}  // namespace

Result<SimulationReport> simulate(const DeviceProfile& profile, const Network& network,
                                  std::span<const DecodeTrace> traces,
                                  const SimulateOptions& options) {
  LLADA_CHECK(check_options(options));
  SimulationReport report{"virtual:" + profile.name,
                          profile.chip,
                          options.calibration,
                          network.name,
                          options.prompt_tokens,
                          options.tokens,
                          {},
                          {}};
  for (const RungPlan& rung : kRungs) {
    const DecodeTrace* trace = trace_of_stage(traces, rung.stage);
    if (trace == nullptr) {
      report.notes.push_back(
          fmt::format("'{}' is left out: no trace of the stage '{}'", rung.name, rung.stage));
      continue;
    }
    LLADA_TRY(result, RungReplay(rung, *trace, options).run(profile, network));
    report.ladder.push_back(std::move(result));
  }
  if (!report.ladder.empty()) return report;
  return fail(ErrorCode::kUsage, "no trace of any stage; record one with llada eval --record");
}

int ladder_rungs() { return static_cast<int>(kRungs.size()); }

Result<RungTimeline> rung_timeline(const DeviceProfile& profile, const Network& network,
                                   std::span<const DecodeTrace> traces,
                                   const SimulateOptions& options, int rung) {
  LLADA_CHECK(check_options(options));
  if (rung < 1 || rung > ladder_rungs()) {
    return fail(ErrorCode::kUsage, "rung {} is out of bounds; give 1..{}", rung, ladder_rungs());
  }
  const RungPlan& plan = kRungs[static_cast<std::size_t>(rung) - 1];
  const DecodeTrace* trace = trace_of_stage(traces, plan.stage);
  if (trace == nullptr) {
    return fail(ErrorCode::kUsage,
                "rung {} needs a trace of the stage '{}'; record one with llada eval --record",
                rung, plan.stage);
  }
  LLADA_TRY(events, RungReplay(plan, *trace, options).timeline(profile, network));
  return RungTimeline{std::string(plan.name), std::move(events)};
}

Json simulation_json(const SimulationReport& report) {
  Json ladder = Json::array();
  for (const LadderRung& rung : report.ladder) ladder.push_back(rung_json(rung));
  return {{"clock", "modelled"},
          {"measured", false},
          {"device", report.device},
          {"chip", report.chip},
          {"calibration", report.calibration},
          {"model", report.model},
          {"prompt_tokens", report.prompt_tokens},
          {"tokens", report.tokens},
          {"ladder", ladder},
          {"notes", report.notes}};
}

std::string simulation_text(const SimulationReport& report) {
  std::string text = fmt::format(
      "{} on {} ({}), calibration {}, {} prompt tokens, {} tokens. All figures are modelled.\n\n"
      "{:<57} {:>8} {:>7} {:>6} {:>6} {:>6} {:>8}  {}\n",
      report.model, report.device, report.chip, report.calibration, report.prompt_tokens,
      report.tokens, "technique", "seconds", "gain", "steps", "rows", "NPU %", "staged %",
      "decisions of");
  double before = 0;
  for (const LadderRung& rung : report.ladder) {
    const std::string gain = before > 0 ? fmt::format("{:.2f}x", before / rung.seconds) : "";
    text += fmt::format("{:<57} {:>8.1f} {:>7} {:>6.1f} {:>6.1f} {:>6.0f} {:>8.0f}  {}\n",
                        rung.name, rung.seconds, gain, rung.steps, rung.rows_per_step,
                        100 * rung.npu_share, 100 * rung.staging_share, rung.decoder);
    before = rung.seconds;
  }
  for (const std::string& note : report.notes) text += note + "\n";
  return text;
}

}  // namespace llada
