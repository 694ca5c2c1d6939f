// Flags of decoding: what they are called, and what they change of a named decoder.
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "api/latency_file.h"
#include "apps/flags.h"
#include "apps/options.h"

namespace llada {
namespace {

using namespace std::string_view_literals;

constexpr std::array kCacheModes{std::pair{"none"sv, CacheMode::kNone},
                                 std::pair{"prefix"sv, CacheMode::kPrefix},
                                 std::pair{"dual"sv, CacheMode::kDual}};
constexpr std::array kRefreshes{std::pair{"block"sv, Refresh::kBlock},
                                std::pair{"entry"sv, Refresh::kEntry},
                                std::pair{"changes"sv, Refresh::kChanges}};
constexpr std::array kCommitRules{
    std::pair{"quota"sv, CommitRule::kQuota}, std::pair{"threshold"sv, CommitRule::kThreshold},
    std::pair{"factor"sv, CommitRule::kFactor}, std::pair{"frontier"sv, CommitRule::kFrontier},
    std::pair{"staged"sv, CommitRule::kStaged}, std::pair{"dream"sv, CommitRule::kDream}};
constexpr std::array kRemaskings{std::pair{"low-confidence"sv, Remasking::kLowConfidence},
                                 std::pair{"random"sv, Remasking::kRandom}};
constexpr std::array kDreamOrders{std::pair{"origin"sv, DreamOrder::kOrigin},
                                  std::pair{"maskgit-plus"sv, DreamOrder::kMaskgitPlus},
                                  std::pair{"margin"sv, DreamOrder::kTopkMargin},
                                  std::pair{"entropy"sv, DreamOrder::kEntropy}};

constexpr std::array kSpeculateModes{std::pair{"off"sv, SpeculateMode::kOff},
                                     std::pair{"strict"sv, SpeculateMode::kStrict},
                                     std::pair{"history"sv, SpeculateMode::kHistory},
                                     std::pair{"confirm"sv, SpeculateMode::kConfirm},
                                     std::pair{"branch"sv, SpeculateMode::kBranch}};
constexpr std::array kReviseModes{std::pair{"off"sv, ReviseMode::kOff},
                                  std::pair{"inline"sv, ReviseMode::kInline},
                                  std::pair{"dual-path"sv, ReviseMode::kDualPath}};
constexpr std::array kEndTokens{std::pair{"normal"sv, EndTokens::kNormal},
                                std::pair{"last"sv, EndTokens::kLast},
                                std::pair{"never"sv, EndTokens::kNever}};

// Far beyond any context; the model names its own bound.
constexpr int kMaxTokens = 1 << 20;
constexpr int kMaxSteps = 65536;
constexpr double kMaxScale = 100;

// What flags that take a way of decoding apart are laid upon.
constexpr std::string_view kPlainDecoder = "frontier-prefix";

bool builds_on_plain(const DecodeFlags& flags) {
  return flags.cache || flags.refresh || flags.refresh_interval || flags.commit || flags.speculate || flags.revise;
}
bool takes_preset(const DecodeFlags& flags) {
  return !flags.preset.empty() || (flags.decoder.empty() && !builds_on_plain(flags));
}

void add_schedule_flags(CLI::App& app, DecodeFlags& flags) {
  add_name(app, "--preset", flags.preset,
           fmt::format("Decoder, cache and techniques for a purpose ({}): {}", kDefaultPreset,
                       fmt::join(preset_names(), ", ")),
           preset_by_name);
  const std::string names = fmt::format("{}", fmt::join(decoder_names(), ", "));
  add_name(app, "--decoder", flags.decoder,
           fmt::format("Way of decoding, by itself ({}, if flags of the cache, the commit rule or techniques are "
                       "given without it): {}", kPlainDecoder, names),
           decoder_by_name);
  add_number<int>(app, "-n,--max-tokens", flags.max_tokens, 1, kMaxTokens,
                  "Tokens to denoise (128)");
  add_number<int>(app, "--block", flags.block, 1, kMaxTokens, "Tokens denoised together (32)");
  add_number<int>(app, "--steps", flags.steps, 0, kMaxSteps,
                  "Denoising steps for all of them; 0: one per token (quota, dream)");
  add_word(app, "--cache", flags.cache, kCacheModes, "Keys and values kept between steps");
  add_word(app, "--refresh", flags.refresh, kRefreshes,
           "What the dual cache computes anew: the canvas at block entry and the block (block), "
           "the canvas at block entry and what changed (entry), what changed alone (changes)");
  add_number<int>(app, "--refresh-interval", flags.refresh_interval, 0, kMaxSteps,
                  "Every so many steps of a block (--refresh changes: of the answer), compute the whole canvas anew; "
                  "0: at the first alone (0; prefix, dual)");
  add_word(app, "--commit", flags.commit, kCommitRules, "Rule by which tokens are settled");
  add_word(app, "--remasking", flags.remasking, kRemaskings,
           "Order in which tokens are settled (quota)");
  add_word(app, "--order", flags.order, kDreamOrders, "The same for the dream rule (entropy)");
}

void add_confidence_flags(CLI::App& app, DecodeFlags& flags) {
  add_number<double>(app, "--threshold", flags.threshold, 0, 1,
                     "Probability from which tokens are settled (0.9; threshold, frontier)");
  add_number<double>(app, "--far-threshold", flags.far_threshold, 0, 1,
                     "The same away from settled text (0.999; frontier)");
  add_number<double>(app, "--factor", flags.factor, 0, kMaxScale, "Factor of the factor rule (1)");
}

void add_speculation_flags(CLI::App& app, DecodeFlags& flags) {
  add_word(app, "--speculate", flags.speculate, kSpeculateModes,
           "What lanes that the current block leaves idle work ahead on: later blocks (strict: "
           "changes nothing; history: drafts that held still count; confirm: those that the block's "
           "first step repeats), or branches of this one");
  add_number<int>(app, "--branches", flags.branches, 1, 16, "Branches computed at a time (3)");
  add_number<int>(app, "--branch-tokens", flags.branch_tokens, 1, kMaxTokens,
                  "Tokens each assumes beyond the one before (4)");
  add_number<double>(app, "--branch-threshold", flags.branch_threshold, 0, 1,
                     "Probability from which a token is assumed (0.5)");
  add_number<int>(app, "--lookahead", flags.lookahead, 1, kMaxTokens, "Blocks drafted ahead (1)");
  add_number<double>(app, "--draft-threshold", flags.draft_threshold, 0, 1,
                     "Probability from which a draft is accepted (0.95)");
  add_text(app, "--latency", flags.latency_path, "What steps cost, as llada profile wrote it")
      ->type_name("FILE");
}

void add_revision_flags(CLI::App& app, DecodeFlags& flags) {
  add_word(app, "--revise", flags.revise, kReviseModes,
           "Keep settled tokens revisable until probes confirm them: in the step, or beside it");
  add_number<double>(app, "--replace-threshold", flags.replace_threshold, 0, 1,
                     "Probability from which another token takes its place (0.9)");
  add_number<double>(app, "--remask-threshold", flags.remask_threshold, 0, 1,
                     "Probability below which a token is masked again (0.5)");
  add_number<double>(app, "--stable-threshold", flags.stable_threshold, 0, 1,
                     "Probability from which a probe confirms a token (0.9)");
  add_number<int>(app, "--side-rows", flags.side_rows, 0, kMaxSteps,
                  "Rows of the side path in a step (16; dual-path)");
  add_number<int>(app, "--side-delay", flags.side_delay, 0, 8,
                  "Steps until the side path's results are merged (1; dual-path)");
}

void add_sampling_flags(CLI::App& app, DecodeFlags& flags) {
  add_number<double>(app, "--temperature", flags.temperature, 0, kMaxScale,
                     "Randomness; 0: none (0)");
  add_number<std::uint64_t>(app, "--seed", flags.seed, 0, UINT64_MAX, "Same seed, same text (0)");
  add_number<double>(app, "--top-p", flags.top_p, 0, 1,
                     "Sample from the likeliest tokens of this mass (dream)");
  add_number<int>(app, "--top-k", flags.top_k, 0, kMaxTokens,
                  "Sample from this many likeliest tokens (dream)");
  add_number<double>(app, "--order-temperature", flags.order_temperature, 0, kMaxScale,
                     "Randomness of the order (dream)");
  add_number<double>(app, "--cfg-scale", flags.cfg_scale, 0, kMaxScale,
                     "Classifier-free guidance; doubles the work (0: off)");
}

void add_end_flags(CLI::App& app, DecodeFlags& flags) {
  add_word(app, "--end-tokens", flags.end_tokens, kEndTokens,
           "When the end of the text may be settled (normal)");
  add_switch(app, "--no-early-stop", flags.no_early_stop,
             "Denoise all tokens, also those behind the end of the text");
}

template <class T>
void override_with(T& value, const std::optional<T>& flag) {
  if (flag) value = *flag;
}

void override_schedule(DecodeConfig& config, const DecodeFlags& flags) {
  override_with(config.cache, flags.cache);
  override_with(config.refresh, flags.refresh);
  override_with(config.refresh_interval, flags.refresh_interval);
  override_with(config.commit, flags.commit);
  override_with(config.remasking, flags.remasking);
  override_with(config.block, flags.block);
  override_with(config.steps, flags.steps);
  override_with(config.dream_order, flags.order);
  override_with(config.threshold, flags.threshold);
  override_with(config.factor, flags.factor);
  // A threshold raised past the far one takes it along.
  config.far_threshold =
      flags.far_threshold.value_or(std::max(config.far_threshold, config.threshold));
}

Status override_techniques(DecodeConfig& config, const DecodeFlags& flags) {
  override_with(config.speculate.mode, flags.speculate);
  override_with(config.speculate.lookahead_blocks, flags.lookahead);
  override_with(config.speculate.threshold, flags.draft_threshold);
  override_with(config.speculate.branches, flags.branches);
  override_with(config.speculate.branch_tokens, flags.branch_tokens);
  override_with(config.speculate.branch_threshold, flags.branch_threshold);
  override_with(config.revise.mode, flags.revise);
  override_with(config.revise.replace_threshold, flags.replace_threshold);
  override_with(config.revise.remask_threshold, flags.remask_threshold);
  override_with(config.revise.stable_threshold, flags.stable_threshold);
  override_with(config.revise.side_rows, flags.side_rows);
  override_with(config.revise.side_delay, flags.side_delay);
  if (flags.latency_path.empty()) return {};
  LLADA_TRY(profile, read_latency_file(flags.latency_path));
  config.latency = std::move(profile.table);
  return {};
}

void override_sampling(DecodeConfig& config, const DecodeFlags& flags) {
  override_with(config.temperature, flags.temperature);
  override_with(config.seed, flags.seed);
  override_with(config.top_p, flags.top_p);
  override_with(config.top_k, flags.top_k);
  override_with(config.dream_order_temperature, flags.order_temperature);
  override_with(config.cfg_scale, flags.cfg_scale);
}

}  // namespace

void add_decode_flags(CLI::App& app, DecodeFlags& flags) {
  const FlagGroup decoding(app, "Decoding");
  add_schedule_flags(app, flags);
  add_confidence_flags(app, flags);
  add_end_flags(app, flags);
  add_speculation_flags(app, flags);
  add_revision_flags(app, flags);
  const FlagGroup sampling(app, "Sampling");
  add_sampling_flags(app, flags);
}

void apply_end_tokens(const DecodeFlags& flags, const Tokenizer& tokenizer, DecodeConfig& config) {
  const SpecialTokens& special = tokenizer.special();
  if (flags.end_tokens == EndTokens::kNever && special.eos) config.banned.push_back(*special.eos);
  if (flags.end_tokens != EndTokens::kLast) return;
  for (const auto& token : {special.eos, special.eot}) {
    if (token) config.zero_confidence.push_back(*token);
  }
}

std::string decoder_label(const DecodeFlags& flags) {
  const bool preset = takes_preset(flags);
  const std::string& given = preset ? flags.preset : flags.decoder;
  return given.empty() ? std::string(preset ? kDefaultPreset : kPlainDecoder) : given;
}

Result<GenerateOptions> generate_options(const DecodeFlags& flags) {
  if (!flags.preset.empty() && !flags.decoder.empty()) {
    return fail(ErrorCode::kUsage, "--preset {} and --decoder {}: each sets the whole way of "
                "decoding; give one", flags.preset, flags.decoder);
  }
  const std::string name = decoder_label(flags);
  LLADA_TRY(config, takes_preset(flags) ? preset_by_name(name) : decoder_by_name(name));
  config.lenient = config.lenient && !builds_on_plain(flags);  // what was asked for is not left out in silence
  override_schedule(config, flags);
  override_sampling(config, flags);
  LLADA_CHECK(override_techniques(config, flags));
  config.stop_at_eos = !flags.no_early_stop;
  config = without_refused(std::move(config));
  LLADA_CHECK(validate(config));
  GenerateOptions options;
  options.max_tokens = flags.max_tokens;
  options.decode = std::move(config);
  return options;
}

void note_idle_flags(const DecodeFlags& flags, const DecodeConfig& config, Console& console) {
  const CommitRule rule = config.commit;
  const bool dream = rule == CommitRule::kDream;
  const bool frontier = rule == CommitRule::kFrontier;
  std::vector<std::string_view> idle;
  const auto check = [&](std::string_view name, bool given, bool used) {
    if (given && !used) idle.push_back(name);
  };
  check("--steps", flags.steps.has_value(), rule == CommitRule::kQuota || dream);
  const bool staged = rule == CommitRule::kStaged;
  check("--threshold", flags.threshold.has_value(),
        rule == CommitRule::kThreshold || frontier || staged);
  check("--far-threshold", flags.far_threshold.has_value(), frontier || staged);
  check("--factor", flags.factor.has_value(), rule == CommitRule::kFactor);
  check("--block", flags.block.has_value(), !dream);
  check("--refresh-interval", flags.refresh_interval.has_value(), config.cache != CacheMode::kNone);
  check("--end-tokens last", flags.end_tokens == EndTokens::kLast, !dream);
  const bool branches = config.speculate.mode == SpeculateMode::kBranch;
  check("--branches", flags.branches.has_value(), branches);
  check("--branch-tokens", flags.branch_tokens.has_value(), branches);
  check("--branch-threshold", flags.branch_threshold.has_value(), branches);
  const bool revises = config.revise.mode != ReviseMode::kOff;
  check("--replace-threshold", flags.replace_threshold.has_value(), revises);
  check("--remask-threshold", flags.remask_threshold.has_value(), revises);
  check("--stable-threshold", flags.stable_threshold.has_value(), revises);
  const bool two_paths = config.revise.mode == ReviseMode::kDualPath;
  check("--side-rows", flags.side_rows.has_value(), two_paths);
  check("--side-delay", flags.side_delay.has_value(), two_paths);
  const bool speculates = config.speculate.mode != SpeculateMode::kOff;
  check("--lookahead", flags.lookahead.has_value(), speculates && !branches);
  check("--draft-threshold", flags.draft_threshold.has_value(),
        config.speculate.mode == SpeculateMode::kHistory ||
            config.speculate.mode == SpeculateMode::kConfirm);
  check("--speculate", flags.speculate.has_value() && speculates, !dream);
  check("--order", flags.order.has_value(), dream);
  check("--order-temperature", flags.order_temperature.has_value(), dream);
  if (!idle.empty())
    console.note(
        fmt::format("llada: note: no effect with this decoder: {}", fmt::join(idle, ", ")));
}

}  // namespace llada
