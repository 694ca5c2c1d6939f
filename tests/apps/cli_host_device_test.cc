// What the program does with --device, --window, --residency, --trace and bench --ladder.
#include <gtest/gtest.h>

#include "support/program.h"
#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada {
namespace {

using test::llada;

constexpr const char* kQuestion =
    "Eric bakes 4 trays of pies with 6 on each tray. The family eats 7. How many pies are left?";

TEST(CliHostDevice, AnswersAsTheCpuDoesWithAnyWindowAndResidency) {
  const Json plain = llada({"run", "-p", kQuestion, "--json", "-n", "64"}).json();
  EXPECT_FALSE(plain.contains("device"));
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{"--device", "host"}, {"--window", "10MiB"}, {"--window", "10MiB", "--residency", "lru"},
        {"--window", "10MiB", "--residency", "naive"}}) {
    std::vector<std::string> arguments{"run", "-p", kQuestion, "--json", "-n", "64", "-t", "1"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const auto result = llada(arguments);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const Json answer = result.json();
    EXPECT_EQ(answer["text"], plain["text"]);
    EXPECT_TRUE(answer["device"]["name"].get<std::string>().starts_with("host:"));
    EXPECT_EQ(answer["device"]["staged_bytes"].get<std::uint64_t>() > 0, flags[0] == "--window");
  }
}

TEST(CliHostDevice, FlagsThatCannotBeFollowedAreOneClearLine) {
  const auto says = [](std::vector<std::string> arguments, int exit_code, std::string_view words) {
    const auto result = llada(arguments);
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
  };
  says({"run", "-p", "x", "--device", "gpu"}, 2, "allowed: cpu, host");
  says({"run", "-p", "x", "--device", "virtual:sm8750"}, 2, "only tells time");
  says({"run", "-p", "x", "--residency", "random"}, 2, "naive, lru, planned");
  says({"run", "-p", "x", "--window", "1MiB"}, 1, "window of 1048576 bytes, of which activations");
  says({"run", "-p", "x", "--device", "cpu", "--trace", "t.json"}, 2, "--trace needs a device");
  says({"run", "-p", "x", "--device", "cpu", "--window", "1GiB"}, 2, "needs a device");
  says({"bench", "--ladder"}, 2, "--task");
}

TEST(CliHostDevice, ATraceHasTheLanesOfTheDevice) {
  const test::TempFolder folder;
  const std::string file = (folder.path() / "trace.json").string();
  const auto result = llada({"run", "-p", kQuestion, "--trace", file});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto trace = parse_json(test::read_text(file));
  ASSERT_TRUE(trace);
  EXPECT_EQ((*trace)["otherData"]["clock"], "measured");
  bool attention = false;
  for (const Json& event : (*trace)["traceEvents"]) attention = attention || event["name"] == "attention 3";
  EXPECT_TRUE(attention);
}

TEST(CliHostDevice, TheLadderTimesEveryTechniqueOnOneDevice) {
  const auto result = llada({"bench", "--ladder", "--task", test::source_path("models/eval/test_fresh.jsonl").string(), "--limit", "1", "--device", "host", "-t", "1",
                             "-n", "64", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const Json ladder = result.json()["ladder"];
  ASSERT_EQ(ladder.size(), 6u);
  EXPECT_EQ(ladder[0]["name"], "reference");
  EXPECT_EQ(ladder[3]["name"], "+ speculation (fast)");
  for (const Json& rung : ladder) {
    EXPECT_GT(rung["seconds"].get<double>(), 0);
    EXPECT_GT(rung["device_seconds"].get<double>(), 0);
    EXPECT_EQ(rung["n"], 1);
  }
  EXPECT_LT(ladder[2]["steps"].get<double>(), ladder[1]["steps"].get<double>());
}

}  // namespace
}  // namespace llada
