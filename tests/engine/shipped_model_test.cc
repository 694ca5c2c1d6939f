// The model that ships, against what training/reference.py recorded of its file: weights dequantised,
// float32 forward passes, float64 confidences, ties to the lowest index.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/generator.h"
#include "formats/json.h"
#include "support/scale.h"
#include "support/test_data.h"

namespace llada {
namespace {

class ShippedModel : public testing::Test {
 protected:
  void SetUp() override {
    const KernelSet& set = **find_kernel_set("exact");
    auto files = ModelFiles::open(test::default_model_path());
    ASSERT_TRUE(files) << files.error().message;
    auto weights = Weights::load(*files, set);
    ASSERT_TRUE(weights) << weights.error().message;
    weights_ = std::make_unique<Weights>(std::move(*weights));
    pool_ = ThreadPool::create(1).value();
    generator_ = std::make_unique<Generator>(*weights_, set, *pool_);
    recorded_ = read_json_file(test::data_path("shipped-model/reference.json")).value();
  }
  // Compares the first `count` recorded cases.
  void expect_recorded(DecodeConfig config, const std::string& name, std::size_t count) {
    config.stop_at_eos = false;  // the recording runs every block
    const Json& cases = recorded_[name]["cases"];
    ASSERT_EQ(cases.size(), 20u);
    for (std::size_t index = 0; index < count; ++index) {
      const auto prompt = cases[index]["prompt"].get<std::vector<int>>();
      const auto expected = cases[index]["output"].get<std::vector<int>>();
      std::vector<TokenId> ids(prompt.begin(), prompt.end());
      const auto generation = generator_->run(config, Canvas::after_prompt(ids, 128, *weights_->config().mask));
      ASSERT_TRUE(generation) << generation.error().message;
      const auto tokens = generation->state.canvas.tokens().subspan(ids.size());
      std::vector<int> found;
      for (const TokenId token : tokens) found.push_back(token.value);
      EXPECT_EQ(found, expected) << cases[index]["question"];
    }
  }

  std::unique_ptr<Weights> weights_;
  std::unique_ptr<ThreadPool> pool_;
  std::unique_ptr<Generator> generator_;
  Json recorded_;
};

TEST_F(ShippedModel, AnswersAsRecordedOneTokenPerForward) {
  expect_recorded(*decoder_by_name("exact-ref"), "one token a pass", test::scaled(4, 1));
}

TEST_F(ShippedModel, AnswersAsRecordedAtThreshold) {
  DecodeConfig config = *decoder_by_name("exact-threshold");
  config.threshold = 0.9;
  expect_recorded(config, "threshold 0.9", test::scaled(20, 2));
}

}  // namespace
}  // namespace llada
