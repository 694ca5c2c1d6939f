// llada run, chat and infill from outside, on the default model.
#include <gtest/gtest.h>

#include "support/program.h"

namespace llada {
namespace {

using test::llada;

const std::string kQuestion = "A truck drives 10 miles per hour. How far does it go in 3 hours?";

TEST(CliRun, AnswersAPromptWithTheDefaultModel) {
  const auto result = llada({"run", "-t", "1", "-p", kQuestion});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.out.find("#### 30\n"), std::string::npos) << result.out;
  EXPECT_NE(result.err.find("forward passes"), std::string::npos) << result.err;
}

TEST(CliRun, TakesTheModelByPositionByFlagOrFromTheEnvironment) {
  const std::string model = test::default_model_path();
  const std::string expected = llada({"run", "-t", "1", model, "-p", kQuestion, "-q"}).out;
  EXPECT_NE(expected, "");
  EXPECT_EQ(llada({"run", "-t", "1", "-m", model, "-p", kQuestion, "-q"}).out, expected);
  EXPECT_EQ(llada({"run", "-t", "1", "-p", kQuestion, "-q"}, "", {{"LLADA_MODEL", model}}).out,
            expected);
}

TEST(CliRun, ReadsThePromptFromStandardInput) {
  EXPECT_EQ(llada({"run", "-t", "1", "-q"}, kQuestion + "\n").out,
            llada({"run", "-t", "1", "-q", "-p", kQuestion}).out);
}

TEST(CliRun, ReadsAnUnpackedFolder) {
  const auto result =
      llada({"run", "-t", "1", test::data_path("llada-mini-math").string(), "-p", kQuestion, "-q"});
  EXPECT_NE(result.out.find("#### 30\n"), std::string::npos) << result.out << result.err;
}

TEST(CliRun, JsonHoldsTextTokensAndUsage) {
  const auto result = llada({"run", "-t", "1", "-p", kQuestion, "--json", "-q"});
  EXPECT_EQ(result.err, "");
  const Json json = result.json();
  ASSERT_TRUE(json.is_object()) << result.out;
  EXPECT_EQ(json["finish_reason"], "stop");
  EXPECT_NE(json["text"].get<std::string>().find("#### 30"), std::string::npos);
  const Json& usage = json["usage"];
  EXPECT_EQ(usage["completion_tokens"], json["tokens"].size());
  EXPECT_EQ(usage["total_tokens"],
            usage["prompt_tokens"].get<int>() + usage["completion_tokens"].get<int>());
  EXPECT_EQ(usage["diffusion"]["steps"], json["steps"]);
  EXPECT_EQ(usage["diffusion"]["forward_passes"], json["forward_passes"]);
  EXPECT_GT(json["seconds"].get<double>(), 0);
}

TEST(CliRun, TheTokensAreTheText) {
  const Json json = llada({"run", "-t", "1", "-p", kQuestion, "--json"}).json();
  EXPECT_EQ(llada({"tokenize", "--decode"}, write_json(json["tokens"])).out, json["text"]);
}

TEST(CliRun, SameSeedSameTextOnAnyNumberOfThreads) {
  const std::vector<std::string> arguments{"run",           "-p",  kQuestion, "--json", "-n", "48",
                                           "--temperature", "0.8", "--seed",  "5"};
  const auto tokens = [&](const char* threads) {
    auto with_threads = arguments;
    with_threads.insert(with_threads.end(), {"--threads", threads});
    return llada(with_threads).json()["tokens"];
  };
  const Json one = tokens("1");
  EXPECT_GT(one.size(), 0u);
  EXPECT_EQ(one, tokens("2"));
  EXPECT_EQ(one, tokens("3"));
}

TEST(CliRun, ALengthThatIsUsedUpIsSaidSo) {
  const Json json = llada({"run", "-t", "1", "-p", kQuestion, "--json", "-n", "5"}).json();
  EXPECT_EQ(json["finish_reason"], "length");
  EXPECT_EQ(json["tokens"].size(), 5u);
}

TEST(CliRun, EveryDecoderAnswers) {
  for (const char* decoder :
       {"exact-ref", "exact-threshold", "factor", "prefix", "dual", "frontier", "dream"}) {
    const auto result = llada({"run", "-t", "1", "-p", kQuestion, "--json", "-n", "16", "--block",
                               "8", "--decoder", decoder, "-q"});
    EXPECT_EQ(result.exit_code, 0) << decoder << result.err;
    EXPECT_GT(result.json()["steps"].get<int>(), 0) << decoder;
  }
}

TEST(CliRun, EndTokensCanWaitOrBeForbidden) {
  const auto answer = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "-t", "1", "-p", kQuestion, "--json", "-n", "64", "--decoder",
                               "exact-ref"});
    return llada(more).json();
  };
  const Json whole = answer({"--no-early-stop"});
  EXPECT_EQ(whole["steps"], 64);
  EXPECT_EQ(whole["finish_reason"], "stop");
  EXPECT_EQ(answer({"--end-tokens", "never", "--no-early-stop"})["steps"], 64);
  EXPECT_EQ(answer({"--end-tokens", "last"})["text"], whole["text"]);
}

