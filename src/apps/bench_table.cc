#include "apps/bench_table.h"

#include <algorithm>

#include "apps/terminal_text.h"

namespace llada {
namespace {

Json op_json(const OpResult& op) {
  Json json{{"op", op.op},
            {"seconds", op.seconds},
            {"seconds_stddev", op.seconds_stddev},
            {"step_share", op.step_share},
            {"bytes_per_second", op.bytes_per_second},
            {"operations_per_second", op.operations_per_second},
            {"limit", nullptr},
            {"limit_seconds", nullptr},
            {"limit_share", nullptr}};
  if (!op.bound) return json;
  json["limit"] = to_string(op.bound->limit);
  json["limit_seconds"] = op.bound->seconds;
  json["limit_share"] = op.limit_share;
  return json;
}

double hidden_share(const BenchStaging& staging) {
  return staging.seconds > 0 ? std::max(0.0, 1 - staging.exposed_seconds / staging.seconds) : 1;
}

// Without the ops.
Json result_json(const BenchResult& result) {
  Json json{{"rows", result.rows},
          {"seconds", result.seconds},
          {"seconds_min", result.seconds_min},
          {"seconds_max", result.seconds_max},
          {"seconds_stddev", result.seconds_stddev},
          {"rows_per_second", result.rows_per_second},
          {"bytes_per_second", result.bytes_per_second},
          {"operations_per_second", result.operations_per_second},
          {"limit", to_string(result.limit)},
          {"limit_seconds", result.limit_seconds},
          {"limit_share", result.limit_share}};
  if (!result.staging) return json;
  json["staged_bytes"] = result.staging->bytes;
  json["staging_seconds"] = result.staging->seconds;
  json["exposed_seconds"] = result.staging->exposed_seconds;
  json["hidden_share"] = hidden_share(*result.staging);
  return json;
}

Json full_result_json(const BenchResult& result) {
  Json json = result_json(result);
  if (result.ops.empty()) return json;
  for (const OpResult& op : result.ops) json["ops"].push_back(op_json(op));
  return json;
}

// What all results of a report share. "measured": by a clock, not by a model of a device.
Json header_json(const BenchReport& report) {
  return {{"model", report.model},
          {"type", report.type},
          {"kernel", report.kernel},
          {"threads", report.threads},
          {"device", report.device.empty() ? "cpu" : report.device},
          {"weight_bytes", report.weight_bytes},
          {"parameters", report.parameters},
          {"measured", clock_of(report.device) == "measured"},
          {"clock", clock_of(report.device)},
          {"bandwidth_bytes_per_second", report.limits.bytes_per_second},
          {"peak_unit", report.limits.products.unit},
          {"peak_operations_per_second", report.limits.products.operations_per_second},
          {"f32_peak_unit", report.limits.f32.unit},
          {"f32_peak_operations_per_second", report.limits.f32.operations_per_second}};
}

double giga(double value) { return value / 1e9; }
double tera(double value) { return value / 1e12; }

std::string rate_columns(double bytes_per_second, double operations_per_second) {
  const std::string operations =
      operations_per_second > 0 ? fmt::format("{:.3f}", tera(operations_per_second)) : "";
  return fmt::format("{:.2f} | {} |", giga(bytes_per_second), operations);
}

std::string limit_columns(const Bound& bound, double share) {
  return fmt::format(" {} | {:.1f} % |", to_string(bound.limit), 100 * share);
}

std::string limits_line(const BenchReport& report) {
  const BenchLimits& limits = report.limits;
  std::string text =
      fmt::format("limits, measured: {:.2f} GB/s reading these weights; {:.3f} TOPS {}",
                  giga(limits.bytes_per_second), tera(limits.products.operations_per_second),
                  limits.products.unit);
  if (limits.f32.unit != limits.products.unit)
    text +=
        fmt::format("; {:.3f} TOPS {}", tera(limits.f32.operations_per_second), limits.f32.unit);
  return text + "\n";
}

std::string staging_table(const BenchReport& report) {
  if (report.results.empty() || !report.results.front().staging) return {};
  std::string text = fmt::format("\nStaged into the window of {}, a pass:\n\n"
                                 "| test | staged | staging ms | waited for ms | hidden |\n"
                                 "| ---: | ---: | ---: | ---: | ---: |\n",
                                 report.device);
  for (const BenchResult& result : report.results) {
    text += fmt::format("| rows {} | {} | {:.2f} | {:.2f} | {:.1f} % |\n", result.rows,
                        human_bytes(result.staging->bytes), 1000 * result.staging->seconds,
                        1000 * result.staging->exposed_seconds, 100 * hidden_share(*result.staging));
  }
  return text;
}

std::string ops_table(const BenchResult& result) {
  std::string text = fmt::format(
      "\nOps of a step of {} rows, each by itself:\n\n"
      "| op | ms/step | of the step | GB/s | TOPS | limit | share |\n"
      "| --- | ---: | ---: | ---: | ---: | --- | ---: |\n",
      result.rows);
  for (const OpResult& op : result.ops) {
    text += fmt::format("| {} | {:.2f} \u00B1 {:.2f} | {:.1f} % | {}{}\n", op.op, 1000 * op.seconds,
                        1000 * op.seconds_stddev, 100 * op.step_share,
                        rate_columns(op.bytes_per_second, op.operations_per_second),
                        op.bound ? limit_columns(*op.bound, op.limit_share) : "  |  |");
  }
  return text;
}

std::string markdown(const BenchReport& report) {
  std::string text =
      "| model | size | params | kernel | threads | test | ms/pass | rows/s | GB/s | TOPS | limit "
      "| "
      "share |\n"
      "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |\n";
  const std::string model = fmt::format("{} {}", visible_line(report.model), report.type);
  for (const BenchResult& result : report.results) {
    text += fmt::format(
        "| {} | {} | {} | {} | {} | rows {} | {:.2f} \u00B1 {:.2f} | {:.2f} | {}{}\n", model,
        human_bytes(static_cast<double>(report.weight_bytes)),
        human_count(static_cast<double>(report.parameters)), report.kernel, report.threads,
        result.rows, 1000 * result.seconds, 1000 * result.seconds_stddev, result.rows_per_second,
        rate_columns(result.bytes_per_second, result.operations_per_second),
        limit_columns({result.limit, result.limit_seconds}, result.limit_share));
  }
  text += "\n" + limits_line(report) + staging_table(report);
  for (const BenchResult& result : report.results) {
    if (!result.ops.empty()) text += ops_table(result);
  }
  return text;
}

// RFC 4180: quoted, quotes doubled.
std::string csv_field(const Json& value) {
  if (!value.is_string()) return write_json(value);
  std::string field = "\"";
  for (const char c : value.get_ref<const std::string&>())
    field += c == '"' ? "\"\"" : std::string(1, c);
  return field + "\"";
}

std::string csv_line(const Json& record, bool names) {
  std::string line;
  for (const auto& [key, value] : record.items()) {
    if (!line.empty()) line += ',';
    line += names ? key : csv_field(value);
  }
  return line + "\n";
}

Json op_record(const BenchReport& report, const BenchResult& result, const OpResult& op) {
  Json record = header_json(report);
  record.update({{"rows", result.rows}, {"step_seconds", result.seconds}});
  record.update(op_json(op));
  return record;
}

Json record_of(const BenchReport& report, const Json& result) {
  Json record = header_json(report);
  record.update(result);
  return record;
}

// A line for each result; with ops, one for each of those instead.
std::vector<Json> csv_records(const BenchReport& report) {
  std::vector<Json> records;
  for (const BenchResult& result : report.results) {
    for (const OpResult& op : result.ops) records.push_back(op_record(report, result, op));
    if (result.ops.empty()) records.push_back(record_of(report, result_json(result)));
  }
  return records;
}

std::string csv(const BenchReport& report) {
  std::string text;
  for (const Json& record : csv_records(report)) {
    if (text.empty()) text = csv_line(record, true);
    text += csv_line(record, false);
  }
  return text;
}

std::string jsonl(const BenchReport& report) {
  std::string text;
  for (const BenchResult& result : report.results)
    text += write_json(record_of(report, full_result_json(result))) + "\n";
  return text;
}

}  // namespace

Json bench_json(const BenchReport& report) {
  Json json = header_json(report);
  Json results = Json::array();
  for (const BenchResult& result : report.results) results.push_back(full_result_json(result));
  json["results"] = std::move(results);
  return json;
}

std::string bench_text(const BenchReport& report, BenchFormat format) {
  switch (format) {
    case BenchFormat::kMarkdown:
      return markdown(report);
    case BenchFormat::kCsv:
      return csv(report);
    case BenchFormat::kJson:
      return write_json(bench_json(report)) + "\n";
    case BenchFormat::kJsonl:
      return jsonl(report);
  }
  return {};
}

}  // namespace llada
