// Names of decoders, bounds of their values, and what of them the head needs.
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "decode/decoder.h"

namespace llada {
namespace {

struct NamedDecoder {
  std::string_view name;
  CommitRule commit;
  CacheMode cache;
};

constexpr std::array kDecoders{
    NamedDecoder{"exact-ref", CommitRule::kQuota, CacheMode::kNone},
    NamedDecoder{"exact-threshold", CommitRule::kThreshold, CacheMode::kNone},
    NamedDecoder{"factor", CommitRule::kFactor, CacheMode::kNone},
    NamedDecoder{"prefix", CommitRule::kThreshold, CacheMode::kPrefix},
    NamedDecoder{"dual", CommitRule::kThreshold, CacheMode::kDual},
    NamedDecoder{"frontier", CommitRule::kFrontier, CacheMode::kNone},
    NamedDecoder{"frontier-prefix", CommitRule::kFrontier, CacheMode::kPrefix},
    NamedDecoder{"frontier-dual", CommitRule::kFrontier, CacheMode::kDual},
    NamedDecoder{"dream", CommitRule::kDream, CacheMode::kNone},
};

// Far above any use; keeps schedules short enough to walk and scores finite.
constexpr int kMaxSteps = 65536;
constexpr double kMaxScale = 100;
// A branch is a sequence with a cache of its own.
constexpr int kMaxBranches = 16;
constexpr int kMaxSideDelay = 8;

struct Bounds {
  std::string_view interval;  // as printed: "(0, 1]"
  double low;
  bool low_allowed;
  double high;
  bool high_allowed;
};

constexpr Bounds kProbability{"(0, 1]", 0, false, 1, true};
constexpr Bounds kShare{"[0, 1]", 0, true, 1, true};
constexpr Bounds kScale{"[0, 100]", 0, true, kMaxScale, true};
constexpr Bounds kFactorRange{"(0, 100]", 0, false, kMaxScale, true};
constexpr Bounds kEpsilon{"[0, 1)", 0, true, 1, false};

Status check_number(std::string_view name, double value, const Bounds& bounds) {
  const bool above = bounds.low_allowed ? value >= bounds.low : value > bounds.low;
  const bool below = bounds.high_allowed ? value <= bounds.high : value < bounds.high;
  if (above && below) return {};
  return fail(ErrorCode::kUsage, "{}: {} is out of bounds; give a number in {}", name, value,
              bounds.interval);
}

Status check_count(std::string_view name, int value, int low, int high) {
  if (value >= low && value <= high) return {};
  return fail(ErrorCode::kUsage, "{}: {} is out of bounds; give a whole number from {} to {}", name,
              value, low, high);
}

Status check_tokens(std::string_view name, std::span<const TokenId> tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].value >= 0) continue;
    return fail(ErrorCode::kUsage, "{}[{}]: {} is no token; token ids are 0 or more", name, i,
                tokens[i].value);
  }
  return {};
}

Status check_speculation(const SpeculationConfig& config) {
  LLADA_CHECK(check_count("speculate.lookahead_blocks", config.lookahead_blocks, 0, kMaxSteps));
  LLADA_CHECK(check_number("speculate.start", config.start, kShare));
  LLADA_CHECK(check_number("speculate.threshold", config.threshold, kProbability));
  LLADA_CHECK(check_count("speculate.history", config.history, 1, kMaxSteps));
  LLADA_CHECK(check_count("speculate.max_lag", config.max_lag, 0, INT32_MAX));
  LLADA_CHECK(check_count("speculate.branches", config.branches, 1, kMaxBranches));
  LLADA_CHECK(check_count("speculate.branch_tokens", config.branch_tokens, 1, kMaxSteps));
  return check_number("speculate.branch_threshold", config.branch_threshold, kProbability);
}

Status check_revision(const RevisionConfig& config) {
  LLADA_CHECK(check_number("revise.replace_threshold", config.replace_threshold, kProbability));
  LLADA_CHECK(check_number("revise.remask_threshold", config.remask_threshold, kShare));
  LLADA_CHECK(check_number("revise.stable_threshold", config.stable_threshold, kProbability));
  LLADA_CHECK(check_count("revise.stable_agreements", config.stable_agreements, 1, kMaxSteps));
  LLADA_CHECK(check_count("revise.max_revisions", config.max_revisions, 0, kMaxSteps));
  LLADA_CHECK(check_count("revise.blocks_behind", config.blocks_behind, 0, kMaxSteps));
  LLADA_CHECK(check_count("revise.side_rows", config.side_rows, 0, kMaxSteps));
  return check_count("revise.side_delay", config.side_delay, 0, kMaxSideDelay);
}

