// What the program does with --device hexagon:emulated.
#include <gtest/gtest.h>

#include "api/hexagon.h"
#include "support/program.h"

namespace llada {
namespace {

using test::llada;

class CliHexagon : public testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = inspect_hexagon().missing;
    if (missing.empty()) return;
    fmt::print(stderr, "SKIPPED, no emulated Hexagon here: {}\n", missing);
    GTEST_SKIP() << missing;
  }
};

TEST_F(CliHexagon, DoctorNamesTheWorkerAndTheEmulator) {
  const Json report = llada({"doctor", "--json"}).json()["hexagon_emulated"];
  EXPECT_NE(report["worker"].get<std::string>().find("llada-hexagon-worker"), std::string::npos);
  EXPECT_NE(report["emulator"].get<std::string>().find("qemu-hexagon"), std::string::npos);
}

TEST_F(CliHexagon, BenchSaysThatItsFiguresAreOfAnEmulator) {
  const auto result = llada({"bench", "--device", "hexagon:emulated", "--rows", "1", "-r", "1", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find("\"emulated\""), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("hexagon:emulated"), std::string::npos);
}

TEST_F(CliHexagon, WhatCannotRunIsOneClearLineBeforeAnythingDoes) {
  const auto says = [](std::vector<std::string> arguments, int exit_code, std::string_view words) {
    const auto result = llada(arguments);
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
    EXPECT_EQ(result.out, "");
  };
  says({"run", "-p", "x", "--device", "hexagon:emulated", "--window", "16MiB"}, 2, "needs 25165824 at least");
  says({"run", "-p", "x", "--device", "hexagon:emulated", "--window", "24MiB"}, 1, "--window 25165824: the Hexagon worker does not start in so small an address space");
  says({"run", "-p", "x", "--device", "hexagon:emulated", "--kernel", "ref"}, 1, "use --kernel exact");
  says({"run", "-p", "x", "--device", "hexagon:fastrpc"}, 1, "libcdsprpc.so");
  says({"run", "-p", "x", "--device", "hexagon:quantum"}, 2, "hexagon:emulated");
}

}  // namespace
}  // namespace llada
