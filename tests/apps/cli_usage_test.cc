// Wrong usage of the program: one clear line, exit code 2 or 1, nothing on standard output.
#include <gtest/gtest.h>

#include "support/program.h"

namespace llada {
namespace {

using Arguments = std::vector<std::string>;

struct WrongUse {
  const char* name;
  Arguments arguments;
  int exit_code;
  const char* message;  // part of it
};

std::string name_of(const testing::TestParamInfo<WrongUse>& use) { return use.param.name; }

class Cli : public testing::TestWithParam<WrongUse> {};

TEST_P(Cli, SaysInOneLineWhatIsWrong) {
  const auto result =
      test::llada(GetParam().arguments, "", {{"LLADA_MODEL", test::default_model_path()}});
  EXPECT_EQ(result.exit_code, GetParam().exit_code);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err.rfind("llada: error: ", 0), 0u) << result.err;
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << result.err;
  EXPECT_NE(result.err.find(GetParam().message), std::string::npos) << result.err;
}

const WrongUse kCommands[] = {
    {"NoCommand", {}, 2, "no command given; commands: run, chat"},
    {"UnknownCommand", {"walk"}, 2, "unknown command 'walk'; commands: run, chat"},
    {"UnknownFlag", {"run", "--bogus"}, 2, "unknown flag --bogus; see 'llada run --help'"},
    {"MistypedFlag",
     {"run", "--thread", "2"},
     2,
     "unknown flag --thread, did you mean --threads?; see"},
    {"MistypedCommand", {"rum"}, 2, "unknown command 'rum', did you mean run?"},
    {"UnknownFlagBeforeACommand", {"--bogus", "run"}, 2, "--bogus"},
    {"FlagOfAnotherCommand", {"doctor", "--threads", "2"}, 2, "--threads"},
    {"TooManyArguments", {"run", "a", "b"}, 2, "'b' is one argument too many"},
    {"ValueForASwitch", {"run", "--json=1"}, 2, "json"},
    {"TwoModels",
     {"run", "a.gguf", "-m", "b.gguf", "-p", "x"},
     2,
     "two models given, a.gguf and --model b.gguf"},
    {"MissingTokens", {"logits", "--out", "x"}, 2, "--tokens is required"},
    {"MissingDestination", {"convert", "x"}, 2, "DST is required"},
    {"MissingTask", {"eval"}, 2, "--task is required"},
    {"UnknownShell", {"completion", "ksh"}, 2, "allowed: bash, zsh, fish, man"},
};
INSTANTIATE_TEST_SUITE_P(Commands, Cli, testing::ValuesIn(kCommands), name_of);

const WrongUse kValues[] = {
    {"ZeroTokens", {"run", "-p", "x", "-n", "0"}, 2, "'0' is not a whole number in 1.."},
    {"TokensThatAreNoNumber", {"run", "-p", "x", "-n", "ten"}, 2, "'ten' is not a whole number"},
    {"MoreTokensThanTheContext", {"run", "-p", "x", "-n", "600"}, 2, "context of 512"},
    {"NegativeSeed", {"run", "-p", "x", "--seed", "-1"}, 2, "--seed: '-1'"},
    {"ZeroThreads", {"run", "-p", "x", "--threads", "0"}, 2, "in 1..256"},
    {"TooManyThreads", {"run", "-p", "x", "--threads", "257"}, 2, "in 1..256"},
    {"ThresholdNotANumber",
     {"run", "-p", "x", "--threshold", "nan"},
     2,
     "'nan' is not a number in 0..1"},
    {"ThresholdZero", {"run", "-p", "x", "--threshold", "0"}, 2, "(0, 1]"},
    {"ThresholdAboveOne", {"run", "-p", "x", "--threshold", "1.01"}, 2, "in 0..1"},
    {"NegativeTemperature", {"run", "-p", "x", "--temperature", "-1"}, 2, "--temperature"},
    {"ZeroBlock", {"run", "-p", "x", "--block", "0"}, 2, "--block"},
    {"UnknownDecoder", {"run", "-p", "x", "--decoder", "magic"}, 2, "choose one of exact-ref"},
    {"UnknownKernel", {"run", "-p", "x", "--kernel", "magic"}, 2, "allowed: auto"},
    {"UnknownCache", {"run", "-p", "x", "--cache", "lru"}, 2, "allowed: none, prefix, dual"},
    {"UnknownCommitRule",
     {"run", "-p", "x", "--commit", "all"},
     2,
     "allowed: quota, threshold, factor, frontier"},
    {"UnknownTemplate", {"run", "-p", "x", "--chat-template", "magic"}, 2, "llada-moe"},
    {"UnknownPreTokenizer", {"run", "-p", "x", "--pre-tokenizer", "magic"}, 2, "allowed: qwen2"},
    {"SamplingTheDecoderCannotDo", {"run", "-p", "x", "--top-k", "5"}, 2, "top_k 5"},
    {"SystemTextWithoutTemplate", {"run", "-p", "x", "--raw", "--system", "y"}, 2, "--system"},
    {"EmptyPrompt", {"run", "-p", ""}, 2, "the prompt is empty"},
    {"EmptyStandardInput", {"run"}, 2, "the prompt is empty"},
    {"NoHole", {"infill", "-p", "no hole"}, 2, "no hole"},
    {"HoleOfNothing", {"infill", "-p", "a [[0]]"}, 2, "[[0]]"},
    {"HoleBeyondTheContext", {"infill", "-p", "a [[513]]"}, 2, "[[513]]"},
    {"NoTokens", {"logits", "--tokens", "", "--out", "x"}, 2, "--tokens"},
    {"TokenOutsideTheVocabulary",
     {"logits", "--tokens", "1,2048", "--out", "x"},
     2,
     "2048 is outside the model's vocabulary 0..2047"},
    {"TokenThatIsNoNumber",
     {"logits", "--tokens", "1,-2", "--out", "x"},
     2,
     "'-2' is not a whole number"},
    {"LogitsIntoADevice", {"logits", "--tokens", "1", "--out", "/dev/null"}, 2, "no ordinary file"},
    {"ConvertIntoADevice", {"convert", "x", "/dev/null"}, 2, "no ordinary file"},
    {"UnknownType",
     {"convert", "x", "y", "--type", "q9"},
     2,
     "type 'q9' cannot be written; allowed: f32"},
    {"TypeWeOnlyRead", {"quantize", "x", "y", "q5_k"}, 2, "type 'q5_k' cannot be written"},
    {"ZeroRows", {"bench", "--rows", "1,0"}, 2, "--rows: '0'"},
    {"UnknownShape", {"bench", "--shape", "cube"}, 2, "llada-8b"},
    {"UnknownRandomType",
     {"bench", "--shape", "llada-mini", "--type", "q9"},
     2,
     "'q9' is no tensor type"},
    {"TypeWithoutAShape", {"bench", "--type", "q8_0"}, 2, "--type requires --shape"},
    {"ShapeAndModel", {"bench", "m.gguf", "--shape", "llada-mini"}, 2, "both a model and --shape"},
    {"OpsWithAValue", {"bench", "--ops=all"}, 2, "ops was given"},
    {"UnknownTableFormat", {"bench", "--output", "xml"}, 2, "allowed: md, csv, json, jsonl"},
    {"LimitZero", {"eval", "--task", "x", "--limit", "0"}, 2, "--limit"},
};
INSTANTIATE_TEST_SUITE_P(Values, Cli, testing::ValuesIn(kValues), name_of);

const WrongUse kFiles[] = {
    {"MissingModel", {"run", "/nowhere/model.gguf", "-p", "x"}, 1, "/nowhere/model.gguf"},
    {"FolderThatIsNoModel", {"run", LLADA_SOURCE_DIR, "-p", "x"}, 1, "config.json"},
    {"FileThatIsNoModel", {"inspect", LLADA_SOURCE_DIR "/LICENSE"}, 1, "not a GGUF file"},
    {"TokenizerOfAMissingFile", {"tokenize", "/nowhere/model.gguf"}, 1, "/nowhere/model.gguf"},
    {"ConvertAMissingFile", {"convert", "/nowhere/a", "/nowhere/b"}, 1, "/nowhere/a"},
    {"ConvertIntoAMissingFolder",
     {"convert", LLADA_TEST_DATA "/llada-mini-math", "/nowhere/b"},
     1,
     "/nowhere/b"},
    {"MissingTaskFile", {"eval", "--task", "/nowhere/task.jsonl"}, 1, "/nowhere/task.jsonl"},
    {"TaskThatIsAFolder", {"eval", "--task", LLADA_TEST_DATA}, 1, "directory"},
    {"TaskThatIsNoJson", {"eval", "--task", LLADA_SOURCE_DIR "/LICENSE"}, 1, "line 1: byte"},
    {"LogitsIntoAMissingFolder",
     {"logits", "--tokens", "1", "--out", "/nowhere/x"},
     1,
     "/nowhere/x"},
};
INSTANTIATE_TEST_SUITE_P(Files, Cli, testing::ValuesIn(kFiles), name_of);

TEST(CliErrors, ATruncatedModelIsAnErrorWhereverItIsCut) {
  const std::string whole = test::read_text(test::default_model_path());
  const test::TempFolder folder;
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{3}, std::size_t{100}, std::size_t{30000}, whole.size() - 1}) {
    folder.write("cut.gguf", std::string_view(whole).substr(0, bytes));
    const auto result = test::llada({"run", (folder.path() / "cut.gguf").string(), "-p", "x"});
    EXPECT_EQ(result.exit_code, 1) << bytes;
    EXPECT_NE(result.err.find("cut.gguf"), std::string::npos) << result.err;
  }
}

