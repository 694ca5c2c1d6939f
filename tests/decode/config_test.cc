#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "decode/decoder.h"

namespace llada {
namespace {

TEST(DecoderNames, EachNamesAValidConfigItsRuleAndItsCache) {
  for (const std::string_view name : decoder_names()) {
    const Result<DecodeConfig> config = decoder_by_name(name);
    ASSERT_TRUE(config) << name;
    EXPECT_TRUE(validate(*config)) << name;
  }
  EXPECT_EQ(decoder_by_name("exact-ref")->commit, CommitRule::kQuota);
  EXPECT_EQ(decoder_by_name("exact-threshold")->commit, CommitRule::kThreshold);
  EXPECT_EQ(decoder_by_name("factor")->commit, CommitRule::kFactor);
  EXPECT_EQ(decoder_by_name("prefix")->cache, CacheMode::kPrefix);
  EXPECT_EQ(decoder_by_name("dual")->cache, CacheMode::kDual);
  EXPECT_EQ(decoder_by_name("frontier")->commit, CommitRule::kFrontier);
  EXPECT_EQ(decoder_by_name("frontier-dual")->cache, CacheMode::kDual);
  EXPECT_EQ(decoder_by_name("dream")->commit, CommitRule::kDream);
}

TEST(DecoderNames, AnUnknownNameIsAnErrorThatListsThemAll) {
  const Result<DecodeConfig> config = decoder_by_name("fast");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kUsage);
  EXPECT_NE(config.error().message.find("\"fast\""), std::string::npos);
  for (const std::string_view name : decoder_names()) {
    EXPECT_NE(config.error().message.find(name), std::string::npos) << name;
  }
}

TEST(Presets, AreValidAndWhatTheyAreFor) {
  for (const std::string_view name : preset_names()) {
    ASSERT_TRUE(preset_by_name(name)) << name;
    EXPECT_TRUE(validate(*preset_by_name(name))) << name;
  }
  EXPECT_EQ(preset_by_name("reference")->cache, CacheMode::kNone);
  EXPECT_EQ(preset_by_name("reference")->commit, CommitRule::kQuota);
  EXPECT_EQ(preset_by_name("prefix")->cache, CacheMode::kPrefix);
  EXPECT_EQ(preset_by_name("prefix")->commit, CommitRule::kQuota);
  const DecodeConfig balanced = *preset_by_name("balanced");
  EXPECT_EQ(balanced.refresh, Refresh::kChanges);
  EXPECT_EQ(balanced.refresh_interval, 5);
  EXPECT_EQ(balanced.revise.mode, ReviseMode::kInline);
  EXPECT_EQ(balanced.speculate.mode, SpeculateMode::kOff);
  EXPECT_NE(preset_by_name("fast")->speculate.mode, SpeculateMode::kOff);
  const DecodeConfig phone = *preset_by_name("phone");
  EXPECT_EQ(phone.cache, CacheMode::kDual);
  EXPECT_EQ(phone.refresh, Refresh::kChanges);
  EXPECT_EQ(phone.refresh_interval, 8);
  EXPECT_EQ(phone.speculate.mode, SpeculateMode::kBranch);
  EXPECT_EQ(phone.revise.mode, ReviseMode::kDualPath);
  const auto unknown = preset_by_name("exact-ref");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("reference"), std::string::npos);
}

TEST(WithoutRefused, LeavesAShiftedModelTheFrontierOverThePrefixCache) {
  DecodeConfig config = *preset_by_name("balanced");
  config.shift_logits = true;
  EXPECT_FALSE(validate(config));
  config = without_refused(config);
  EXPECT_TRUE(validate(config));
  EXPECT_EQ(config.commit, CommitRule::kFrontier);
  EXPECT_EQ(config.cache, CacheMode::kPrefix);
  EXPECT_EQ(config.refresh, Refresh::kBlock);
  EXPECT_EQ(config.revise.mode, ReviseMode::kOff);
}

