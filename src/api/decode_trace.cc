#include "api/decode_trace.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <climits>

namespace llada {
namespace {

constexpr std::string_view kFormat = "llada-decode-trace";
constexpr int kVersion = 1;
constexpr int kMaxCount = 1 << 20;
constexpr std::array<std::string_view, 4> kStages{"full", "prefix", "speculative", "staged"};

struct Column {
  std::string_view name;
  int TraceStep::*member;
};
constexpr std::array kColumns{
    Column{"current", &TraceStep::current},         Column{"unstable", &TraceStep::unstable},
    Column{"speculative", &TraceStep::speculative}, Column{"refresh", &TraceStep::refresh},
    Column{"prompt", &TraceStep::prompt},           Column{"side", &TraceStep::side},
    Column{"logits", &TraceStep::logits},           Column{"commits", &TraceStep::commits}};

Result<const Json*> member(const Json& object, const std::string& path, const char* key) {
  if (!object.is_object())
    return fail(ErrorCode::kFormat, "{}: expected an object, found {}", path, object.type_name());
  const auto found = object.find(key);
  if (found != object.end()) return &*found;
  return fail(ErrorCode::kFormat, "{}/{} is missing", path, key);
}

Result<int> count_of(const Json& value, const std::string& path, int low = 0) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number >= static_cast<std::uint64_t>(low) && number <= kMaxCount)
      return static_cast<int>(number);
  }
  return fail(ErrorCode::kFormat, "{}: expected a whole number in {}..{}, found {}", path, low,
              kMaxCount, write_json(value));
}

Result<int> count_at(const Json& object, const std::string& path, const char* key, int low) {
  LLADA_TRY(value, member(object, path, key));
  return count_of(*value, fmt::format("{}/{}", path, key), low);
}

Result<std::string> text_at(const Json& object, const char* key) {
  LLADA_TRY(value, member(object, "", key));
  if (value->is_string()) return value->get<std::string>();
  return fail(ErrorCode::kFormat, "/{}: expected a text, found {}", key, value->type_name());
}

Result<const Json*> list_at(const Json& object, const std::string& path, const char* key) {
  LLADA_TRY(value, member(object, path, key));
  if (value->is_array() && !value->empty()) return value;
  return fail(ErrorCode::kFormat, "{}/{}: expected a list that is not empty, found {}", path, key,
              value->is_array() ? "an empty one" : value->type_name());
}

Result<std::vector<Column>> columns_of(const Json& trace) {
  LLADA_TRY(names, list_at(trace, "", "columns"));
  std::vector<Column> columns;
  for (const Json& name : *names) {
    const auto same = [&](const Column& column) { return name.is_string() && name == column.name; };
    const auto known = std::find_if(kColumns.begin(), kColumns.end(), same);
    if (known == kColumns.end())
      return fail(ErrorCode::kFormat, "/columns: {} is unknown", write_json(name));
    columns.push_back(*known);
  }
  return columns;
}

Result<TraceStep> step_of(const Json& counts, const std::string& path,
                          std::span<const Column> columns) {
  if (!counts.is_array() || counts.size() != columns.size())
    return fail(ErrorCode::kFormat, "{}: expected a list of {} counts", path, columns.size());
  TraceStep step;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    LLADA_TRY(count, count_of(counts[at], fmt::format("{}/{}", path, at)));
    step.*columns[at].member = count;
  }
  if (step.dense() < 1 || step.dense() > kMaxCount)
    return fail(ErrorCode::kFormat, "{}: {} rows, allowed 1..{}", path, step.dense(), kMaxCount);
  return step;
}

Result<TraceRequest> request_of(const Json& json, const std::string& path,
                                std::span<const Column> columns) {
  TraceRequest request;
  LLADA_TRY(prompt, count_at(json, path, "prompt_tokens", 1));
  LLADA_TRY(answer, count_at(json, path, "answer_tokens", 1));
  LLADA_TRY(steps, list_at(json, path, "steps"));
  request.prompt_tokens = prompt;
  request.answer_tokens = answer;
  for (const Json& counts : *steps) {
    const std::string at = fmt::format("{}/steps/{}", path, request.steps.size());
    LLADA_TRY(step, step_of(counts, at, columns));
    request.steps.push_back(step);
  }
  return request;
}

