// The program at a terminal, in a pipe, and interrupted.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "support/program.h"

namespace llada {
namespace {

using test::llada;
using test::llada_at_terminal;

const std::string kQuestion = "A truck drives 10 miles per hour. How far does it go in 3 hours?";

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

// What a terminal shows after `text`: carriage returns, line feeds, "up n lines", "erase below";
// other sequences of control change no cell.
class Screen {
 public:
  explicit Screen(std::string_view text) {
    while (!text.empty()) text.remove_prefix(take(text));
  }
  [[nodiscard]] std::string text() const {
    std::string all;
    for (const std::string& line : lines_) all += line + "\n";
    return all;
  }

 private:
  std::size_t take(std::string_view text) {
    if (text.starts_with("\x1b[")) return control(text);
    if (text[0] == '\n') {
      if (++row_ == lines_.size()) lines_.emplace_back();
    } else if (text[0] == '\r') {
      lines_[row_].clear();  // every carriage return here precedes a newline or a new line of text
    } else {
      lines_[row_] += text[0];
    }
    return 1;
  }
  std::size_t control(std::string_view text) {
    const std::size_t end = text.find_first_not_of("0123456789;", 2);
    if (text[end] == 'F') {
      const std::size_t up =
          static_cast<std::size_t>(std::stoi(std::string(text.substr(2, end - 2))));
      EXPECT_LE(up, row_) << "the picture is taller than the screen";
      row_ -= std::min(up, row_);
    }
    if (text[end] == 'J') {
      lines_.resize(row_ + 1);
      lines_[row_].clear();
    }
    return end + 1;
  }
  std::vector<std::string> lines_{""};
  std::size_t row_ = 0;
};

TEST(CliVisual, PrintsALineAStepWhereThereIsNoTerminal) {
  const auto result = llada({"run", "-t", "1", "-p", kQuestion, "--visual", "--json"});
  const Json json = result.json();
  EXPECT_EQ(count(result.err, "step "), json["steps"].get<std::size_t>());
  EXPECT_NE(result.err.find("\u2591"), std::string::npos);
  EXPECT_EQ(result.err.find('\x1b'), std::string::npos);
  EXPECT_NE(result.err.find("10 * 3 = 30 miles.\u21B5"), std::string::npos) << result.err;
}

TEST(CliVisual, RedrawsInPlaceOnATerminalAndEndsWithTheText) {
  if (!test::has_terminals()) GTEST_SKIP() << "no pseudo-terminals here (is /dev/pts mounted?)";
  const auto result =
      llada_at_terminal({"run", "-t", "1", "-p", kQuestion, "--visual", "--visual-delay", "0"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.out.find("\x1b[2m\u2591"), std::string::npos);  // masks are dim
  EXPECT_NE(result.out.find("\x1b[1;32m"), std::string::npos);     // sure tokens are bold
  std::string plain = result.out;
  std::erase(plain, '\r');
  const std::string screen = Screen(plain).text();
  EXPECT_EQ(count(screen, "\u2591"), 0u) << screen;
  EXPECT_EQ(count(screen, "#### 30"), 1u) << screen;
  EXPECT_EQ(count(screen, "step "), 1u) << screen;
}

TEST(CliVisual, NeverDrawsMoreRowsThanTheTerminalHas) {
  if (!test::has_terminals()) GTEST_SKIP() << "no pseudo-terminals here (is /dev/pts mounted?)";
  const auto result = llada_at_terminal(
      {"run", "-t", "1", "-p", kQuestion, "-n", "256", "--visual", "--visual-delay", "0"}, "", {},
      30, 6);
  EXPECT_EQ(result.exit_code, 0);
  for (int rows = 6; rows < 30; ++rows)
    EXPECT_EQ(count(result.out, fmt::format("\x1b[{}F", rows)), 0u);
  EXPECT_GT(count(result.out, "\x1b[5F"), 0u);
}

TEST(CliVisual, ObeysNoColorAndDumbTerminals) {
  if (!test::has_terminals()) GTEST_SKIP() << "no pseudo-terminals here (is /dev/pts mounted?)";
  for (const test::Environment& environment :
       {test::Environment{{"NO_COLOR", "1"}}, test::Environment{{"TERM", "dumb"}}}) {
    const auto result = llada_at_terminal(
        {"run", "-t", "1", "-p", kQuestion, "-n", "16", "--visual"}, "", environment);
    EXPECT_EQ(result.out.find('\x1b'), std::string::npos);
    EXPECT_NE(result.out.find("step 1 "), std::string::npos);
  }
}

TEST(CliVisual, ShowsTheTextAroundAHole) {
  const auto result =
      llada({"infill", "-t", "1", "-p", "In 3 hours it goes 10 * 3 = [[2]] miles.", "--visual"});
  EXPECT_NE(result.err.find("|In 3 hours it goes"), std::string::npos) << result.err;
}

TEST(CliChat, TalksAtATerminal) {
  if (!test::has_terminals()) GTEST_SKIP() << "no pseudo-terminals here (is /dev/pts mounted?)";
  const auto result = llada_at_terminal({"chat", "-t", "1", "-n", "8"}, "hello\n/help\n/exit\n");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.out.find("> "), std::string::npos);
  EXPECT_NE(result.out.find("/reset forgets"), std::string::npos);
}

TEST(CliChat, GoesOnAfterAMistakeAtATerminal) {
  if (!test::has_terminals()) GTEST_SKIP() << "no pseudo-terminals here (is /dev/pts mounted?)";
  const auto result = llada_at_terminal({"chat", "-t", "1", "-n", "500"}, kQuestion + "\n/exit\n");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.out.find("/reset starts afresh"), std::string::npos) << result.out;
}

// Waits until the program has shown its first step.
bool wait_for_a_step(const test::Program& program) {
  for (int tries = 0; tries < 2000; ++tries) {
    if (program.error_so_far().find("step 1 ") != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

class CliSignal : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(CliSignal, EndsTheWorkWithinAStep) {
  test::Program program({"run", "-t", "1", "-p", kQuestion, "-n", "400", "--decoder", "exact-ref",
                         "--visual", "--visual-delay", "50"});
  ASSERT_TRUE(wait_for_a_step(program));
  program.signal(GetParam().first);
  const auto result = program.wait();
  EXPECT_EQ(result.exit_code, GetParam().second);
  EXPECT_EQ(result.out, "");
  EXPECT_LT(count(result.err, "step "), 20u);
  EXPECT_NE(result.err.find("llada: error: generation cancelled\n"), std::string::npos)
      << result.err;
}
INSTANTIATE_TEST_SUITE_P(Signals, CliSignal,
                         testing::Values(std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}));

TEST(CliConvert, AnInterruptLeavesNoFileBehind) {
  const test::TempFolder folder;
  test::Program program({"convert", test::data_path("llada-mini-math").string(),
                         (folder.path() / "m.gguf").string(), "--type", "q4_k"});
  while (std::filesystem::is_empty(folder.path()))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  program.signal(SIGINT);
  const auto result = program.wait();
  if (result.exit_code == 0) GTEST_SKIP() << "it was done before the signal came";
  EXPECT_EQ(result.exit_code, 130);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace llada
