#include "hexagon/default_model.h"

#include <gtest/gtest.h>

namespace llada {
namespace {

// The side path computes on the host's CPU meanwhile; weights come and go.
TEST(HexagonDefaultModel, TwentyAnswersAreTheHostsInAWindowSmallerThanTheWeights) {
  SKIP_WITHOUT_HEXAGON();
  GenerateOptions options;
  options.max_tokens = 64;
  options.decode.revise.mode = ReviseMode::kDualPath;
  const auto questions = test::questions(20);
  const auto host = test::default_model("host"), npu = test::default_model("cpu");
  ASSERT_TRUE(host && npu);
  const auto longest = std::max_element(questions.begin(), questions.end(),
                                        [](const auto& a, const auto& b) { return a.size() < b.size(); });
  const std::uint64_t space = test::smallest_space(*npu, *longest, options);
  ASSERT_GT(space, 0u);
  std::uint64_t maps = 0;
  const std::size_t chunks = weight_chunks(npu->weights())->chunks.size();
  for (const std::string& question : questions) {
    ASSERT_TRUE(npu->use_device({.name = "hexagon:emulated", .window_bytes = space}));
    const auto expected = test::answer(*host, question, options), got = test::answer(*npu, question, options);
    ASSERT_TRUE(expected && got) << got.error().message;
    EXPECT_EQ(got->tokens, expected->tokens) << question;
    EXPECT_EQ(got->device.failure, "") << question;
    EXPECT_GT(got->side_busy_seconds, 0);
    maps += got->device.counters.maps;
  }
  EXPECT_GT(maps, 2 * questions.size() * chunks);
}

}  // namespace
}  // namespace llada