Status read_heading(const Json& json, DecodeTrace& trace) {
  LLADA_TRY(format, text_at(json, "format"));
  if (format != kFormat)
    return fail(ErrorCode::kFormat, "/format: found '{}', expected '{}'", format, kFormat);
  LLADA_TRY(version, count_at(json, "", "version", 1));
  if (version != kVersion)
    return fail(ErrorCode::kFormat, "/version: found {}, this reads {}", version, kVersion);
  LLADA_TRY(stage, text_at(json, "stage"));
  if (std::find(kStages.begin(), kStages.end(), stage) == kStages.end()) {
    return fail(ErrorCode::kFormat, "/stage: '{}' is unknown; allowed: {}", stage,
                fmt::join(kStages, ", "));
  }
  LLADA_TRY(model, text_at(json, "model"));
  LLADA_TRY(decoder, text_at(json, "decoder"));
  LLADA_TRY(block, count_at(json, "", "block", 1));
  LLADA_TRY(tokens, count_at(json, "", "max_tokens", 1));
  trace = {stage, model, decoder, block, tokens, {}};
  return {};
}

Result<DecodeTrace> trace_of(const Json& json) {
  DecodeTrace trace;
  LLADA_CHECK(read_heading(json, trace));
  LLADA_TRY(columns, columns_of(json));
  LLADA_TRY(requests, list_at(json, "", "requests"));
  for (const Json& item : *requests) {
    const std::string path = fmt::format("/requests/{}", trace.requests.size());
    LLADA_TRY(request, request_of(item, path, columns));
    trace.requests.push_back(std::move(request));
  }
  return trace;
}

std::string steps_text(const TraceRequest& request) {
  std::vector<std::string> steps;
  for (const TraceStep& step : request.steps) {
    std::vector<int> counts;
    for (const Column& column : kColumns) counts.push_back(step.*column.member);
    steps.push_back(fmt::format("[{}]", fmt::join(counts, ",")));
  }
  return fmt::format("{}", fmt::join(steps, ","));
}

std::string_view word_of(CommitRule rule) {
  switch (rule) {
    case CommitRule::kQuota:
      return "quota";
    case CommitRule::kThreshold:
      return "threshold";
    case CommitRule::kFactor:
      return "factor";
    case CommitRule::kFrontier:
      return "frontier";
    case CommitRule::kStaged:
      return "staged";
    case CommitRule::kDream:
      return "dream";
  }
  return "unknown";
}

std::string_view word_of(CacheMode cache) {
  switch (cache) {
    case CacheMode::kNone:
      return "no cache";
    case CacheMode::kPrefix:
      return "prefix cache";
    case CacheMode::kDual:
      return "dual cache";
  }
  return "unknown";
}

std::string_view word_of(Refresh refresh) {
  switch (refresh) {
    case Refresh::kBlock:
      return "";
    case Refresh::kEntry:
      return " refreshed at entry";
    case Refresh::kChanges:
      return " refreshed sparsely";
  }
  return "unknown";
}

std::string_view word_of(SpeculateMode mode) {
  switch (mode) {
    case SpeculateMode::kOff:
      return "";
    case SpeculateMode::kStrict:
      return ", strict drafts";
    case SpeculateMode::kHistory:
      return ", drafts by history";
    case SpeculateMode::kConfirm:
      return ", drafts confirmed at entry";
    case SpeculateMode::kBranch:
      return ", branches";
  }
  return "unknown";
}

std::string_view word_of(ReviseMode mode) {
  switch (mode) {
    case ReviseMode::kOff:
      return "";
    case ReviseMode::kInline:
      return ", revision inline";
    case ReviseMode::kDualPath:
      return ", revision on two paths";
  }
  return "unknown";
}

}  // namespace

std::span<const std::string_view> trace_stages() { return kStages; }

Result<DecodeTrace> parse_trace(std::string_view text) {
  LLADA_TRY(parsed, parse_json(text));
  const JsonHolder json(std::move(parsed));
  return trace_of(*json);
}