TEST(CliErrors, TheDefaultModelThatIsMissingIsNamedWithTheWayToSetIt) {
  const auto result =
      test::llada({"run", "-p", "x"}, "", {{"LLADA_MODEL", "/nowhere/default.gguf"}});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("/nowhere/default.gguf"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("LLADA_MODEL"), std::string::npos) << result.err;
}

TEST(CliErrors, ControlCharactersOfAnArgumentAreShownNotObeyed) {
  const auto result = test::llada({"run", "/nowhere/\x1b[2J\n", "-p", "x"});
  EXPECT_EQ(result.err.find('\x1b'), std::string::npos);
  EXPECT_EQ(result.err.find('\n'), result.err.size() - 1);
}

// Runs a line of shell with $LLADA as the program.
int shell(const std::string& line) {
  ::setenv("LLADA", LLADA_EMULATOR " " LLADA_PROGRAM, 1);
  ::setenv("MODEL", test::default_model_path().c_str(), 1);
  return WEXITSTATUS(std::system(line.c_str()));
}

TEST(CliErrors, AFullDiskIsAnError) {
  EXPECT_EQ(shell("$LLADA inspect $MODEL >/dev/full 2>/dev/null"), 1);
}

TEST(CliErrors, AClosedPipeEndsTheProgramQuietly) {
  // The reader is gone before the first byte: the FIFO's only reader opens it and leaves.
  EXPECT_EQ(shell("d=$(mktemp -d); mkfifo $d/pipe; (exec <$d/pipe) & exec 3>$d/pipe; wait;"
                  "$LLADA inspect $MODEL 2>$d/err >&3; code=$?; test ! -s $d/err && rm -r $d && "
                  "exit $code"),
            141);
}

}  // namespace
}  // namespace llada
