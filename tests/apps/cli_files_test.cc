// The commands that read and write model files, from outside.
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/program.h"

namespace llada {
namespace {

using test::llada;

std::string tiny(const std::string& type) {
  return test::data_path("llada-tiny/llada-tiny-" + type + ".gguf").string();
}
Json golden() {
  return parse_json(test::read_text(test::data_path("llada-tiny/golden.json"))).value();
}

// Root mean square of a - b by that of b.
double relative_error(const std::vector<float>& a, const std::vector<float>& b) {
  double error = 0;
  double scale = 0;
  for (std::size_t at = 0; at < b.size(); ++at) {
    error += std::pow(static_cast<double>(a[at]) - b[at], 2);
    scale += std::pow(static_cast<double>(b[at]), 2);
  }
  return std::sqrt(error / scale);
}

TEST(CliInspect, ShowsMetadataConfigurationAndTensors) {
  const Json json = llada({"inspect", tiny("q4_0"), "--json"}).json();
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["runnable"], true);
  EXPECT_EQ(json["config"]["architecture"], "llada");
  EXPECT_EQ(json["config"]["layers"], 4);
  EXPECT_EQ(json["metadata"]["llada.block_count"], 4);
  EXPECT_EQ(json["metadata"]["tokenizer.ggml.tokens"]["length"], 1024);
  EXPECT_EQ(json["types"]["q4_0"]["tensors"], 30);
  EXPECT_EQ(json["tensors"].size(), 39u);
  EXPECT_EQ(json["file_bytes"], std::filesystem::file_size(tiny("q4_0")));
}

TEST(CliInspect, PrintsTheSameForPeople) {
  const auto result = llada({"inspect", tiny("q8_0")});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.out.find("llada.block_count = 4"), std::string::npos);
  EXPECT_NE(result.out.find("blk.3.ffn_down.weight"), std::string::npos);
}

TEST(CliInspect, ReadsAFolderAndAVocabularyAlone) {
  const Json folder =
      llada({"inspect", test::data_path("llada-mini-math").string(), "--json"}).json();
  EXPECT_EQ(folder["format"], "safetensors");
  EXPECT_EQ(folder["parameters"], 3934464);
  const auto vocabulary =
      llada({"inspect", test::data_path("tokenizers/ggml-vocab-gpt-2.gguf").string(), "--json"});
  const Json json = vocabulary.json();
  ASSERT_TRUE(json.is_object()) << vocabulary.err;
  EXPECT_EQ(json["runnable"], false);
  EXPECT_TRUE(json["obstacle"].is_string());
}

TEST(CliTokenize, AgreesWithLlamaCppOnTheGoldenCases) {
  int cases = 0;
  const Json known = golden();
  for (const Json& entry : known["tokenizer_cases"]) {
    const std::string text = entry["text"];
    EXPECT_EQ(llada({"tokenize", tiny("q4_0"), "--parse-special"}, text).out,
              fmt::format("{}\n", fmt::join(entry["ids"].get<std::vector<int>>(), " ")))
        << text;
    ++cases;
  }
  EXPECT_GT(cases, 0);
}

TEST(CliTokenize, DecodesToTheSameBytes) {
  const std::string text = " caf\u00E9 \u4F60\u597D\n\t<|mask|>  x\n\n";
  const std::string ids = llada({"tokenize"}, text).out;
  EXPECT_EQ(std::count(ids.begin(), ids.end(), '\n'), 1);
  EXPECT_EQ(llada({"tokenize", "--decode"}, ids).out, text);
}

TEST(CliTokenize, PutsTheStartTokenInFrontWhereTheModelWantsIt) {
  const std::string with = llada({"tokenize", tiny("q4_0")}, "Hi").out;
  const std::string without = llada({"tokenize", tiny("q4_0"), "--no-bos"}, "Hi").out;
  EXPECT_EQ(with, fmt::format("1000 {}", without));
}

