// The default model against what a float32 PyTorch implementation recorded for it (recipe/evalref.py of
// the model's makers): logits at all positions, and whole generations token for token.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/generator.h"
#include "formats/json.h"
#include "support/test_data.h"

namespace llada {
namespace {

constexpr TokenId kMask(1023), kEos(1019), kEot(1022);

class DefaultModel : public testing::TestWithParam<const KernelSet*> {
 protected:
  void SetUp() override {
    if (!GetParam()->supported()) GTEST_SKIP() << "this CPU lacks " << GetParam()->needs;
    auto files = ModelFiles::open(test::data_path("llada-mini-math"));
    ASSERT_TRUE(files) << files.error().message;
    auto weights = Weights::load(*files, *GetParam());
    ASSERT_TRUE(weights) << weights.error().message;
    weights_ = std::make_unique<Weights>(std::move(*weights));
    pool_ = ThreadPool::create(2).value();
    generator_ = std::make_unique<Generator>(*weights_, *GetParam(), *pool_);
  }
  static bool is_exact_default() { return GetParam() == *find_kernel_set("exact"); }
  static Json reference(const std::string& name) {
    return read_json_file(test::data_path("llada-mini-math/reference/" + name)).value();
  }
  static std::vector<TokenId> tokens_of(const Json& ids) {
    std::vector<TokenId> tokens;
    for (int id : ids) tokens.emplace_back(id);
    return tokens;
  }
  std::vector<TokenId> answer(const DecodeConfig& config, const Json& prompt) {
    const auto ids = tokens_of(prompt);
    auto generation = generator_->run(config, Canvas::after_prompt(ids, 128, kMask));
    EXPECT_TRUE(generation) << generation.error().message;
    const auto all = generation->state.canvas.tokens().subspan(ids.size());
    return {all.begin(), all.end()};
  }
  void expect_recorded_outputs(DecodeConfig config, const std::string& file, std::size_t count) {
    config.stop_at_eos = false;  // the recording runs every block
    config.end_tokens = {kEos, kEot};
    const Json recorded = reference(file);
    ASSERT_EQ(recorded["cases"].size(), 20u);
    for (std::size_t index = 0; index < count; ++index) {
      const Json& item = recorded["cases"][index];
      EXPECT_EQ(answer(config, item["prompt"]), tokens_of(item["output"])) << item["question"];
    }
  }

  std::unique_ptr<Weights> weights_;
  std::unique_ptr<ThreadPool> pool_;
  std::unique_ptr<Generator> generator_;
};

class DefaultModelAnswers : public DefaultModel {};

TEST_P(DefaultModel, LogitsAgreeWithTheRecording) {
  const Json recorded = reference("logits.json");
  for (std::size_t index : {0u, 3u, 4u}) {
    const Json& item = recorded["cases"][index];
    const auto truth = test::read_array<float>(test::data_path("llada-mini-math/reference/" + item["bin"].get<std::string>()));
    double error = 0, size = 0;
    const auto tokens = tokens_of(item["tokens"]);
    const Status status = generator_->logits(tokens, [&](int pos, std::span<const float> logits) {
      for (std::size_t i = 0; i < logits.size(); ++i) {
        const double expected = truth[static_cast<std::size_t>(pos) * logits.size() + i];
        error += (logits[i] - expected) * (logits[i] - expected);
        size += expected * expected;
      }
    });
    ASSERT_TRUE(status) << status.error().message;
    EXPECT_LT(std::sqrt(error / size), 1e-5) << "case " << index;
  }
}

TEST_P(DefaultModelAnswers, AreTokenForTokenAsRecordedOneTokenPerForward) {
  // 128 passes an answer: all twenty on the set that is the exact default, one on the others.
  expect_recorded_outputs(*decoder_by_name("exact-ref"), "sampler_greedy128.json", is_exact_default() ? 20 : 1);
}

TEST_P(DefaultModelAnswers, AreTokenForTokenAsRecordedAtThreshold) {
  DecodeConfig config = *decoder_by_name("exact-threshold");
  config.threshold = 0.9;
  expect_recorded_outputs(config, "sampler_thr0.9.json", is_exact_default() ? 20 : 5);
}

TEST_P(DefaultModelAnswers, DoNotChangeByStoppingAtTheEndToken) {
  const Json recorded = reference("sampler_greedy128.json");
  for (std::size_t index = 0; index < 2u; ++index) {
    const Json& item = recorded["cases"][index];
    DecodeConfig config = *decoder_by_name("exact-ref");
    config.end_tokens = {kEos, kEot};
    const auto found = answer(config, item["prompt"]), expected = tokens_of(item["output"]);
    const auto end = std::find(expected.begin(), expected.end(), kEot);
    ASSERT_NE(end, expected.end());
    EXPECT_TRUE(std::equal(expected.begin(), end + 1, found.begin()));
  }
}

std::string name_of_set(const testing::TestParamInfo<const KernelSet*>& info) {
  std::string name(info.param->name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// The scalar set takes a minute for one recorded answer: its logits must do.
std::vector<const KernelSet*> fast_sets() {
  std::vector<const KernelSet*> sets;
  for (const KernelSet* set : all_kernel_sets()) {
    if (set->name != "ref") sets.push_back(set);
  }
  return sets;
}

INSTANTIATE_TEST_SUITE_P(KernelSets, DefaultModel,
                         testing::ValuesIn(all_kernel_sets().begin(), all_kernel_sets().end()), name_of_set);
INSTANTIATE_TEST_SUITE_P(KernelSets, DefaultModelAnswers, testing::ValuesIn(fast_sets()), name_of_set);

}  // namespace
}  // namespace llada
