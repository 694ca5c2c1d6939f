// llada eval, bench, doctor, completion, help and version, from outside.
#include <gtest/gtest.h>

#include "support/program.h"

namespace llada {
namespace {

using test::llada;

std::string fresh_task() { return test::source_path("models/eval/test_fresh.jsonl").string(); }

TEST(CliEval, ReportsAccuracyAndSpeed) {
  const auto result = llada({"eval", "-t", "1", "--task", fresh_task(), "--limit", "3", "--json"});
  const Json json = result.json();
  ASSERT_TRUE(json.is_object()) << result.err;
  EXPECT_EQ(json["n"], 3);
  EXPECT_EQ(json["accuracy"].get<double>(), json["correct"].get<int>() / 3.0);
  EXPECT_GT(json["tokens_per_forward"].get<double>(), 1);
  EXPECT_GT(json["steps_per_answer"].get<double>(), 1);
  EXPECT_GT(json["seconds"].get<double>(), 0);
  EXPECT_EQ(json["decoder"], "balanced");
  EXPECT_EQ(json["model"], test::default_model_path());
}

TEST(CliEval, ItemsAreALineEachBeforeTheReport) {
  const auto result =
      llada({"eval", "-t", "1", "--task", fresh_task(), "--limit", "2", "--json", "--items"});
  std::istringstream lines(result.out);
  std::vector<Json> parsed;
  for (std::string line; std::getline(lines, line);) parsed.push_back(parse_json(line).value());
  ASSERT_EQ(parsed.size(), 3u) << result.out;
  EXPECT_EQ(parsed[1]["index"], 1);
  EXPECT_EQ(parsed[1]["correct"], parsed[1]["found"] == parsed[1]["final"]);
  EXPECT_EQ(parsed[2]["n"], 2);
}

TEST(CliEval, ABadLineOfATaskIsNamed) {
  const test::TempFolder folder;
  folder.write("task.jsonl",
               "{\"question\": \"q\", \"answer\": \"a\", \"final\": 1}\n{\"question\": 2\n");
  const auto result = llada({"eval", "-t", "1", "--task", (folder.path() / "task.jsonl").string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("task.jsonl: line 2: byte"), std::string::npos) << result.err;
}

TEST(CliBench, TimesTheRowsAsked) {
  const auto result = llada({"bench", "-t", "1", "--rows", "1,4", "--repetitions", "2", "--json"});
  const Json json = result.json();
  ASSERT_TRUE(json.is_object()) << result.err;
  EXPECT_EQ(json["measured"], true);
  ASSERT_EQ(json["results"].size(), 2u);
  EXPECT_EQ(json["results"][1]["rows"], 4);
  EXPECT_GT(json["results"][1]["rows_per_second"].get<double>(), 0);
  EXPECT_TRUE(json["results"][1].contains("seconds_stddev"));
}

TEST(CliBench, TimesAShapeInATable) {
  const auto result = llada(
      {"bench", "-t", "1", "--shape", "llada-mini", "--type", "q8_0", "--rows", "2", "-r", "1"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out.rfind("| model | size | params |", 0), 0u) << result.out;
  EXPECT_NE(result.out.find("| llada-mini q8_0 |"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("| rows 2 |"), std::string::npos) << result.out;
}

TEST(CliBench, TimesTheOpsOfAStep) {
  const auto result = llada(
      {"bench", "-t", "1", "--shape", "llada-mini", "--rows", "2", "-r", "1", "--ops", "--json"});
  const Json json = result.json();
  ASSERT_TRUE(json.is_object()) << result.err;
  EXPECT_GT(json["peak_operations_per_second"].get<double>(), 0);
  EXPECT_GT(json["results"][0]["limit_share"].get<double>(), 0);
  EXPECT_EQ(json["results"][0]["ops"][0]["op"], "embed");
}

TEST(CliDoctor, SaysWhatWillBeUsed) {
  const Json json = llada({"doctor", "--json"}).json();
  ASSERT_TRUE(json.is_object());
  int chosen = 0;
  for (const Json& kernels : json["kernels"]) {
    if (kernels["chosen_for"] == "") continue;
    EXPECT_EQ(kernels["supported"], true);
    ++chosen;
  }
  EXPECT_GE(chosen, 1);
  EXPECT_GT(json["machine"]["cores"].get<int>(), 0);
  EXPECT_EQ(json["default_model"]["found"], true);
  EXPECT_TRUE(json["npu"]["found"].is_boolean());
  EXPECT_NE(llada({"doctor"}).out.find("will use"), std::string::npos);
}

TEST(CliDoctor, SaysWhereItLookedForTheDefaultModel) {
  const Json json = llada({"doctor", "--json"}, "", {{"LLADA_MODEL", "/nowhere/m.gguf"}}).json();
  EXPECT_EQ(json["default_model"]["found"], false);
  EXPECT_EQ(json["default_model"]["looked_in"][0], "/nowhere/m.gguf");
}

TEST(CliHelp, EveryCommandHasHelpWithAnExample) {
  const std::string all = llada({"--help"}).out;
  for (const char* command : {"run", "chat", "infill", "eval", "bench", "profile", "inspect", "tokenize",
                              "logits", "convert", "quantize", "doctor", "completion"}) {
    EXPECT_NE(all.find(fmt::format("\n  {}", command)), std::string::npos) << command;
    const auto help = llada({command, "--help"});
    EXPECT_EQ(help.exit_code, 0) << command;
    EXPECT_NE(help.out.find(fmt::format("Usage: llada {}", command)), std::string::npos)
        << help.out;
    const std::size_t examples = help.out.find("Example");
    ASSERT_NE(examples, std::string::npos) << help.out;
    EXPECT_NE(help.out.find(fmt::format("llada {}", command), examples), std::string::npos)
        << help.out;
  }
}

TEST(CliHelp, HelpIsACommandToo) {
  EXPECT_EQ(llada({"help"}).out, llada({"--help"}).out);
  EXPECT_EQ(llada({"help", "infill"}).out, llada({"infill", "--help"}).out);
}

TEST(CliHelp, TellsItsVersion) {
  const auto result = llada({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out.rfind("llada 0.", 0), 0u) << result.out;
}

TEST(CliCompletion, TheBashScriptCompletesCommandsFlagsAndWords) {
  const test::TempFolder folder;
  folder.write("llada.bash", llada({"completion", "bash"}).out);
  const auto complete = [&](const std::string& words, int index) {
    const std::string home = folder.path().string();
    folder.write("ask.bash",
                 fmt::format("source {}/llada.bash\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_llada\n"
                             "echo \"${{COMPREPLY[@]}}\" >{}/reply\n",
                             home, words, index, home));
    EXPECT_EQ(std::system(fmt::format("bash {}/ask.bash", home).c_str()), 0);
    return test::read_text(folder.path() / "reply");
  };
  EXPECT_EQ(complete("llada inf", 1), "infill\n");
  EXPECT_EQ(complete("llada run --thre", 2), "--threshold --threads\n");
  EXPECT_EQ(complete("llada run --cache p", 3), "prefix\n");
}

TEST(CliCompletion, OtherShellsGetEveryCommandToo) {
  for (const char* shell : {"zsh", "fish"}) {
    const std::string script = llada({"completion", shell}).out;
    for (const char* word :
         {"infill", "-t", "1", "quantize", "far-threshold", "none prefix dual"}) {
      EXPECT_NE(script.find(word), std::string::npos) << shell << " " << word;
    }
  }
}

TEST(CliCompletion, TheManualPageInTheRepositoryIsCurrent) {
  EXPECT_EQ(llada({"completion", "man"}).out, test::read_text(test::source_path("docs/llada.1")))
      << "renew it: build/bin/llada completion man > docs/llada.1";
}

}  // namespace
}  // namespace llada