Status check_values(const DecodeConfig& config) {
  LLADA_CHECK(check_count("block", config.block, 1, INT32_MAX));
  LLADA_CHECK(check_count("steps", config.steps, 0, kMaxSteps));
  LLADA_CHECK(check_count("refresh_interval", config.refresh_interval, 0, kMaxSteps));
  LLADA_CHECK(check_count("top_k", config.top_k, 0, INT32_MAX));
  LLADA_CHECK(check_number("threshold", config.threshold, kProbability));
  LLADA_CHECK(check_number("far_threshold", config.far_threshold, kProbability));
  LLADA_CHECK(check_number("factor", config.factor, kFactorRange));
  LLADA_CHECK(check_number("temperature", config.temperature, kScale));
  LLADA_CHECK(check_number("top_p", config.top_p, kProbability));
  LLADA_CHECK(check_number("dream_order_temperature", config.dream_order_temperature, kScale));
  LLADA_CHECK(check_number("dream_epsilon", config.dream_epsilon, kEpsilon));
  LLADA_CHECK(check_number("cfg_scale", config.cfg_scale, kScale));
  LLADA_CHECK(check_speculation(config.speculate));
  LLADA_CHECK(check_revision(config.revise));
  LLADA_CHECK(validate(config.latency));
  LLADA_CHECK(check_tokens("end_tokens", config.end_tokens));
  LLADA_CHECK(check_tokens("zero_confidence", config.zero_confidence));
  return check_tokens("banned", config.banned);
}

// What the two techniques cannot do, or would be silent about.
Status check_techniques(const DecodeConfig& config) {
  const bool speculates = config.speculate.mode != SpeculateMode::kOff;
  const bool revises = config.revise.mode != ReviseMode::kOff;
  if ((speculates || revises) && config.cfg_scale > 0) {
    return fail(ErrorCode::kUsage,
                "cfg_scale {}: guidance has no rows for drafts and probes; turn speculation and "
                "revision off, or guidance",
                config.cfg_scale);
  }
  if (revises && config.shift_logits) {
    return fail(ErrorCode::kUsage,
                "revise: the row that predicts a token of this model sees the token itself, so no "
                "probe can leave it out; turn revision off");
  }
  const bool by_probability = config.commit == CommitRule::kThreshold ||
                              config.commit == CommitRule::kStaged ||
                              config.commit == CommitRule::kFrontier;
  if (config.speculate.mode == SpeculateMode::kBranch && !by_probability) {
    return fail(ErrorCode::kUsage,
                "speculate branch: only the threshold, staged and frontier commit rules can confirm "
                "a branch; use one of them, or speculate history");
  }
  if (revises && config.commit == CommitRule::kDream) {
    return fail(ErrorCode::kUsage,
                "revise: the dream commit rule counts masks by timestep and takes none back; use "
                "another commit rule");
  }
  return {};
}

Status check_refresh(const DecodeConfig& config) {
  if (config.refresh == Refresh::kBlock) return {};
  if (config.cache != CacheMode::kDual) {
    return fail(ErrorCode::kUsage,
                "refresh: only the dual cache keeps rows of the block and of what follows it; use "
                "cache dual, or leave refresh at block");
  }
  if (config.cfg_scale == 0) return {};
  return fail(ErrorCode::kUsage,
              "refresh with cfg_scale {}: the unconditional sequence has no record of its rows; "
              "leave refresh at block, or guidance at 0",
              config.cfg_scale);
}

