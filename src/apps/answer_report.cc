#include "apps/answer_report.h"

#include "apps/metrics_json.h"

namespace llada {
namespace {

int completion_tokens(const Completion& completion, AnswerPlace place) {
  const int tokens = static_cast<int>(completion.tokens.size());
  return place == AnswerPlace::kAfterPrompt ? tokens : tokens - completion.prompt_tokens;
}

Json usage_json(const Completion& completion, AnswerPlace place) {
  const int completed = completion_tokens(completion, place);
  return {
      {"prompt_tokens", completion.prompt_tokens},
      {"completion_tokens", completed},
      {"total_tokens", completion.prompt_tokens + completed},
      {"diffusion", {{"steps", completion.steps},
            {"forward_passes", completion.forward_passes},
            {"revised", completion.metrics.replacements + completion.metrics.demotions},
            {"drafts_accepted", completion.metrics.drafts_promoted}}}};
}

double seconds(Nanoseconds time) { return std::chrono::duration<double>(time).count(); }

Json device_json(const DeviceUse& device) {
  Json json{{"name", device.name},
            {"busy_seconds", seconds(device.counters.npu_busy)},
            {"staging_seconds", seconds(device.counters.staging_busy)},
            {"exposed_seconds", seconds(device.counters.stalled)},
            {"staged_bytes", device.counters.staged_bytes}};
  if (!device.failure.empty()) json["failure"] = device.failure;
  return json;
}

}  // namespace

Json completion_json(const Completion& completion, AnswerPlace place) {
  Json tokens = Json::array();
  for (const TokenId token : completion.tokens) tokens.push_back(token.value);
  Json json{{"text", completion.text},
          {"tokens", std::move(tokens)},
          {"finish_reason", to_string(completion.finish_reason)},
          {"usage", usage_json(completion, place)},
          {"steps", completion.steps},
          {"forward_passes", completion.forward_passes},
          {"metrics", metrics_json(completion.metrics, completion.side_stalls,
                                   completion.side_stall_seconds)},
          {"seconds", completion.seconds}};
  if (!completion.device.name.empty()) json["device"] = device_json(completion.device);
  return json;
}

std::string completion_summary(const Completion& completion, AnswerPlace place) {
  const int tokens = completion_tokens(completion, place);
  const double per_pass =
      completion.forward_passes > 0 ? static_cast<double>(tokens) / completion.forward_passes : 0;
  return fmt::format("{} steps, {} forward passes, {} tokens, {:.1f} tokens a pass, {:.2f} s",
                     completion.steps, completion.forward_passes, tokens, per_pass,
                     completion.seconds);
}

void print_completion(const Completion& completion, AnswerPlace place, bool json,
                      Console& console) {
  if (!completion.device.failure.empty())
    console.note(fmt::format("llada: {}; answered on the CPU instead", completion.device.failure));
  if (json) {
    console.print_json(completion_json(completion, place));
    return;
  }
  console.print_foreign(completion.text);
  if (!completion.text.ends_with('\n')) console.print("\n");
  if (console.flush()) console.note("llada: " + completion_summary(completion, place));
}

}  // namespace llada
