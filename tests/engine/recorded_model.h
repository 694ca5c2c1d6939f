// A model on one kernel set, and what a float32 PyTorch implementation recorded for it: prompts, and the 128 tokens
// that follow, as ids.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/generator.h"
#include "formats/json.h"
#include "support/test_data.h"

namespace llada::test {

class RecordedModel : public testing::TestWithParam<const KernelSet*> {
 protected:
  void load(const std::filesystem::path& model, const KernelSet& set) {
    auto files = ModelFiles::open(model);
    ASSERT_TRUE(files) << files.error().message;
    auto weights = Weights::load(*files, set);
    ASSERT_TRUE(weights) << weights.error().message;
    weights_ = std::make_unique<Weights>(std::move(*weights));
    pool_ = ThreadPool::create(1).value();  // any number gives the same: see generator_test.cc
    generator_ = std::make_unique<Generator>(*weights_, set, *pool_);
  }
  static std::vector<TokenId> tokens_of(const Json& ids) {
    std::vector<TokenId> tokens;
    for (int id : ids) tokens.emplace_back(id);
    return tokens;
  }
  std::vector<TokenId> answer(const DecodeConfig& config, const Json& prompt) {
    const auto ids = tokens_of(prompt);
    auto generation = generator_->run(config, Canvas::after_prompt(ids, 128, *weights_->config().mask));
    EXPECT_TRUE(generation) << generation.error().message;
    const auto all = generation->state.canvas.tokens().subspan(ids.size());
    return {all.begin(), all.end()};
  }
  // Compares the first `count` of the recorded cases.
  void expect_outputs(DecodeConfig config, const Json& recorded, std::size_t count) {
    config.stop_at_eos = false;  // the recording runs every block
    if (count == 0) GTEST_SKIP() << "one set is enough under a sanitizer";
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

// llada-mini-math as it was trained, in F32; recorded by recipe/evalref.py of its makers.
inline constexpr TokenId kMask(1023), kEos(1019), kEot(1022);

class MiniMathModel : public RecordedModel {
 protected:
  void SetUp() override {
    if (!GetParam()->supported()) GTEST_SKIP() << "this CPU lacks " << GetParam()->needs;
    load(data_path("llada-mini-math"), *GetParam());
    ASSERT_EQ(weights_->config().mask, kMask);
  }
  // Cases for this set: `default_count` on the set that is the exact default, `others` on the rest.
  static std::size_t cases(std::size_t default_count, std::size_t others) {
    return GetParam() == *find_kernel_set("exact") ? default_count : others;
  }
  static Json reference(const std::string& name) {
    return read_json_file(data_path("llada-mini-math/reference/" + name)).value();
  }
  void expect_recorded_outputs(DecodeConfig config, const std::string& file, std::size_t count) {
    config.end_tokens = {kEos, kEot};
    expect_outputs(std::move(config), reference(file), count);
  }
};

inline std::string name_of_set(const testing::TestParamInfo<const KernelSet*>& info) {
  std::string name(info.param->name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

inline bool rounds_floats(const KernelSet& set) { return set.activations == "bf16"; }

// All that must find the recorded tokens, but the scalar set, which takes a minute for one recorded answer: its logits
// must do.
inline std::vector<const KernelSet*> fast_sets() {
  std::vector<const KernelSet*> sets;
  for (const KernelSet* set : all_kernel_sets()) {
    if (set->name != "ref" && !rounds_floats(*set)) sets.push_back(set);
  }
  return sets;
}

}  // namespace llada::test