// A value that the chosen rule would silently ignore, though it says what the text should be like.
Status check_combination(const DecodeConfig& config) {
  const bool dream = config.commit == CommitRule::kDream;
  if (!dream && (config.top_p < 1 || config.top_k > 0)) {
    return fail(ErrorCode::kUsage,
                "top_p {} and top_k {}: only the dream commit rule truncates the distribution; "
                "leave them at 1 "
                "and 0, or use the dream decoder",
                config.top_p, config.top_k);
  }
  if (config.remasking == Remasking::kRandom && config.commit != CommitRule::kQuota) {
    return fail(
        ErrorCode::kUsage,
        "remasking random: only the quota commit rule can follow a random order; use remasking "
        "low-confidence, or the exact-ref decoder (Dream: dream_order origin)");
  }
  LLADA_CHECK(check_refresh(config));
  LLADA_CHECK(check_techniques(config));
  const bool two_bars =
      config.commit == CommitRule::kFrontier || config.commit == CommitRule::kStaged;
  if (two_bars && config.far_threshold < config.threshold) {
    return fail(ErrorCode::kUsage,
                "far_threshold: {} is below threshold {}; positions beyond the frontier need the "
                "stricter bar: "
                "give a number in [{}, 1]",
                config.far_threshold, config.threshold, config.threshold);
  }
  return {};
}

}  // namespace

Result<DecodeConfig> decoder_by_name(std::string_view name) {
  const auto found =
      std::find_if(kDecoders.begin(), kDecoders.end(),
                   [=](const NamedDecoder& decoder) { return decoder.name == name; });
  if (found == kDecoders.end()) {
    return fail(ErrorCode::kUsage, "decoder: \"{}\" is unknown; choose one of {}", name,
                fmt::join(decoder_names(), ", "));
  }
  DecodeConfig config;
  config.commit = found->commit;
  config.cache = found->cache;
  return config;
}

std::vector<std::string_view> decoder_names() {
  std::vector<std::string_view> names;
  for (const NamedDecoder& decoder : kDecoders) names.push_back(decoder.name);
  return names;
}

std::vector<std::string_view> preset_names() { return {"reference", "balanced", "prefix", "fast", "phone"}; }

Result<DecodeConfig> preset_by_name(std::string_view name) {
  if (name == "reference") return decoder_by_name("exact-ref");
  DecodeConfig config;
  config.cache = CacheMode::kPrefix;
  if (name == "prefix") return config;
  if (name != "balanced" && name != "fast" && name != "phone") {
    return fail(ErrorCode::kUsage, "preset: \"{}\" is unknown; choose one of {}", name,
                fmt::join(preset_names(), ", "));
  }
  config.commit = CommitRule::kFrontier;
  if (name == "balanced") {
    config.cache = CacheMode::kDual;
    config.refresh = Refresh::kChanges;
    config.refresh_interval = 5;
    config.revise.mode = ReviseMode::kInline;
    config.lenient = true;
    return config;
  }
  config.speculate.mode = SpeculateMode::kBranch;
  config.speculate.branches = 6;
  config.speculate.branch_tokens = 2;
  config.speculate.branch_threshold = 0.3;
  if (name == "fast") return config;
  config.cache = CacheMode::kDual;
  config.refresh = Refresh::kChanges;
  config.refresh_interval = 8;
  config.revise.mode = ReviseMode::kDualPath;
  return config;
}

DecodeConfig without_refused(DecodeConfig config) {
  if (!config.lenient) return config;
  const bool refused = config.shift_logits || config.cfg_scale > 0 || config.commit == CommitRule::kDream;
  if (refused) {
    config.cache = CacheMode::kPrefix;
    config.refresh_interval = 0;
    config.revise.mode = ReviseMode::kOff;
  }
  if (config.cache != CacheMode::kDual) config.refresh = Refresh::kBlock;
  return config;
}

Status validate(const DecodeConfig& config) {
  LLADA_CHECK(check_values(config));
  return check_combination(config);
}

SamplingRule sampling_rule(const DecodeConfig& config, TokenId mask) {
  SamplingRule rule;
  if (config.commit == CommitRule::kDream) {
    rule.kind = SamplingRule::Kind::kDream;
  } else {
    rule.kind = config.temperature > 0 ? SamplingRule::Kind::kGumbel : SamplingRule::Kind::kGreedy;
    rule.zero_confidence = config.zero_confidence;
  }
  rule.temperature = config.temperature;
  rule.top_p = config.top_p;
  rule.top_k = config.top_k;
  rule.cfg_scale = config.cfg_scale;
  rule.seed = config.seed;
  rule.banned = config.banned;
  rule.mask = mask;
  return rule;
}

}  // namespace llada
