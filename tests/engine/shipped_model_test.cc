// The model that ships, against what training/reference.py recorded of its file: weights dequantised,
// float32 forward passes, float64 confidences, ties to the lowest index.
#include "engine/recorded_model.h"
#include "support/scale.h"

namespace llada {
namespace {

using namespace test;

class ShippedModel : public RecordedModel {
 protected:
  void SetUp() override {
    load(default_model_path(), *GetParam());
    recorded_ = read_json_file(data_path("shipped-model/reference.json")).value();
  }

  Json recorded_;
};

TEST_P(ShippedModel, AnswersAsRecordedOneTokenPerForward) {
  expect_outputs(*decoder_by_name("exact-ref"), recorded_["one token a pass"], scaled(4, 1));
}

TEST_P(ShippedModel, AnswersAsRecordedAtThreshold) {
  DecodeConfig config = *decoder_by_name("exact-threshold");
  config.threshold = 0.9;
  expect_outputs(config, recorded_["threshold 0.9"], scaled(20, 2));
}

INSTANTIATE_TEST_SUITE_P(Exact, ShippedModel, testing::Values(*find_kernel_set("exact")), name_of_set);

}  // namespace
}  // namespace llada
