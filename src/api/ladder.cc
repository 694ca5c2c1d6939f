#include "api/ladder.h"

namespace llada {
namespace {

struct RungPlan {
  std::string name;
  DecodeConfig config;
  ResidencyPolicy residency = ResidencyPolicy::kPlanned;
};

DecodeConfig without_speculation(DecodeConfig config) {
  config.speculate.mode = SpeculateMode::kOff;
  return config;
}

DecodeConfig with_revision(DecodeConfig config, ReviseMode mode) {
  config.revise.mode = mode;
  return config;
}

Result<std::vector<RungPlan>> rungs_of(const LadderOptions& options) {
  LLADA_TRY(reference, preset_by_name("reference"));
  LLADA_TRY(prefix, preset_by_name("prefix"));
  LLADA_TRY(fast, preset_by_name("fast"));
  const auto chosen = options.device.residency;
  std::vector<RungPlan> rungs{{"reference", reference, chosen}};
  if (options.device.window_bytes > 0) {
    for (const auto& [name, policy] : kResidencyPolicies) rungs.push_back({fmt::format("prefix, {} residency", name), prefix, policy});
  } else {
    rungs.push_back({"prefix", prefix, chosen});
  }
  rungs.push_back({"+ frontier commits", without_speculation(fast), chosen});
  rungs.push_back({"+ speculation (fast)", fast, chosen});
  rungs.push_back({"+ revision, inline", with_revision(fast, ReviseMode::kInline), chosen});
  rungs.push_back({"+ revision, dual-path", with_revision(fast, ReviseMode::kDualPath), chosen});
  for (RungPlan& rung : rungs) rung.config.latency = options.latency;
  return rungs;
}

double seconds(Nanoseconds time) { return std::chrono::duration<double>(time).count(); }

Json rung_json(const MeasuredRung& rung) {
  const EvalReport& report = rung.report;
  const double answers = std::max(1, report.n);
  return {{"name", rung.name},
          {"seconds", report.seconds / answers},
          {"steps", report.steps_per_answer},
          {"tokens_per_forward", report.tokens_per_forward},
          {"rows_per_forward", report.rows_per_forward},
          {"accuracy", report.accuracy()},
          {"n", report.n},
          {"residency", to_string(rung.residency)},
          {"staged_bytes", static_cast<double>(report.device.staged_bytes) / answers},
          {"staging_seconds", seconds(report.device.staging_busy) / answers},
          {"exposed_seconds", seconds(report.device.stalled) / answers},
          {"device_seconds", seconds(report.device.npu_busy) / answers},
          {"side_seconds", report.side_busy_seconds / answers},
          {"side_stalls", report.side_stalls},
          {"side_stall_seconds", report.side_stall_seconds / answers}};
}

}  // namespace

Result<LadderReport> run_ladder(Model& model, std::string_view name, std::span<const TaskItem> items,
                                const LadderOptions& options, const EvalCallback& on_item,
                                const CancelFlag* cancel) {
  LadderReport ladder{std::string(name), std::string(model.kernels().name), "cpu", model.threads(),
                      options.device.window_bytes, {}};
  LLADA_TRY(rungs, rungs_of(options));
  for (const RungPlan& rung : rungs) {
    DeviceOptions device = options.device;
    device.residency = rung.residency;
    LLADA_CHECK(model.use_device(device));
    if (!model.device_name().empty()) ladder.device = model.device_name();
    // One answer that is not counted: it warms caches and fills the window.
    LLADA_CHECK(evaluate(model, items.first(1), {options.max_tokens, rung.config}, {}, cancel));
    auto report = evaluate(model, items, {options.max_tokens, rung.config}, on_item, cancel);
    if (!report) return fail_at(rung.name, std::move(report).error());
    ladder.rungs.push_back({rung.name, rung.residency, std::move(*report)});
  }
  LLADA_CHECK(model.use_device({}));
  return ladder;
}

Json ladder_json(const LadderReport& report) {
  Json rungs = Json::array();
  for (const MeasuredRung& rung : report.rungs) rungs.push_back(rung_json(rung));
  return {{"clock", clock_of(report.device)}, {"model", report.model},     {"kernel", report.kernel},
          {"device", report.device},      {"threads", report.threads}, {"window_bytes", report.window_bytes},
          {"ladder", std::move(rungs)}};
}

std::string ladder_text(const LadderReport& report) {
  std::string text = fmt::format("{} on {}, {} threads; {}, per answer\n\n"
                                 "| rung | seconds | gain | steps | tokens/forward | rows/forward | side s | stalls | "
                                 "staged MiB | waited s | accuracy |\n"
                                 "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
                                 report.model, report.device, report.threads, clock_of(report.device));
  double before = 0;
  for (const MeasuredRung& rung : report.rungs) {
    const EvalReport& r = rung.report;
    const double answers = std::max(1, r.n), time = r.seconds / answers;
    text += fmt::format("| {} | {:.3f} | {} | {:.1f} | {:.2f} | {:.1f} | {:.3f} | {} | {:.1f} | {:.3f} | {:.1f} % |\n",
                        rung.name, time, before > 0 ? fmt::format("{:.2f}x", before / time) : "", r.steps_per_answer,
                        r.tokens_per_forward, r.rows_per_forward, r.side_busy_seconds / answers, r.side_stalls,
                        static_cast<double>(r.device.staged_bytes) / answers / 1048576, seconds(r.device.stalled) / answers,
                        100 * r.accuracy());
    before = time;
  }
  return text;
}

}  // namespace llada
