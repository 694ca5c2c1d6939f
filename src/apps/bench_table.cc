#include "apps/bench_table.h"

#include "apps/terminal_text.h"

namespace llada {
namespace {

Json result_json(const BenchResult& result) {
  return {{"rows", result.rows},
          {"seconds", result.seconds},
          {"seconds_min", result.seconds_min},
          {"seconds_max", result.seconds_max},
          {"seconds_stddev", result.seconds_stddev},
          {"rows_per_second", result.rows_per_second},
          {"bytes_per_second", result.bytes_per_second},
          {"operations_per_second", result.operations_per_second}};
}

// What all results of a report share. "measured": by a clock, not by a model of a device.
Json header_json(const BenchReport& report) {
  return {{"model", report.model},
          {"type", report.type},
          {"kernel", report.kernel},
          {"threads", report.threads},
          {"weight_bytes", report.weight_bytes},
          {"parameters", report.parameters},
          {"measured", true}};
}

// Spread of rows per second from that of seconds, to first order.
double rate_spread(const BenchResult& result) {
  return result.rows_per_second * result.seconds_stddev / result.seconds;
}

std::string markdown(const BenchReport& report) {
  std::string text =
      "| model | size | params | kernel | threads | test | ms/pass | rows/s |\n"
      "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |\n";
  const std::string model = fmt::format("{} {}", visible_line(report.model), report.type);
  for (const BenchResult& result : report.results) {
    text += fmt::format("| {} | {} | {} | {} | {} | rows {} | {:.2f} | {:.2f} \u00B1 {:.2f} |\n",
                        model, human_bytes(static_cast<double>(report.weight_bytes)),
                        human_count(static_cast<double>(report.parameters)), report.kernel,
                        report.threads, result.rows, 1000 * result.seconds, result.rows_per_second,
                        rate_spread(result));
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

Json record_of(const BenchReport& report, const BenchResult& result) {
  Json record = header_json(report);
  record.update(result_json(result));
  return record;
}

std::string csv(const BenchReport& report) {
  std::string text;
  for (const BenchResult& result : report.results) {
    const Json record = record_of(report, result);
    if (text.empty()) text = csv_line(record, true);
    text += csv_line(record, false);
  }
  return text;
}

std::string jsonl(const BenchReport& report) {
  std::string text;
  for (const BenchResult& result : report.results)
    text += write_json(record_of(report, result)) + "\n";
  return text;
}

}  // namespace

Json bench_json(const BenchReport& report) {
  Json json = header_json(report);
  Json results = Json::array();
  for (const BenchResult& result : report.results) results.push_back(result_json(result));
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
