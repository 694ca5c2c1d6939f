#include <array>
#include <utility>

#include "formats/allocation_guard.h"
#include "text/pre_tokenizer.h"
#include "text/quote.h"
#include "text/tokenizer_loaders.h"

namespace llada {
namespace {

constexpr const char* kModel = "tokenizer.ggml.model";
constexpr const char* kPre = "tokenizer.ggml.pre";
constexpr const char* kTokens = "tokenizer.ggml.tokens";
constexpr const char* kTypes = "tokenizer.ggml.token_type";
constexpr const char* kMerges = "tokenizer.ggml.merges";
constexpr const char* kAddBos = "tokenizer.ggml.add_bos_token";
constexpr const char* kChatTemplate = "tokenizer.chat_template";
constexpr const char* kNfc = "llada.tokenizer.nfc";
constexpr const char* kIgnoreMerges = "llada.tokenizer.ignore_merges";

struct SpecialKey {
  const char* key;
  std::optional<TokenId> SpecialTokens::*member;
};

constexpr std::array kSpecialKeys = {
    SpecialKey{"tokenizer.ggml.bos_token_id", &SpecialTokens::bos},
    SpecialKey{"tokenizer.ggml.eos_token_id", &SpecialTokens::eos},
    SpecialKey{"tokenizer.ggml.eot_token_id", &SpecialTokens::eot},
    SpecialKey{"tokenizer.ggml.mask_token_id", &SpecialTokens::mask},
    SpecialKey{"tokenizer.ggml.padding_token_id", &SpecialTokens::pad},
    SpecialKey{"tokenizer.ggml.unknown_token_id", &SpecialTokens::unk},
};

Status check_model(const GgufMetadata& metadata) {
  LLADA_TRY(model, metadata.string(kModel));
  if (model && *model == "gpt2") return {};
  if (!model) {
    return fail(ErrorCode::kUnsupported,
                "{}: absent: the file has no tokenizer; convert the model "
                "from its Hugging Face folder",
                kModel);
  }
  return fail(ErrorCode::kUnsupported,
              "{}: {}; only gpt2 (byte-level BPE) is supported, which the known diffusion language "
              "models use",
              kModel, quote_text(*model));
}

Status read_tokens(const GgufMetadata& metadata, TokenizerData& data) {
  LLADA_TRY(tokens, metadata.strings(kTokens));
  if (!tokens) return fail(ErrorCode::kFormat, "{}: absent", kTokens);
  for (const std::string& token : *tokens) data.tokens.push_back(token);
  return {};
}

Status read_types(const GgufMetadata& metadata, TokenizerData& data) {
  LLADA_TRY(types, metadata.integers(kTypes));
  if (!types) {
    data.types.assign(data.tokens.size(), TokenType::kNormal);
    return {};
  }
  for (const std::int64_t type : *types) {
    if (type < 1 || type > 6) {
      return fail(ErrorCode::kFormat, "{}[{}]: {}; token types are 1 to 6", kTypes,
                  data.types.size(), type);
    }
    data.types.push_back(static_cast<TokenType>(type));
  }
  return {};
}

Status read_special(const GgufMetadata& metadata, SpecialTokens& special) {
  for (const SpecialKey& entry : kSpecialKeys) {
    LLADA_TRY(id, metadata.integer(entry.key));
    if (!id) continue;
    if (*id < 0 || *id >= static_cast<std::int64_t>(kMaxVocabulary)) {
      return fail(ErrorCode::kFormat, "{}: {} is not a token", entry.key, *id);
    }
    special.*entry.member = TokenId(static_cast<std::int32_t>(*id));
  }
  return {};
}

Status read_pre_tokenizer(const GgufMetadata& metadata, const TokenizerOverrides& overrides,
                          TokenizerData& data) {
  LLADA_TRY(named, metadata.string(kPre));
  data.pre_tokenizer = overrides.pre_tokenizer.value_or(named ? *named : "");
  auto rule = require_split_rule(data.pre_tokenizer);
  if (!rule) return fail_at(overrides.pre_tokenizer ? "--pre-tokenizer" : kPre, rule.error());
  LLADA_TRY(ignore_merges, metadata.boolean(kIgnoreMerges));
  data.ignore_merges = ignore_merges.value_or(rule_ignores_merges(*rule));
  return {};
}

Status read_flags(const GgufMetadata& metadata, TokenizerData& data) {
  LLADA_TRY(nfc, metadata.boolean(kNfc));
  data.nfc = nfc.value_or(false);
  LLADA_TRY(add_bos, metadata.boolean(kAddBos));
  data.add_bos = add_bos.value_or(split_rule(data.pre_tokenizer) == SplitRule::kLlama3);
  LLADA_TRY(chat_template, metadata.string(kChatTemplate));
  if (chat_template) data.chat_template = *chat_template;
  return {};
}

Status read_merges(const GgufMetadata& metadata, TokenizerData& data) {
  LLADA_TRY(merges, metadata.strings(kMerges));
  if (!merges) return fail(ErrorCode::kFormat, "{}: absent", kMerges);
  const auto line = [&](std::size_t i) { return std::string_view((*merges)[i]); };
  return resolve_merges(data, merges->size(), line, kMerges);
}

Result<TokenizerData> read(const GgufMetadata& metadata, const TokenizerOverrides& overrides) {
  TokenizerData data;
  LLADA_CHECK(check_model(metadata));
  LLADA_CHECK(read_pre_tokenizer(metadata, overrides, data));
  LLADA_CHECK(read_flags(metadata, data));
  LLADA_CHECK(read_tokens(metadata, data));
  LLADA_CHECK(read_types(metadata, data));
  LLADA_CHECK(read_special(metadata, data.special));
  apply_overrides(overrides, data.special);
  if (auto settled = settle_vocabulary(data); !settled) return fail_at(kTokens, settled.error());
  LLADA_CHECK(read_merges(metadata, data));
  return data;
}

std::vector<std::string> merge_lines(const TokenizerData& data) {
  std::vector<std::string> lines;
  lines.reserve(data.merges.size());
  const auto text = [&](TokenId id) { return data.tokens[static_cast<std::size_t>(id.value)]; };
  for (const Merge& merge : data.merges)
    lines.push_back(fmt::format("{} {}", text(merge.left), text(merge.right)));
  return lines;
}

}  // namespace

void apply_overrides(const TokenizerOverrides& overrides, SpecialTokens& special) {
  if (overrides.mask) special.mask = overrides.mask;
  if (overrides.eos) special.eos = overrides.eos;
  if (overrides.eot) special.eot = overrides.eot;
}

Result<TokenizerData> tokenizer_from_gguf(const GgufMetadata& metadata,
                                          const TokenizerOverrides& overrides) {
  return guard_allocation("tokenizer", [&] { return read(metadata, overrides); });
}

void tokenizer_to_gguf(const TokenizerData& data, GgufMetadata& metadata) {
  std::vector<std::string> tokens;
  std::vector<std::int32_t> types;
  for (std::size_t id = 0; id < data.tokens.size(); ++id) {
    tokens.emplace_back(data.tokens[id]);
    types.push_back(static_cast<std::int32_t>(data.types[id]));
  }
  metadata.set(kModel, std::string("gpt2"));
  metadata.set(kPre, data.pre_tokenizer);
  metadata.set(kTokens, GgufArray(std::move(tokens)));
  metadata.set(kTypes, GgufArray(std::move(types)));
  metadata.set(kMerges, GgufArray(merge_lines(data)));
  metadata.set(kAddBos, data.add_bos);
  for (const SpecialKey& entry : kSpecialKeys) {
    if (const auto& id = data.special.*entry.member)
      metadata.set(entry.key, static_cast<std::uint32_t>(id->value));
  }
  if (!data.chat_template.empty()) metadata.set(kChatTemplate, data.chat_template);
  if (data.nfc) metadata.set(kNfc, true);
  const auto rule = split_rule(data.pre_tokenizer);
  if (rule && data.ignore_merges != rule_ignores_merges(*rule))
    metadata.set(kIgnoreMerges, data.ignore_merges);
}

}  // namespace llada
