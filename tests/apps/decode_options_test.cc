#include <gtest/gtest.h>

#include "apps/options.h"
#include "text/tiny_tokenizer.h"

namespace llada {
namespace {

DecodeConfig config_of(const DecodeFlags& flags) { return generate_options(flags).value().decode; }

std::string notes_of(const DecodeFlags& flags) {
  Console console;
  testing::internal::CaptureStderr();
  note_idle_flags(flags, config_of(flags), console);
  return testing::internal::GetCapturedStderr();
}

TEST(DecodeOptions, FlagsNotGivenLeaveTheDecoderAsItIs) {
  for (const std::string_view name : decoder_names()) {
    DecodeFlags flags;
    flags.decoder = name;
    const DecodeConfig named = decoder_by_name(name).value();
    const DecodeConfig config = config_of(flags);
    EXPECT_EQ(config.commit, named.commit) << name;
    EXPECT_EQ(config.cache, named.cache) << name;
    EXPECT_EQ(config.threshold, named.threshold) << name;
    EXPECT_EQ(config.far_threshold, named.far_threshold) << name;
    EXPECT_EQ(config.block, named.block) << name;
    EXPECT_EQ(config.temperature, named.temperature) << name;
  }
}

TEST(DecodeOptions, FlagsGivenOverrideTheDecoder) {
  DecodeFlags flags;
  flags.decoder = "exact-ref";
  flags.cache = CacheMode::kDual;
  flags.commit = CommitRule::kThreshold;
  flags.threshold = 0.5;
  flags.block = 8;
  flags.temperature = 0.25;
  flags.seed = 7;
  flags.cfg_scale = 1.5;
  const DecodeConfig config = config_of(flags);
  EXPECT_EQ(config.cache, CacheMode::kDual);
  EXPECT_EQ(config.commit, CommitRule::kThreshold);
  EXPECT_EQ(config.threshold, 0.5);
  EXPECT_EQ(config.block, 8);
  EXPECT_EQ(config.temperature, 0.25);
  EXPECT_EQ(config.seed, 7u);
  EXPECT_EQ(config.cfg_scale, 1.5);
}

TEST(DecodeOptions, DecodingStopsAtTheEndOfTheTextUnlessToldOtherwise) {
  DecodeFlags flags;
  EXPECT_TRUE(config_of(flags).stop_at_eos);
  flags.no_early_stop = true;
  EXPECT_FALSE(config_of(flags).stop_at_eos);
}

TEST(DecodeOptions, TechniquesAreSwitchedOnOverAnyDecoder) {
  DecodeFlags flags;
  flags.decoder = "frontier-dual";
  flags.speculate = SpeculateMode::kHistory;
  flags.draft_threshold = 0.8;
  flags.revise = ReviseMode::kDualPath;
  flags.side_delay = 2;
  const DecodeConfig config = config_of(flags);
  EXPECT_EQ(config.speculate.mode, SpeculateMode::kHistory);
  EXPECT_EQ(config.speculate.threshold, 0.8);
  EXPECT_EQ(config.revise.mode, ReviseMode::kDualPath);
  EXPECT_EQ(config.revise.side_delay, 2);
}

TEST(DecodeOptions, APresetIsAWholeConfigurationThatFlagsOverride) {
  DecodeFlags flags;
  flags.preset = "fast";
  EXPECT_NE(config_of(flags).speculate.mode, SpeculateMode::kOff);
  EXPECT_EQ(decoder_label(flags), "fast");
  flags.speculate = SpeculateMode::kOff;
  EXPECT_EQ(config_of(flags).speculate.mode, SpeculateMode::kOff);
  flags.decoder = "dual";
  EXPECT_EQ(generate_options(flags).error().code, ErrorCode::kUsage);
}

TEST(DecodeOptions, WithoutADecoderTheDefaultIsTaken) {
  EXPECT_EQ(decoder_label({}), "balanced");
  EXPECT_EQ(config_of({}).cache, CacheMode::kDual);
  EXPECT_EQ(config_of({}).revise.mode, ReviseMode::kInline);
}

TEST(DecodeOptions, FlagsThatTakeADecoderApartAreLaidUponThePlainOne) {
  DecodeFlags flags;
  flags.revise = ReviseMode::kOff;
  EXPECT_EQ(decoder_label(flags), "frontier-prefix");
  EXPECT_EQ(config_of(flags).cache, CacheMode::kPrefix);
  EXPECT_EQ(config_of(flags).refresh, Refresh::kBlock);
}

TEST(DecodeOptions, GuidanceTakesFromTheDefaultWhatItRefuses) {
  DecodeFlags flags;
  flags.cfg_scale = 1;
  EXPECT_EQ(config_of(flags).cache, CacheMode::kPrefix);
  EXPECT_EQ(config_of(flags).revise.mode, ReviseMode::kOff);
  flags.preset = "phone";
  EXPECT_FALSE(generate_options(flags));
  flags.preset = "balanced";
  EXPECT_TRUE(generate_options(flags));
  flags.revise = ReviseMode::kInline;  // asked for
  EXPECT_FALSE(generate_options(flags));
}

TEST(DecodeOptions, ARaisedThresholdTakesTheFarOneAlong) {
  DecodeFlags flags;
  flags.decoder = "frontier";
  flags.threshold = 1.0;
  EXPECT_EQ(config_of(flags).far_threshold, 1.0);
  flags.far_threshold = 0.9;
  EXPECT_FALSE(generate_options(flags));
}

TEST(DecodeOptions, RefusesAnUnknownDecoderAndContradictions) {
  DecodeFlags unknown;
  unknown.decoder = "fastest";
  EXPECT_EQ(generate_options(unknown).error().code, ErrorCode::kUsage);
  DecodeFlags contradiction;
  contradiction.decoder = "exact-threshold";
  contradiction.top_k = 5;
  EXPECT_EQ(generate_options(contradiction).error().code, ErrorCode::kUsage);
}

TEST(DecodeOptions, EndTokensAreThoseOfTheModel) {
  const Tokenizer tokenizer = test::tiny_tokenizer({}, {{"<|endoftext|>"}, {"<|eot_id|>"}});
  DecodeFlags flags;
  DecodeConfig normal;
  apply_end_tokens(flags, tokenizer, normal);
  EXPECT_TRUE(normal.banned.empty() && normal.zero_confidence.empty());
  flags.end_tokens = EndTokens::kLast;
  DecodeConfig last;
  apply_end_tokens(flags, tokenizer, last);
  EXPECT_TRUE(last.banned.empty());
  EXPECT_EQ(last.zero_confidence.size(),
            tokenizer.special().eos.has_value() + tokenizer.special().eot.has_value());
  EXPECT_FALSE(last.zero_confidence.empty());
}

TEST(DecodeOptions, SaysWhichFlagsHaveNoEffect) {
  DecodeFlags flags;
  flags.decoder = "exact-ref";
  flags.steps = 64;
  EXPECT_EQ(notes_of(flags), "");
  flags.threshold = 0.9;
  flags.factor = 2;
  EXPECT_EQ(notes_of(flags), "llada: note: no effect with this decoder: --threshold, --factor\n");
  DecodeFlags techniques;
  techniques.branches = 2;
  techniques.side_rows = 4;
  techniques.lookahead = 2;
  EXPECT_EQ(notes_of(techniques),
            "llada: note: no effect with this decoder: --branches, --side-rows, --lookahead\n");
}

}  // namespace
}  // namespace llada
