// The recorded generations that default_model_test.cc leaves out: every case on every fast set.
#include "engine/default_model.h"

namespace llada {
namespace {

using namespace test;

class DefaultModelLong : public RecordedModel {};

TEST_P(DefaultModelLong, AllAnswersAreTokenForTokenAsRecordedOneTokenPerForward) {
  expect_recorded_outputs(*decoder_by_name("exact-ref"), "sampler_greedy128.json", 20);
}
TEST_P(DefaultModelLong, AllAnswersAreTokenForTokenAsRecordedAtThreshold) {
  DecodeConfig config = *decoder_by_name("exact-threshold");
  config.threshold = 0.9;
  expect_recorded_outputs(config, "sampler_thr0.9.json", 20);
}

INSTANTIATE_TEST_SUITE_P(KernelSets, DefaultModelLong, testing::ValuesIn(fast_sets()), name_of_set);

}  // namespace
}  // namespace llada
