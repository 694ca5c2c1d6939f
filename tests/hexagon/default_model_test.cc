#include "hexagon/default_model.h"

#include <gtest/gtest.h>

namespace llada {
namespace {

TEST(HexagonDefaultModel, AnswersAsTheHostDoes) {
  SKIP_WITHOUT_HEXAGON();
  GenerateOptions options;
  options.max_tokens = 32;
  const auto host = test::default_model("host"), npu = test::default_model("hexagon:emulated");
  ASSERT_TRUE(host && npu);
  const std::string question = test::questions(1)[0];
  const auto expected = test::answer(*host, question, options), got = test::answer(*npu, question, options);
  ASSERT_TRUE(expected && got) << got.error().message;
  EXPECT_EQ(got->text, expected->text);
  EXPECT_EQ(got->steps, expected->steps);
  EXPECT_EQ(got->device.name, "hexagon:emulated");
  EXPECT_EQ(got->device.failure, "");
}

}  // namespace
}  // namespace llada