TEST(CliRun, TakesAnyBytesAsAPrompt) {
  for (const std::string prompt :
       {"\xFF\xFE", "caf\xC3", "<|mdm_mask|><|eot_id|>", "[a,b]", "{}", "-x"}) {
    const auto result = llada({"run", "-t", "1", "-p", prompt, "--json", "-n", "4", "-q"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(result.json().is_object()) << result.out;
  }
}

TEST(CliRun, RawPromptsAreContinuedWithoutATemplate) {
  const Json raw =
      llada({"run", "-t", "1", "--raw", "-p", "The truck goes", "--json", "-n", "4"}).json();
  const Json asked = llada({"run", "-t", "1", "-p", "The truck goes", "--json", "-n", "4"}).json();
  EXPECT_LT(raw["usage"]["prompt_tokens"].get<int>(), asked["usage"]["prompt_tokens"].get<int>());
}

TEST(CliRun, AModelWithoutTemplateSaysSoAndTakesOneByName) {
  const std::string model = test::data_path("llada-tiny/llada-tiny-q8_0.gguf").string();
  const auto refused = llada({"run", "-t", "1", model, "-p", "x", "-n", "4"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("--chat-template"), std::string::npos) << refused.err;
  EXPECT_EQ(llada({"run", "-t", "1", model, "-p", "x", "-n", "4", "--raw"}).exit_code, 0);
}

TEST(CliRun, NotesFlagsWithoutEffectUnlessQuiet) {
  const std::vector<std::string> arguments{
      "run", "-t", "1", "-p", "x", "-n", "2", "--decoder", "exact-ref", "--threshold", "0.5"};
  EXPECT_NE(llada(arguments).err.find("no effect with this decoder: --threshold"),
            std::string::npos);
  auto quiet = arguments;
  quiet.emplace_back("--quiet");
  EXPECT_EQ(llada(quiet).err, "");
}

TEST(CliChat, RemembersTheConversationUntilReset) {
  const auto prompt_tokens = [](const std::string& input) {
    std::vector<int> counts;
    std::istringstream lines(llada({"chat", "-t", "1", "--json", "-n", "8", "-q"}, input).out);
    for (std::string line; std::getline(lines, line);) {
      counts.push_back(parse_json(line).value()["usage"]["prompt_tokens"].get<int>());
    }
    return counts;
  };
  const auto kept = prompt_tokens("one\none\n");
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_GT(kept[1], kept[0]);
  const auto reset = prompt_tokens("one\n/reset\none\n/exit\none\n");
  ASSERT_EQ(reset.size(), 2u);
  EXPECT_EQ(reset[1], reset[0]);
}

TEST(CliChat, TheLastLineNeedsNoNewlineAndEmptyOnesAreSkipped) {
  const auto result = llada({"chat", "-t", "1", "--json", "-n", "4"}, "\n\nhello");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.json().is_object()) << result.out;
}

TEST(CliChat, AConversationTooLongForTheContextIsAnErrorForAScript) {
  const auto result = llada({"chat", "-t", "1", "-n", "500"}, kQuestion + "\n");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("context"), std::string::npos) << result.err;
}

TEST(CliInfill, FillsTheHoleAndLeavesTheRest) {
  const auto result = llada(
      {"infill", "-t", "1", "-p", "In 3 hours it goes 10 * 3 = [[2]] miles.", "--json", "-q"});
  const Json json = result.json();
  ASSERT_TRUE(json.is_object()) << result.out << result.err;
  const std::string text = json["text"];
  EXPECT_EQ(text.rfind("In 3 hours it goes 10 * 3 = ", 0), 0u) << text;
  EXPECT_TRUE(text.ends_with(" miles.")) << text;
  const Json& usage = json["usage"];
  EXPECT_LE(usage["completion_tokens"].get<int>(), 2);
  EXPECT_EQ(usage["total_tokens"], json["tokens"].size());
}

TEST(CliInfill, ReadsTheTextFromStandardInput) {
  const std::string text = "6 * 7 = [[2]]. So the answer is [[2]].";
  EXPECT_EQ(llada({"infill", "-t", "1", "-q"}, text + "\n").out,
            llada({"infill", "-t", "1", "-q", "-p", text}).out);
}

}  // namespace
}  // namespace llada
