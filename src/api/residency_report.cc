#include "api/residency_report.h"

#include <array>

#include "api/phone.h"

namespace llada {
namespace {

constexpr int kMeasuredSteps = 8;  // whole turns of the streaming slots

constexpr std::array kPolicies{std::pair{ResidencyPolicy::kNaive, Transfer::kCopyMap},
                               std::pair{ResidencyPolicy::kLru, Transfer::kStage},
                               std::pair{ResidencyPolicy::kPlanned, Transfer::kStage},
                               std::pair{ResidencyPolicy::kPlanned, Transfer::kMap}};

std::string_view to_string(Transfer transfer) {
  switch (transfer) {
    case Transfer::kStage:
      return "staged";
    case Transfer::kMap:
      return "mapped";
    case Transfer::kCopyMap:
      return "copied and mapped";
  }
  return "unknown";
}

double seconds_of(Nanoseconds time) { return std::chrono::duration<double>(time).count(); }

double mib(std::uint64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

Result<PolicyCost> cost_of(Phone& phone, const Network& network, const PhoneOptions& options) {
  const PhoneTotals before = phone.totals();
  for (int step = 0; step < kMeasuredSteps; ++step) LLADA_CHECK(phone.npu_step(options.largest, 0));
  const PhoneTotals after = phone.totals();
  const ResidencyLoad load = steady_load(phone.plan(), network.chunks);
  PolicyCost cost{options.policy, options.transfer, load.loads, load.bytes, 0, 0};
  const double all = seconds_of(after.time - before.time);
  cost.seconds = all / kMeasuredSteps;
  cost.exposed_share = 1 - seconds_of(after.npu - before.npu) / all;
  return cost;
}

Json chunk_json(const Chunk& chunk, const ResidencyPlan& plan, std::size_t index) {
  const auto& at = plan.pinned_at[index];
  Json json = {{"name", chunk.name()}, {"bytes", chunk.bytes}, {"pinned", at.has_value()}};
  if (at) json["offset"] = *at;
  return json;
}

// One line per kind of chunk: how many there are, how large, how many stay.
std::string kind_text(const ResidencyReport& report, ChunkKind kind) {
  std::size_t count = 0, pinned = 0;
  std::uint64_t bytes = 0;
  for (std::size_t at = 0; at < report.network.chunks.size(); ++at) {
    if (report.network.chunks[at].kind != kind) continue;
    ++count;
    bytes += report.network.chunks[at].bytes;
    pinned += report.plan.pinned_at[at].has_value();
  }
  return fmt::format("  {:<14}{:>5} chunks {:>9.1f} MiB {:>5} pinned {:>5} streamed\n",
                     to_string(kind), count, mib(bytes), pinned, count - pinned);
}

std::string layout_text(const ResidencyReport& report) {
  const ResidencyPlan& plan = report.plan;
  const std::size_t slots =
      plan.streamed.empty() ? 0 : static_cast<std::size_t>(plan.options.streaming_slots);
  return fmt::format(
      "window           {:>10.1f} MiB\n"
      "  working        {:>10.1f} MiB  activations and K/V of {} positions\n"
      "  pinned         {:>10.1f} MiB  {} of {} chunks\n"
      "  streaming      {:>10.1f} MiB  {} slots of {:.1f} MiB\n"
      "weights          {:>10.1f} MiB\n",
      mib(report.window_bytes), mib(report.working_bytes), report.step.positions,
      mib(plan.pinned_bytes()), report.network.chunks.size() - plan.streamed.size(),
      report.network.chunks.size(), mib(slots * plan.slot_bytes), slots, mib(plan.slot_bytes),
      mib(total_bytes(report.network.chunks)));
}

}  // namespace

Result<ResidencyReport> report_residency(const DeviceProfile& profile, const Network& network,
                                         const ResidencyReportOptions& options) {
  ResidencyReport report{"virtual:" + profile.name,
                         profile.chip,
                         options.calibration,
                         network,
                         options.step,
                         0,
                         0,
                         {},
                         {}};
  for (const auto& [policy, transfer] : kPolicies) {
    PhoneOptions phone_options;
    phone_options.calibration = options.calibration;
    phone_options.policy = policy;
    phone_options.transfer = transfer;
    phone_options.streaming_slots = options.streaming_slots;
    phone_options.window_bytes = options.window_bytes;
    phone_options.largest = options.step;
    LLADA_TRY(phone, Phone::create(profile, network, phone_options));
    LLADA_TRY(cost, cost_of(*phone, network, phone_options));
    report.policies.push_back(cost);
    report.window_bytes = phone->window_bytes();
    report.working_bytes = phone->working_bytes();
    report.plan = phone->plan();
  }
  return report;
}

Json residency_json(const ResidencyReport& report) {
  Json chunks = Json::array(), policies = Json::array();
  for (std::size_t at = 0; at < report.network.chunks.size(); ++at)
    chunks.push_back(chunk_json(report.network.chunks[at], report.plan, at));
  for (const PolicyCost& cost : report.policies) {
    policies.push_back({{"policy", to_string(cost.policy)},
                        {"transfer", to_string(cost.transfer)},
                        {"loads_per_step", cost.loads},
                        {"bytes_per_step", cost.bytes},
                        {"seconds_per_step", cost.seconds},
                        {"exposed_share", cost.exposed_share}});
  }
  return {{"clock", "modelled"},
          {"measured", false},
          {"device", report.device},
          {"chip", report.chip},
          {"calibration", report.calibration},
          {"model", report.network.name},
          {"rows", report.step.rows},
          {"positions", report.step.positions},
          {"window_bytes", report.window_bytes},
          {"working_bytes", report.working_bytes},
          {"weight_bytes", total_bytes(report.network.chunks)},
          {"pinned_bytes", report.plan.pinned_bytes()},
          {"slot_bytes", report.plan.slot_bytes},
          {"slots", report.plan.options.streaming_slots},
          {"chunks", chunks},
          {"policies", policies}};
}

std::string residency_text(const ResidencyReport& report) {
  std::string text =
      fmt::format("{} on {} ({}), calibration {}. Step times are modelled.\n\n",
                  report.network.name, report.device, report.chip, report.calibration);
  text += layout_text(report);
  for (const ChunkKind kind : {ChunkKind::kAttention, ChunkKind::kFeedForward, ChunkKind::kHead})
    text += kind_text(report, kind);
  text +=
      fmt::format("\nA step of {} rows over {} positions:\n{:<9}{:<19}{:>11}{:>12}{:>12}{:>12}\n",
                  report.step.rows, report.step.positions, "policy", "weights", "loads", "MiB",
                  "ms", "exposed %");
  for (const PolicyCost& cost : report.policies) {
    text += fmt::format("{:<9}{:<19}{:>11}{:>12.1f}{:>12.1f}{:>12.1f}\n", to_string(cost.policy),
                        to_string(cost.transfer), cost.loads, mib(cost.bytes), 1e3 * cost.seconds,
                        100 * cost.exposed_share);
  }
  return text;
}

}  // namespace llada
