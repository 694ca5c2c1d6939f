// Logits and whole generations, token for token, against the recording. The recording's other
// generations are in mini_math_long_test.cc.
#include "engine/recorded_model.h"

#include <cmath>

#include "support/scale.h"

namespace llada {
namespace {

using namespace test;

class MiniMath : public MiniMathModel {};
class MiniMathAnswers : public MiniMathModel {};

TEST_P(MiniMath, LogitsAgreeWithTheRecording) {
  const Json recorded = reference("logits.json");
  std::vector<std::size_t> indices{0, 3, 4};
  indices.resize(scaled(3, 1));
  for (const std::size_t index : indices) {
    const Json& item = recorded["cases"][index];
    const auto truth = read_array<float>(data_path("llada-mini-math/reference/" + item["bin"].get<std::string>()));
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
    EXPECT_LT(std::sqrt(error / size), rounds_floats(*GetParam()) ? 5e-3 : 1e-5) << "case " << index;
  }
}

TEST_P(MiniMathAnswers, AreTokenForTokenAsRecordedOneTokenPerForward) {
  // 128 passes an answer.
  expect_recorded_outputs(*decoder_by_name("exact-ref"), "sampler_greedy128.json",
                          cases(scaled(3, 1), scaled(1, 0)));
}

TEST_P(MiniMathAnswers, AreTokenForTokenAsRecordedAtThreshold) {
  DecodeConfig config = *decoder_by_name("exact-threshold");
  config.threshold = 0.9;
  expect_recorded_outputs(config, "sampler_thr0.9.json", cases(scaled(10, 2), scaled(5, 1)));
}

TEST_P(MiniMathAnswers, DoNotChangeByStoppingAtTheEndToken) {
  const std::size_t count = cases(scaled(2, 1), scaled(2, 0));
  if (count == 0) GTEST_SKIP() << "one set is enough under a sanitizer";
  const Json recorded = reference("sampler_greedy128.json");
  for (std::size_t index = 0; index < count; ++index) {
    const Json& item = recorded["cases"][index];
    DecodeConfig config = *decoder_by_name("exact-ref");
    config.end_tokens = {kEos, kEot};
    const auto found = answer(config, item["prompt"]), expected = tokens_of(item["output"]);
    const auto end = std::find(expected.begin(), expected.end(), kEot);
    ASSERT_NE(end, expected.end());
    EXPECT_TRUE(std::equal(expected.begin(), end + 1, found.begin()));
  }
}

INSTANTIATE_TEST_SUITE_P(KernelSets, MiniMath,
                         testing::ValuesIn(all_kernel_sets().begin(), all_kernel_sets().end()), name_of_set);
INSTANTIATE_TEST_SUITE_P(KernelSets, MiniMathAnswers, testing::ValuesIn(fast_sets()), name_of_set);

}  // namespace
}  // namespace llada
