// The recorded generations that mini_math_test.cc leaves out: every case on every fast set.
#include "engine/recorded_model.h"

namespace llada {
namespace {

using namespace test;

class MiniMathLong : public MiniMathModel {};

TEST_P(MiniMathLong, AllAnswersAreTokenForTokenAsRecordedOneTokenPerForward) {
  expect_recorded_outputs(*decoder_by_name("exact-ref"), "sampler_greedy128.json", 20);
}
TEST_P(MiniMathLong, AllAnswersAreTokenForTokenAsRecordedAtThreshold) {
  DecodeConfig config = *decoder_by_name("exact-threshold");
  config.threshold = 0.9;
  expect_recorded_outputs(config, "sampler_thr0.9.json", 20);
}

INSTANTIATE_TEST_SUITE_P(KernelSets, MiniMathLong, testing::ValuesIn(fast_sets()), name_of_set);

}  // namespace
}  // namespace llada
