#include "apps/bench_table.h"

#include <gtest/gtest.h>

namespace llada {
namespace {

BenchReport sample() {
  BenchReport report;
  report.model = "a \"quoted\" name.gguf";
  report.type = "q4_0";
  report.kernel = "ref";
  report.threads = 4;
  report.weight_bytes = 2048;
  report.parameters = 3934464;
  report.results.push_back({.rows = 16,
                            .seconds = 0.5,
                            .seconds_min = 0.4,
                            .seconds_max = 0.6,
                            .seconds_stddev = 0.05,
                            .rows_per_second = 32,
                            .bytes_per_second = 4096,
                            .operations_per_second = 1e6});
  return report;
}

TEST(BenchTable, MarkdownHasLlamaBenchsColumnsAndTheSpread) {
  EXPECT_EQ(bench_text(sample(), BenchFormat::kMarkdown),
            "| model | size | params | kernel | threads | test | ms/pass | rows/s |\n"
            "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |\n"
            "| a \"quoted\" name.gguf q4_0 | 2.00 KiB | 3.93 M | ref | 4 | rows 16 | 500.00 | "
            "32.00 \u00B1 3.20 |\n");
}

TEST(BenchTable, CsvQuotesTextAndHasOneLineAResult) {
  const std::string csv = bench_text(sample(), BenchFormat::kCsv);
  EXPECT_EQ(csv.substr(0, csv.find('\n')),
            "model,type,kernel,threads,weight_bytes,parameters,measured,rows,seconds,seconds_min,"
            "seconds_max,"
            "seconds_stddev,rows_per_second,bytes_per_second,operations_per_second");
  EXPECT_NE(
      csv.find("\n\"a \"\"quoted\"\" name.gguf\",\"q4_0\",\"ref\",4,2048,3934464,true,16,0.5,"),
      std::string::npos)
      << csv;
}

TEST(BenchTable, JsonHoldsAllResultsAndSaysTheyAreMeasured) {
  const Json json = parse_json(bench_text(sample(), BenchFormat::kJson)).value();
  EXPECT_EQ(json["measured"], true);
  ASSERT_EQ(json["results"].size(), 1u);
  EXPECT_EQ(json["results"][0]["rows"], 16);
  EXPECT_EQ(json["results"][0]["seconds_stddev"], 0.05);
}

TEST(BenchTable, JsonLinesCarryTheHeaderEach) {
  const Json line = parse_json(bench_text(sample(), BenchFormat::kJsonl)).value();
  EXPECT_EQ(line["kernel"], "ref");
  EXPECT_EQ(line["rows"], 16);
}

}  // namespace
}  // namespace llada
