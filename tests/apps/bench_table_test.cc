#include "apps/bench_table.h"

#include <gtest/gtest.h>

#include <algorithm>

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
  report.limits = {
      .bytes_per_second = 32e9, .products = {"int8 unit", 2e12}, .f32 = {"f32 unit", 0.5e12}};
  report.results.push_back({.rows = 16,
                            .seconds = 0.5,
                            .seconds_min = 0.4,
                            .seconds_max = 0.6,
                            .seconds_stddev = 0.05,
                            .rows_per_second = 32,
                            .bytes_per_second = 16e9,
                            .operations_per_second = 1.25e12,
                            .limit = Limit::kCompute,
                            .limit_seconds = 0.3125,
                            .limit_share = 0.625,
                            .ops = {}});
  return report;
}

BenchReport sample_with_ops() {
  BenchReport report = sample();
  report.results[0].ops = {{.op = "gate",
                            .seconds = 0.25,
                            .seconds_stddev = 0.01,
                            .step_share = 0.5,
                            .bytes_per_second = 8e9,
                            .operations_per_second = 1e12,
                            .bound = Bound{Limit::kMemory, 0.125},
                            .limit_share = 0.5},
                           {.op = "rms_norm",
                            .seconds = 0.005,
                            .seconds_stddev = 0,
                            .step_share = 0.01,
                            .bytes_per_second = 50e9,
                            .bound = std::nullopt}};
  return report;
}

TEST(BenchTable, MarkdownHasLlamaBenchsColumnsTheSpreadAndTheLimit) {
  EXPECT_EQ(bench_text(sample(), BenchFormat::kMarkdown),
            "| model | size | params | kernel | threads | test | ms/pass | rows/s | GB/s | TOPS | "
            "limit | share |\n"
            "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |\n"
            "| a \"quoted\" name.gguf q4_0 | 2.00 KiB | 3.93 M | ref | 4 | rows 16 | 500.00 \u00B1 "
            "50.00 | 32.00 | 16.00 | 1.250 | compute | 62.5 % |\n"
            "\n"
            "limits, measured: 32.00 GB/s reading these weights; 2.000 TOPS int8 unit; 0.500 TOPS "
            "f32 unit\n");
}

TEST(BenchTable, MarkdownHasATableOfTheOpsOfEachNumberOfRows) {
  const std::string text = bench_text(sample_with_ops(), BenchFormat::kMarkdown);
  EXPECT_NE(text.find("\nOps of a step of 16 rows, each by itself:\n"
                      "\n"
                      "| op | ms/step | of the step | GB/s | TOPS | limit | share |\n"
                      "| --- | ---: | ---: | ---: | ---: | --- | ---: |\n"
                      "| gate | 250.00 \u00B1 10.00 | 50.0 % | 8.00 | 1.000 | memory | 50.0 % |\n"
                      "| rms_norm | 5.00 \u00B1 0.00 | 1.0 % | 50.00 |  |  |  |\n"),
            std::string::npos)
      << text;
}

TEST(BenchTable, CsvQuotesTextAndHasOneLineAResult) {
  const std::string csv = bench_text(sample(), BenchFormat::kCsv);
  EXPECT_EQ(csv.substr(0, csv.find('\n')),
            "model,type,kernel,threads,device,weight_bytes,parameters,measured,clock,"
            "bandwidth_bytes_per_second,peak_unit,peak_operations_per_second,f32_peak_unit,f32_peak_operations_per_second,"
            "rows,seconds,seconds_min,seconds_max,seconds_stddev,rows_per_second,bytes_per_second,"
            "operations_per_second,limit,limit_seconds,limit_share");
  EXPECT_NE(csv.find("\n\"a \"\"quoted\"\" name.gguf\",\"q4_0\",\"ref\",4,\"cpu\",2048,3934464,true,\"measured\","),
            std::string::npos)
      << csv;
  EXPECT_NE(csv.find(",\"compute\",0.3125,0.625\n"), std::string::npos) << csv;
}

TEST(BenchTable, CsvHasOneLineAnOpWhereThereAreOps) {
  const std::string csv = bench_text(sample_with_ops(), BenchFormat::kCsv);
  EXPECT_NE(csv.find(",rows,step_seconds,op,seconds,seconds_stddev,step_share,bytes_per_second,"
                     "operations_per_second,limit,limit_seconds,limit_share\n"),
            std::string::npos)
      << csv;
  EXPECT_NE(csv.find(",16,0.5,\"gate\",0.25,"), std::string::npos) << csv;
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
}

TEST(BenchTable, JsonHoldsAllResultsAndSaysTheyAreMeasured) {
  const Json json = parse_json(bench_text(sample(), BenchFormat::kJson)).value();
  EXPECT_EQ(json["measured"], true);
  EXPECT_EQ(json["clock"], "measured");
  ASSERT_EQ(json["results"].size(), 1u);
  EXPECT_EQ(json["results"][0]["rows"], 16);
  EXPECT_EQ(json["results"][0]["seconds_stddev"], 0.05);
  EXPECT_FALSE(json["results"][0].contains("ops"));
}

TEST(BenchTable, JsonSaysTheMachinesLimitsAndWhichOfThemBinds) {
  const Json json = parse_json(bench_text(sample(), BenchFormat::kJson)).value();
  EXPECT_EQ(json["bandwidth_bytes_per_second"], 32e9);
  EXPECT_EQ(json["peak_unit"], "int8 unit");
  EXPECT_EQ(json["peak_operations_per_second"], 2e12);
  EXPECT_EQ(json["results"][0]["limit"], "compute");
  EXPECT_EQ(json["results"][0]["limit_seconds"], 0.3125);
  EXPECT_EQ(json["results"][0]["limit_share"], 0.625);
}

TEST(BenchTable, JsonHoldsTheOpsOfEachResult) {
  const Json json = parse_json(bench_text(sample_with_ops(), BenchFormat::kJson)).value();
  const Json& ops = json["results"][0]["ops"];
  ASSERT_EQ(ops.size(), 2u);
  EXPECT_EQ(ops[0]["op"], "gate");
  EXPECT_EQ(ops[0]["limit"], "memory");
  EXPECT_EQ(ops[0]["limit_share"], 0.5);
  EXPECT_EQ(ops[1]["op"], "rms_norm");
  EXPECT_TRUE(ops[1]["limit"].is_null());
}

TEST(BenchTable, JsonLinesCarryTheHeaderEach) {
  const Json line = parse_json(bench_text(sample(), BenchFormat::kJsonl)).value();
  EXPECT_EQ(line["kernel"], "ref");
  EXPECT_EQ(line["rows"], 16);
}

}  // namespace
}  // namespace llada
