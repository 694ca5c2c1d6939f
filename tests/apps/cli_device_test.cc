// llada plan, simulate and eval --record, from outside.
#include <gtest/gtest.h>

#include "apps/device_options.h"
#include "apps/flags.h"
#include "support/program.h"

namespace llada {
namespace {

using test::llada;

TEST(CliPlan, PrintsTheLayoutAndTheStepTimeUnderEachPolicy) {
  const auto result = llada({"plan", "--shape", "llada-8b", "--window", "2GiB"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const char* word :
       {"Step times are modelled", "2048.0 MiB", "pinned", "naive", "lru", "planned"})
    EXPECT_NE(result.out.find(word), std::string::npos) << word;
}

TEST(CliPlan, JsonNamesEveryChunkAndItsPlace) {
  const Json json = llada({"plan", "--shape", "llada-8b", "--window", "2GiB", "--json"}).json();
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["clock"], "modelled");
  EXPECT_EQ(json["window_bytes"], std::uint64_t{2} << 30);
  EXPECT_EQ(json["chunks"][0]["name"], "layer 0 attention");
  std::uint64_t pinned = 0;
  for (const Json& chunk : json["chunks"]) pinned += chunk["pinned"] == true;
  EXPECT_GT(pinned, 20u);
  EXPECT_EQ(json["policies"].size(), 4u);
}

TEST(CliPlan, ReadsTheShapeOfAFile) {
  const Json json = llada({"plan", test::default_model_path(), "--json"}).json();
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["policies"][2]["bytes_per_step"], 0);
}

TEST(CliPlan, WrongFlagsAreUsageErrorsThatSayWhatIsAllowed) {
  const auto says = [](const std::vector<std::string>& arguments, const std::string& words) {
    const auto result = llada(arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
  };
  says({"plan", "--device", "sm8750"}, "virtual:PROFILE");
  says({"plan", "--device", "virtual:sm1"}, "known: sm8650, sm8750, sm8850");
  says({"plan", "--window", "2 gigabytes"}, "such as 2GiB");
  says({"plan", "--shape", "llada-9b"}, "llada-8b");
  says({"plan", "--shape", "llada-8b", test::default_model_path()}, "give one");
  says({"simulate", "--calibration", "best"}, "it has reference, tuned");
  says({"simulate", "--tokens", "0"}, "1..4096");
  says({"eval", "--task", "x", "--record", "y", "--record-as", "best"}, "full, prefix");
}

TEST(CliSimulate, PrintsALadderInTheOrderOfThePaper) {
  const Json json = llada({"simulate", "--profile", "sm8750", "--json"}).json();
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["clock"], "modelled");
  const Json& ladder = json["ladder"];
  ASSERT_GE(ladder.size(), 4u);
  EXPECT_EQ(ladder[0]["name"], "CPU, full recompute");
  for (std::size_t rung = 1; rung < ladder.size(); ++rung) {
    EXPECT_LT(ladder[rung]["seconds"].get<double>(), ladder[rung - 1]["seconds"].get<double>());
    EXPECT_GT(ladder[rung]["steps"].get<double>(), 0);
  }
}

TEST(CliProfile, AModelledPhoneGivesATableThatDecodersRead) {
  const test::TempFolder folder;
  const std::string file = (folder.path() / "phone.json").string();
  const auto made = llada({"profile", "--device", "virtual:sm8750", "-o", file});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto table = parse_json(test::read_text(file));
  ASSERT_TRUE(table);
  EXPECT_EQ((*table)["clock"], "modelled");
  EXPECT_EQ((*table)["dense"][0]["rows"], 32);
  EXPECT_NEAR((*table)["dense"][3]["seconds"].get<double>(), 1.53, 0.03);
  const auto run = llada({"run", "-t", "1", "--latency", file, "--speculate", "branch", "-p",
                          "A box holds 6 eggs. How many eggs are in 7 boxes?"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST(CliSimulate, ReplaysWhatEvalRecorded) {
  const test::TempFolder folder;
  const std::string file = (folder.path() / "trace.json").string();
  const std::string task = test::source_path("models/eval/test_fresh.jsonl").string();
  const auto recorded = llada({"eval", "-t", "1", "--task", task, "--limit", "2", "--decoder",
                               "dual", "--record", file, "--record-as", "staged"});
  ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
  const Json json = llada({"simulate", "--replay", file, "--json"}).json();
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["ladder"].back()["stage"], "staged");
  EXPECT_EQ(json["ladder"].back()["decoder"], "threshold, dual cache");
}

TEST(CliSimulate, WritesATimelineForPerfetto) {
  const test::TempFolder folder;
  const std::string file = (folder.path() / "timeline.json").string();
  const auto result = llada({"simulate", "--trace", file, "--rung", "4"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto timeline = parse_json(test::read_text(file));
  ASSERT_TRUE(timeline);
  EXPECT_EQ((*timeline)["otherData"]["clock"], "modelled");
  EXPECT_GT((*timeline)["traceEvents"].size(), 1000u);
  EXPECT_EQ(llada({"simulate", "--trace", file, "--rung", "7"}).exit_code, 2);
  EXPECT_EQ(llada({"simulate", "--rung", "4"}).exit_code, 2);
}

TEST(CliSimulate, ADamagedTraceIsNamedWithItsPath) {
  const test::TempFolder folder;
  folder.write("trace.json", "{\"format\": 1}");
  const auto result = llada({"simulate", "--replay", (folder.path() / "trace.json").string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("trace.json: /format: expected a text"), std::string::npos)
      << result.err;
}

TEST(DeviceOptions, SizesHaveUnitsAndBounds) {
  EXPECT_EQ(parse_bytes("2GiB"), std::uint64_t{2} << 30);
  EXPECT_EQ(parse_bytes("3MiB"), std::uint64_t{3} << 20);
  EXPECT_EQ(parse_bytes("77"), 77u);
  for (const char* bad : {"", "GiB", "2GB", "-1", "2000000GiB", "18446744073709551615KiB", "0"})
    EXPECT_FALSE(parse_bytes(bad)) << bad;
}

}  // namespace
}  // namespace llada