TEST(WithoutRefused, LeavesWhatIsNotLenientToTheCheck) {
  DecodeConfig config = *preset_by_name("phone");
  config.shift_logits = true;
  EXPECT_FALSE(validate(without_refused(config)));
}

struct BadValue {
  const char* name;
  const char* bounds;
  std::function<void(DecodeConfig&)> spoil;
};

TEST(Validate, EachBadValueIsNamedWithItsBounds) {
  const double nan = std::nan("");
  const std::vector<BadValue> bad{
      {"block", "from 1", [](auto& c) { c.block = 0; }},
      {"block", "from 1", [](auto& c) { c.block = -3; }},
      {"steps", "from 0 to 65536", [](auto& c) { c.steps = -1; }},
      {"steps", "from 0 to 65536", [](auto& c) { c.steps = 65537; }},
      {"refresh_interval", "from 0 to 65536", [](auto& c) { c.refresh_interval = -1; }},
      {"threshold", "(0, 1]", [](auto& c) { c.threshold = 0; }},
      {"threshold", "(0, 1]", [](auto& c) { c.threshold = 1.1; }},
      {"threshold", "(0, 1]", [=](auto& c) { c.threshold = nan; }},
      {"far_threshold", "(0, 1]", [](auto& c) { c.far_threshold = 0; }},
      {"far_threshold", "(0, 1]", [](auto& c) { c.far_threshold = 2; }},
      {"factor", "(0, 100]", [](auto& c) { c.factor = 0; }},
      {"factor", "(0, 100]", [](auto& c) { c.factor = INFINITY; }},
      {"temperature", "[0, 100]", [](auto& c) { c.temperature = -0.1; }},
      {"temperature", "[0, 100]", [=](auto& c) { c.temperature = nan; }},
      {"temperature", "[0, 100]", [](auto& c) { c.temperature = 101; }},
      {"top_p", "(0, 1]", [](auto& c) { c.top_p = 0; }},
      {"top_p", "(0, 1]", [](auto& c) { c.top_p = 1.5; }},
      {"top_k", "from 0", [](auto& c) { c.top_k = -1; }},
      {"dream_order_temperature", "[0, 100]", [](auto& c) { c.dream_order_temperature = -1; }},
      {"dream_epsilon", "[0, 1)", [](auto& c) { c.dream_epsilon = 1; }},
      {"dream_epsilon", "[0, 1)", [](auto& c) { c.dream_epsilon = -0.5; }},
      {"cfg_scale", "[0, 100]", [](auto& c) { c.cfg_scale = -1; }},
      {"cfg_scale", "[0, 100]", [=](auto& c) { c.cfg_scale = nan; }},
      {"speculate.start", "[0, 1]", [](auto& c) { c.speculate.start = 1.5; }},
      {"speculate.threshold", "(0, 1]", [](auto& c) { c.speculate.threshold = 0; }},
      {"speculate.history", "from 1", [](auto& c) { c.speculate.history = 0; }},
      {"speculate.branches", "from 1 to 16", [](auto& c) { c.speculate.branches = 17; }},
      {"speculate.branch_tokens", "from 1", [](auto& c) { c.speculate.branch_tokens = 0; }},
      {"speculate.branch_threshold", "(0, 1]", [=](auto& c) { c.speculate.branch_threshold = nan; }},
      {"revise.replace_threshold", "(0, 1]", [](auto& c) { c.revise.replace_threshold = 0; }},
      {"revise.remask_threshold", "[0, 1]", [](auto& c) { c.revise.remask_threshold = -1; }},
      {"revise.stable_agreements", "from 1", [](auto& c) { c.revise.stable_agreements = 0; }},
      {"revise.side_delay", "from 0 to 8", [](auto& c) { c.revise.side_delay = 9; }},
      {"end_tokens[1]", "0 or more",
       [](auto& c) {
         c.end_tokens = {TokenId(1), TokenId(-2)};
       }},
      {"zero_confidence[0]", "0 or more", [](auto& c) { c.zero_confidence = {TokenId(-2)}; }},
      {"banned[0]", "0 or more", [](auto& c) { c.banned = {TokenId(-2)}; }},
  };
  for (const BadValue& value : bad) {
    DecodeConfig config;
    value.spoil(config);
    const Status status = validate(config);
    ASSERT_FALSE(status) << value.name;
    EXPECT_EQ(status.error().code, ErrorCode::kUsage);
    EXPECT_EQ(status.error().message.find(value.name), 0u) << status.error().message;
    EXPECT_NE(status.error().message.find(value.bounds), std::string::npos)
        << status.error().message;
  }
}

