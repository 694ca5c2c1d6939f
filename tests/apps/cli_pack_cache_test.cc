#include <gtest/gtest.h>

#include <filesystem>

#include "support/program.h"
#include "support/temp_folder.h"

namespace llada::test {
namespace {

constexpr const char* kPrompt = "What is 2 + 2?";

std::vector<std::string> run_with(const std::string& cache) {
  return {"run", "-t", "1", "-p", kPrompt, "-n", "16", "--pack-cache", cache};
}

std::ptrdiff_t files_in(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

TEST(CliPackCache, AnswersAreTheSameWithoutItWhenItIsMadeAndWhenItIsUsed) {
  const TempFolder folder;
  const std::string cache = (folder.path() / "packs").string();
  const ProgramResult without = llada(run_with("off"));
  ASSERT_EQ(without.exit_code, 0) << without.err;
  const ProgramResult made = llada(run_with(cache));
  EXPECT_EQ(made.out, without.out);
  EXPECT_NE(made.err.find("pack cache written"), std::string::npos) << made.err;
  const ProgramResult used = llada(run_with(cache));
  EXPECT_EQ(used.out, without.out);
  EXPECT_EQ(used.err.find("pack"), std::string::npos) << used.err;
  EXPECT_EQ(files_in(cache), 1);
}

TEST(CliPackCache, TwoProgramsAtOnceBothAnswer) {
  const TempFolder folder;
  const std::string cache = folder.path().string();
  Program first(run_with(cache));
  Program second(run_with(cache));
  const ProgramResult one = first.wait();
  const ProgramResult other = second.wait();
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(other.exit_code, 0) << other.err;
  EXPECT_EQ(one.out, other.out);
  EXPECT_EQ(files_in(cache), 1);
}

TEST(CliPackCache, AFolderThatCannotBeWrittenIsNotedAndTheAnswerComes) {
  const TempFolder folder;
  folder.write("file", "x");
  const ProgramResult result = llada(run_with((folder.path() / "file").string()));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.err.find("pack cache not written"), std::string::npos) << result.err;
}

TEST(CliPackCache, AnEmptyNameIsRefused) {
  const ProgramResult result = llada(run_with(""));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("--pack-cache"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace llada::test
