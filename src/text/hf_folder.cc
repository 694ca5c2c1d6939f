#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "formats/allocation_guard.h"
#include "formats/json.h"
#include "formats/mapped_file.h"
#include "text/hf_json.h"
#include "text/hf_tokenizer_json.h"
#include "text/hf_vocabulary.h"
#include "text/pre_tokenizer.h"
#include "text/quote.h"
#include "text/tokenizer_loaders.h"

namespace llada {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxTextFileBytes = std::size_t{100} << 20;

// The folder's small files; null where there is none.
struct FolderConfigs {
  Json model;           // config.json
  Json tokenizer;       // tokenizer_config.json
  Json special_tokens;  // special_tokens_map.json
};

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// Settings have some thousands of values (LLaDA's 269 added tokens are 2000).
Result<Json> read_optional(const fs::path& path) {
  const JsonLimits limits = {.max_bytes = std::size_t{16} << 20, .max_values = 1 << 17};
  return is_file(path) ? read_json_file(path, limits) : Json();
}

Result<FolderConfigs> read_configs(const fs::path& folder) {
  LLADA_TRY(model, read_optional(folder / "config.json"));
  LLADA_TRY(tokenizer, read_optional(folder / "tokenizer_config.json"));
  LLADA_TRY(special_tokens, read_optional(folder / "special_tokens_map.json"));
  return FolderConfigs{std::move(model), std::move(tokenizer), std::move(special_tokens)};
}

Result<std::string> read_text_file(const fs::path& path) {
  LLADA_TRY(file, MappedFile::open(path));
  const auto bytes = file.bytes();
  if (bytes.size() > kMaxTextFileBytes) {
    return fail(ErrorCode::kFormat, "{}: {} bytes; at most {} are read", path.string(),
                bytes.size(), kMaxTextFileBytes);
  }
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// --- vocab.json + merges.txt + added_tokens.json ---

// What transformers' tokenizer classes do in code instead of in a tokenizer.json.
struct TokenizerClass {
  std::string_view name;
  std::string_view pre_tokenizer;
  bool nfc;
};

constexpr std::array kClasses = {
    TokenizerClass{"Qwen2Tokenizer", "qwen2", true},
    TokenizerClass{"Qwen2TokenizerFast", "qwen2", true},
    TokenizerClass{"DreamTokenizer", "qwen2", true},
    TokenizerClass{"GPT2Tokenizer", "gpt-2", false},
    TokenizerClass{"GPT2TokenizerFast", "gpt-2", false},
};

Status read_class(const Json& config, const TokenizerOverrides& overrides, TokenizerData& data) {
  const std::string name = json_text(config, "tokenizer_class");
  for (const TokenizerClass& known : kClasses) {
    if (known.name != name) continue;
    data.pre_tokenizer = known.pre_tokenizer;
    data.nfc = known.nfc;
  }
  if (overrides.pre_tokenizer) data.pre_tokenizer = *overrides.pre_tokenizer;
  if (data.pre_tokenizer.empty()) {
    return fail(ErrorCode::kUnsupported,
                "tokenizer_config.json: tokenizer_class: {} is not known, and there is no "
                "tokenizer.json that says how it cuts text; choose one of {} with "
                "--pre-tokenizer NAME",
                quote_text(name), pre_tokenizer_names());
  }
  const auto rule = require_split_rule(data.pre_tokenizer);
  return rule ? Status() : fail_at("--pre-tokenizer", rule.error());
}

Status add_added_tokens(const Json& added, HfVocabulary& vocabulary) {
  if (!added.is_object()) return {};
  for (const auto& [text, id] : added.items()) {
    if (!id.is_number_integer())
      return fail(ErrorCode::kFormat, "{}: the id is not a whole number", quote_text(text));
    LLADA_CHECK(
        vocabulary.add_special(text, id.get<std::int64_t>(), TokenType::kUserDefined, false));
  }
  return {};
}

std::optional<std::int64_t> decimal(const std::string& digits) {
  const bool plain = !digits.empty() && digits.size() < 10 &&
                     digits.find_first_not_of("0123456789") == digits.npos;
  return plain ? std::optional<std::int64_t>(std::stoll(digits)) : std::nullopt;
}

// tokenizer_config.json's added_tokens_decoder, which has the last word on text and type.
Status add_decoder_tokens(const Json& decoder, HfVocabulary& vocabulary) {
  if (!decoder.is_object()) return {};
  for (const auto& [key, token] : decoder.items()) {
    const auto id = decimal(key);
    const std::string text = json_text(token, "content");
    if (!id || text.empty())
      return fail(ErrorCode::kFormat, "{}: needs an id as its key and a text `content`",
                  quote_text(key));
    const auto type =
        json_flag(token, "special", false) ? TokenType::kControl : TokenType::kUserDefined;
    LLADA_CHECK(vocabulary.add_special(text, *id, type, true));
  }
  return {};
}

StringTable merge_lines(std::string_view text) {
  StringTable lines;
  bool first = true;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool is_header = std::exchange(first, false) && line.starts_with("#version");
    if (!is_header && !line.empty()) lines.push_back(line);
  }
  return lines;
}

Status read_separate_vocabulary(const fs::path& folder, const Json& config, TokenizerData& data) {
  HfVocabulary vocabulary;
  LLADA_TRY(vocab, read_json_file(folder / "vocab.json"));
  LLADA_CHECK(vocabulary.add_all(vocab, TokenType::kNormal, "vocab.json"));
  LLADA_TRY(added, read_optional(folder / "added_tokens.json"));
  if (auto status = add_added_tokens(added, vocabulary); !status)
    return fail_at("added_tokens.json", status.error());
  const Json& decoder = json_member(config, "added_tokens_decoder");
  if (auto status = add_decoder_tokens(decoder, vocabulary); !status)
    return fail_at("tokenizer_config.json: added_tokens_decoder", status.error());
  vocabulary.move_to(data);
  return {};
}

// --- special tokens, template ---

std::optional<TokenId> token_with_text(const TokenizerData& data, std::string_view text) {
  for (std::size_t id = 0; id < data.tokens.size(); ++id) {
    const bool used = data.types[id] != TokenType::kUnused;
    if (used && data.tokens[id] == text) return TokenId(static_cast<std::int32_t>(id));
  }
  return std::nullopt;
}

// A special token is named by its text, or by an object that has it as `content`.
std::optional<TokenId> named_token(const TokenizerData& data, const Json& config, const char* key) {
  std::string text = json_text(config, key);
  if (text.empty()) text = json_text(json_member(config, key), "content");
  return text.empty() ? std::nullopt : token_with_text(data, text);
}

// An id, or the first of a list of ids.
std::optional<TokenId> id_member(const Json& config, const char* key) {
  const Json& value = json_member(config, key);
  const Json& id = value.is_array() && !value.empty() ? value[0] : value;
  if (!id.is_number_integer()) return std::nullopt;
  const auto number = id.get<std::int64_t>();
  const bool possible = number >= 0 && number < static_cast<std::int64_t>(kMaxVocabulary);
  return possible ? std::optional(TokenId(static_cast<std::int32_t>(number))) : std::nullopt;
}

// Of several files that name a token, the first counts. For the mask config.json comes first: there
// are models (SDAR) whose other files disagree on its text.
void read_special(const FolderConfigs& configs, TokenizerData& data) {
  const auto named = [&](const char* key) {
    const auto id = named_token(data, configs.tokenizer, key);
    return id ? id : named_token(data, configs.special_tokens, key);
  };
  const auto or_id = [&](std::optional<TokenId> id, const char* key) {
    return id ? id : id_member(configs.model, key);
  };
  SpecialTokens& special = data.special;
  special.bos = named("bos_token");
  special.eos = or_id(named("eos_token"), "eos_token_id");
  special.pad = or_id(named("pad_token"), "pad_token_id");
  special.unk = named("unk_token");
  special.mask = id_member(configs.model, "mask_token_id");
  if (!special.mask) special.mask = named("mask_token");
}

void mark_additional_specials(const Json& config, TokenizerData& data) {
  const Json& additional = json_member(config, "additional_special_tokens");
  if (!additional.is_array()) return;
  for (const Json& token : additional) {
    const std::string text =
        token.is_string() ? token.get<std::string>() : json_text(token, "content");
    if (const auto id = token_with_text(data, text))
      data.types[static_cast<std::size_t>(id->value)] = TokenType::kControl;
  }
}

// The template called "default" where tokenizer_config.json lists several by name.
std::string template_of(const Json& config) {
  const Json& value = json_member(config, "chat_template");
  if (!value.is_array()) return json_text(config, "chat_template");
  for (const Json& named : value)
    if (json_text(named, "name") == "default") return json_text(named, "template");
  return {};
}

Status read_chat_template(const fs::path& folder, const Json& config, TokenizerData& data) {
  const fs::path file = folder / "chat_template.jinja";
  if (!is_file(file)) {
    data.chat_template = template_of(config);
    return {};
  }
  LLADA_TRY(text, read_text_file(file));
  data.chat_template = std::move(text);
  return {};
}

// Models round their vocabulary up; the tokens in between have no text.
void pad_to_model(const Json& model, TokenizerData& data) {
  for (const char* key : {"embedding_size", "vocab_size"}) {
    if (const auto last = id_member(model, key))
      pad_vocabulary(data, static_cast<std::size_t>(last->value));
  }
}

Status finish(const fs::path& folder, const FolderConfigs& configs,
              const TokenizerOverrides& overrides, TokenizerData& data) {
  pad_to_model(configs.model, data);
  read_special(configs, data);
  apply_overrides(overrides, data.special);
  mark_additional_specials(configs.tokenizer, data);
  mark_additional_specials(configs.special_tokens, data);
  data.add_bos = json_flag(configs.tokenizer, "add_bos_token", false);
  LLADA_CHECK(read_chat_template(folder, configs.tokenizer, data));
  return settle_vocabulary(data);
}

Result<TokenizerData> from_tokenizer_json(const fs::path& folder, const FolderConfigs& configs,
                                          const TokenizerOverrides& overrides) {
  const fs::path path = folder / "tokenizer.json";
  TokenizerData data;
  LLADA_TRY(document, read_json_file(path));
  if (auto status = read_hf_tokenizer(document, overrides, data); !status)
    return fail_at(path.string(), status.error());
  if (auto status = finish(folder, configs, overrides, data); !status)
    return fail_at(folder.string(), status.error());
  if (auto status = read_hf_merges(document, data); !status)
    return fail_at(path.string(), status.error());
  return data;
}

Result<TokenizerData> from_separate_files(const fs::path& folder, const FolderConfigs& configs,
                                          const TokenizerOverrides& overrides) {
  TokenizerData data;
  LLADA_CHECK(read_class(configs.tokenizer, overrides, data));
  LLADA_CHECK(read_separate_vocabulary(folder, configs.tokenizer, data));
  LLADA_CHECK(finish(folder, configs, overrides, data));
  LLADA_TRY(text, read_text_file(folder / "merges.txt"));
  const StringTable lines = merge_lines(text);
  LLADA_CHECK(resolve_merges(
      data, lines.size(), [&](std::size_t i) { return lines[i]; }, "merges.txt"));
  return data;
}

Result<TokenizerData> read_folder(const fs::path& folder, const TokenizerOverrides& overrides) {
  LLADA_TRY(configs, read_configs(folder));
  if (is_file(folder / "tokenizer.json")) return from_tokenizer_json(folder, configs, overrides);
  if (is_file(folder / "vocab.json") && is_file(folder / "merges.txt")) {
    auto data = from_separate_files(folder, configs, overrides);
    if (!data) return fail_at(folder.string(), std::move(data).error());
    return data;
  }
  return fail(ErrorCode::kNotFound,
              "{}: no tokenizer.json, and no vocab.json with merges.txt; a model folder needs one "
              "or the other",
              folder.string());
}

}  // namespace

Result<TokenizerData> tokenizer_from_hf_folder(const fs::path& folder,
                                               const TokenizerOverrides& overrides) {
  return guard_allocation("tokenizer", [&] { return read_folder(folder, overrides); });
}

Result<TokenizerData> tokenizer_from_json(std::string_view tokenizer_json,
                                          const TokenizerOverrides& overrides) {
  return guard_allocation("tokenizer", [&]() -> Result<TokenizerData> {
    TokenizerData data;
    LLADA_TRY(document, parse_json(tokenizer_json));
    LLADA_CHECK(read_hf_tokenizer(document, overrides, data));
    apply_overrides(overrides, data.special);
    LLADA_CHECK(settle_vocabulary(data));
    LLADA_CHECK(read_hf_merges(document, data));
    return data;
  });
}

}  // namespace llada