TEST(Validate, BoundsThemselvesAreAllowed) {
  DecodeConfig config = decoder_by_name("dream").value();
  config.block = 1;
  config.steps = 65536;
  config.threshold = config.far_threshold = config.top_p = 1;
  config.temperature = config.cfg_scale = config.dream_order_temperature = config.factor = 100;
  config.dream_epsilon = 0;
  EXPECT_TRUE(validate(config));
}

TEST(Validate, TruncationNeedsDreamsRule) {
  for (const std::string_view name : decoder_names()) {
    DecodeConfig config = decoder_by_name(name).value();
    config.top_p = 0.9;
    EXPECT_EQ(validate(config).has_value(), name == "dream") << name;
    config.top_p = 1;
    config.top_k = 5;
    EXPECT_EQ(validate(config).has_value(), name == "dream") << name;
  }
}

TEST(Validate, RandomRemaskingNeedsTheQuotaRule) {
  for (const std::string_view name : decoder_names()) {
    DecodeConfig config = decoder_by_name(name).value();
    config.remasking = Remasking::kRandom;
    EXPECT_EQ(validate(config).has_value(), name == "exact-ref") << name;
  }
}

TEST(Validate, SparseRefreshNeedsTheDualCacheWithoutGuidance) {
  DecodeConfig config;
  config.refresh = Refresh::kChanges;
  EXPECT_NE(validate(config).error().message.find("use cache dual"), std::string::npos);
  config.cache = CacheMode::kDual;
  EXPECT_TRUE(validate(config));
  config.cfg_scale = 1;
  EXPECT_NE(validate(config).error().message.find("guidance at 0"), std::string::npos);
}

TEST(Validate, TheFarBarIsNotBelowTheNearOne) {
  DecodeConfig config = decoder_by_name("frontier").value();
  config.far_threshold = 0.8;
  const Status status = validate(config);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("[0.9, 1]"), std::string::npos) << status.error().message;
}

TEST(SamplingRules, FollowTheCommitRuleAndTheTemperature) {
  DecodeConfig config;
  EXPECT_EQ(sampling_rule(config).kind, SamplingRule::Kind::kGreedy);
  config.temperature = 0.3;
  EXPECT_EQ(sampling_rule(config).kind, SamplingRule::Kind::kGumbel);
  config.commit = CommitRule::kDream;
  EXPECT_EQ(sampling_rule(config).kind, SamplingRule::Kind::kDream);
}

TEST(SamplingRules, CarryWhatTheHeadNeeds) {
  DecodeConfig config;
  config.seed = 5;
  config.cfg_scale = 2;
  config.banned = {TokenId(1)};
  config.zero_confidence = {TokenId(2)};
  const SamplingRule rule = sampling_rule(config, TokenId(7));
  EXPECT_EQ(rule.seed, 5u);
  EXPECT_EQ(rule.cfg_scale, 2);
  EXPECT_EQ(rule.banned, config.banned);
  EXPECT_EQ(rule.zero_confidence, config.zero_confidence);
  EXPECT_EQ(rule.mask, TokenId(7));
  EXPECT_EQ(sampling_rule(config).mask, kNoToken);
}

}  // namespace
}  // namespace llada