Result<DecodeTrace> read_trace(const std::filesystem::path& path) {
  auto parsed = read_json_file(path);
  if (!parsed) return tl::unexpected(std::move(parsed).error());
  const JsonHolder json(std::move(*parsed));
  auto trace = trace_of(*json);
  if (!trace) return fail_at(path.string(), std::move(trace).error());
  return trace;
}

// One request a line: small, and readable in a difference.
std::string write_trace(const DecodeTrace& trace) {
  std::vector<std::string> requests;
  for (const TraceRequest& request : trace.requests) {
    requests.push_back(fmt::format("{{\"prompt_tokens\":{},\"answer_tokens\":{},\"steps\":[{}]}}",
                                   request.prompt_tokens, request.answer_tokens,
                                   steps_text(request)));
  }
  std::vector<std::string> columns;
  for (const Column& column : kColumns) columns.push_back(fmt::format("\"{}\"", column.name));
  return fmt::format(
      "{{\"format\":\"{}\",\"version\":{},\"stage\":{},\"model\":{},\"decoder\":{},\n"
      "\"block\":{},\"max_tokens\":{},\n\"columns\":[{}],\n\"requests\":[\n{}\n]}}\n",
      kFormat, kVersion, write_json(trace.stage), write_json(trace.model),
      write_json(trace.decoder), trace.block, trace.max_tokens, fmt::join(columns, ","),
      fmt::join(requests, ",\n"));
}

std::string describe(const DecodeConfig& config) {
  const std::string renewed =
      config.refresh_interval == 0 ? "" : fmt::format(", the canvas every {} steps", config.refresh_interval);
  return fmt::format("{}, {}{}{}{}{}", word_of(config.commit), word_of(config.cache), word_of(config.refresh), renewed,
                     word_of(config.speculate.mode), word_of(config.revise.mode));
}

void TraceRecorder::begin(std::size_t prompt_tokens) {
  request_ = {static_cast<int>(prompt_tokens), 0, {}};
  revealed_.clear();
}

void TraceRecorder::count(const PlanRow& row, TraceStep& step) const {
  const bool of_prompt = row.position.value < request_.prompt_tokens;
  if (row.row_class == RowClass::kRefresh && of_prompt && row.sequence == SequenceId()) {
    ++step.prompt;
    return;
  }
  switch (row.row_class) {
    case RowClass::kCurrent:
      ++step.current;
      break;
    case RowClass::kUnstable:
      ++step.unstable;
      break;
    case RowClass::kSpeculative:
      ++step.speculative;
      break;
    case RowClass::kRefresh:
      ++step.refresh;
      break;
  }
}

void TraceRecorder::step(const StepView& view) {
  TraceStep step;
  for (const PlanRow& row : view.plan.dense) count(row, step);
  step.side = static_cast<int>(view.plan.side.size());
  step.logits = static_cast<int>(view.plan.logits.size());
  revealed_.emplace_back();
  for (const CanvasEvent& event : view.events) {
    if (event.kind == EventKind::kReveal) revealed_.back().push_back(event.position);
  }
  request_.steps.push_back(step);
}

void TraceRecorder::drop_padding_steps() {
  std::erase_if(request_.steps, [this](const TraceStep& step) {
    const bool entry = config_.cache != CacheMode::kNone && step.prompt == request_.prompt_tokens;
    return step.commits == 0 && !entry;
  });
}

// Padding behind the end of an answer is no part of it, whichever step revealed it.
void TraceRecorder::end(const Completion& completion) {
  const bool ended = completion.finish_reason == FinishReason::kStop;
  int kept = static_cast<int>(completion.tokens.size()) + (ended ? 1 : 0);
  if (!config_.stop_at_eos) kept = INT_MAX - request_.prompt_tokens;
  for (std::size_t at = 0; at < revealed_.size(); ++at) {
    const auto within = [&](Position pos) { return pos.value < request_.prompt_tokens + kept; };
    const auto count = std::count_if(revealed_[at].begin(), revealed_[at].end(), within);
    request_.steps[at].commits = static_cast<int>(count);
    request_.answer_tokens += static_cast<int>(count);
  }
  if (config_.commit == CommitRule::kQuota) drop_padding_steps();
  requests_.push_back(std::move(request_));
}

}  // namespace llada