TEST(CliTokenize, SpecialTokensInTextAreTextUnlessAskedFor) {
  EXPECT_EQ(llada({"tokenize", "--parse-special"}, "<|eot_id|>").out, "2046\n");
  const Json plain = llada({"tokenize", "--json"}, "<|eot_id|>").json();
  EXPECT_GT(plain["count"].get<int>(), 1);
  EXPECT_EQ(plain["count"], plain["tokens"].size());
}

TEST(CliTokenize, DecodingRefusesWhatIsNoToken) {
  for (const char* input : {"12 x", "2048", "-1", "1.5"}) {
    const auto result = llada({"tokenize", "--decode"}, input);
    EXPECT_EQ(result.exit_code, 2) << input;
    EXPECT_NE(result.err.find("standard input: byte"), std::string::npos) << result.err;
  }
  EXPECT_EQ(llada({"tokenize", "--decode"}, "[72, 105]\n").out, "Hi");
  EXPECT_EQ(llada({"tokenize", "--decode"}, "").out, "");
}

TEST(CliLogits, AgreeWithFloat64OnTheGoldenModel) {
  const Json known = golden();
  const std::string tokens =
      fmt::format("{}", fmt::join(known["tokens"].get<std::vector<int>>(), ","));
  const test::TempFolder folder;
  const std::string file = (folder.path() / "logits.f32").string();
  const auto result = llada({"logits", tiny("f32"), "--tokens", tokens, "--out", file, "--json"});
  EXPECT_EQ(result.json()["positions"], 45) << result.err;
  EXPECT_EQ(result.json()["vocabulary"], 1024);
  const auto ours = test::read_array<float>(file);
  const auto reference =
      test::read_array<float>(test::data_path("llada-tiny/logits.f32.ref64.bin"));
  ASSERT_EQ(ours.size(), reference.size());
  EXPECT_LT(relative_error(ours, reference), 1e-5);
}

TEST(CliLogits, AFailureLeavesNoFile) {
  const test::TempFolder folder;
  const std::string file = (folder.path() / "logits.f32").string();
  EXPECT_EQ(llada({"logits", "--tokens", "99999", "--out", file}).exit_code, 2);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(CliConvert, AFolderBecomesAFileThatAnswersTheSame) {
  const test::TempFolder folder;
  const std::string file = (folder.path() / "model.gguf").string();
  const std::string source = test::data_path("llada-mini-math").string();
  const auto converted = llada({"convert", source, file, "--json"});
  ASSERT_EQ(converted.exit_code, 0) << converted.err;
  EXPECT_EQ(converted.json()["bytes"], std::filesystem::file_size(file));
  const std::vector<std::string> rest{"-p", "What is 2 + 2?", "-q", "-n", "24"};
  const auto answer = [&](const std::string& model) {
    std::vector<std::string> arguments{"run", model};
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    return llada(arguments).out;
  };
  EXPECT_EQ(answer(file), answer(source));
}

TEST(CliConvert, QuantizingTheTrainedModelGivesTheStoredFile) {
  const test::TempFolder folder;
  const std::string file = (folder.path() / "model.gguf").string();
  ASSERT_EQ(
      llada({"convert", test::data_path("llada-mini-math").string(), file, "--type", "Q8_0", "-q"})
          .exit_code,
      0);
  EXPECT_TRUE(test::read_text(file) == test::read_text(test::mini_math_path()));
}

TEST(CliConvert, QuantizeWritesEveryTypeItNames) {
  const test::TempFolder folder;
  for (const char* type : {"f16", "bf16", "q8_0", "q4_0", "q4_k", "q6_k"}) {
    const std::string file = (folder.path() / type).string();
    const auto result = llada({"quantize", test::default_model_path(), file, type});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(llada({"inspect", file, "--json"}).json()["types"].contains(type)) << type;
  }
}

TEST(CliConvert, RefusesToOverwriteItsSource) {
  const test::TempFolder folder;
  folder.write("model.gguf", test::read_text(test::default_model_path()));
  const std::string file = (folder.path() / "model.gguf").string();
  EXPECT_EQ(llada({"quantize", file, file, "q4_0"}).exit_code, 2);
  EXPECT_TRUE(test::read_text(file) == test::read_text(test::default_model_path()));
}

}  // namespace
}  // namespace llada
