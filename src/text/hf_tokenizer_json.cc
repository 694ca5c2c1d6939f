#include "text/hf_tokenizer_json.h"

#include "text/hf_json.h"
#include "text/hf_vocabulary.h"
#include "text/pre_tokenizer.h"
#include "text/quote.h"

namespace llada {
namespace {

Status check_model(const Json& model) {
  const std::string type = json_text(model, "type");
  if (!type.empty() && type != "BPE") {
    return fail(ErrorCode::kUnsupported, "model.type: {}; only BPE is supported", quote_text(type));
  }
  if (json_flag(model, "byte_fallback", false)) {
    return fail(ErrorCode::kUnsupported,
                "model.byte_fallback: true (SentencePiece); only byte-level BPE is supported");
  }
  for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
    if (const std::string affix = json_text(model, key); !affix.empty()) {
      return fail(ErrorCode::kUnsupported, "model.{}: {}; byte-level BPE has none", key,
                  quote_text(affix));
    }
  }
  return {};
}

Status add_added_token(const Json& token, HfVocabulary& vocabulary) {
  const Json& content = json_member(token, "content");
  const Json& id = json_member(token, "id");
  if (!content.is_string() || !id.is_number_integer()) {
    return fail(ErrorCode::kFormat, "needs a text `content` and a whole number `id`");
  }
  const auto type =
      json_flag(token, "special", false) ? TokenType::kControl : TokenType::kUserDefined;
  return vocabulary.add_special(content.get_ref<const std::string&>(), id.get<std::int64_t>(), type,
                                false);
}

Status read_vocabulary(const Json& document, TokenizerData& data) {
  HfVocabulary vocabulary;
  const Json& model = json_member(document, "model");
  LLADA_CHECK(vocabulary.add_all(json_member(model, "vocab"), TokenType::kNormal, "model.vocab"));
  const Json& added = json_member(document, "added_tokens");
  for (std::size_t i = 0; added.is_array() && i < added.size(); ++i) {
    if (auto status = add_added_token(added[i], vocabulary); !status)
      return fail_at(fmt::format("added_tokens[{}]", i), status.error());
  }
  vocabulary.move_to(data);
  return {};
}

// null, NFC, or a sequence of these.
Status read_normalizer(const Json& normalizer, TokenizerData& data) {
  if (normalizer.is_null()) return {};
  const std::string type = json_text(normalizer, "type");
  if (type == "Sequence") {
    for (const Json& part : json_member(normalizer, "normalizers"))
      LLADA_CHECK(read_normalizer(part, data));
    return {};
  }
  if (type != "NFC") {
    return fail(ErrorCode::kUnsupported, "normalizer.type: {}; only NFC is supported",
                quote_text(type));
  }
  data.nfc = true;
  return {};
}

// The regular expression of a `Split`, or GPT-2's own for a `ByteLevel` that splits; empty for a
// `ByteLevel` that only spells bytes.
Result<std::string> pattern_of(const Json& part) {
  constexpr const char* kGpt2Regex =
      R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
  const std::string type = json_text(part, "type");
  if (type == "ByteLevel" && !json_flag(part, "add_prefix_space", true))
    return json_flag(part, "use_regex", true) ? kGpt2Regex : "";
  const std::string regex = json_text(json_member(part, "pattern"), "Regex");
  const bool cuts_around_matches =
      json_text(part, "behavior") == "Isolated" && !json_flag(part, "invert", false);
  if (type == "Split" && !regex.empty() && cuts_around_matches) return regex;
  return fail(ErrorCode::kUnsupported,
              "pre_tokenizer: a {} with these settings is not supported; if a known pre-tokenizer "
              "({}) cuts text the same way, choose it with --pre-tokenizer NAME",
              quote_text(type), pre_tokenizer_names());
}

// One pattern and one ByteLevel, in a sequence or alone.
Result<std::string> the_pattern(const Json& pre_tokenizer) {
  if (json_text(pre_tokenizer, "type") != "Sequence") return pattern_of(pre_tokenizer);
  std::string only;
  for (const Json& part : json_member(pre_tokenizer, "pretokenizers")) {
    LLADA_TRY(pattern, pattern_of(part));
    if (!pattern.empty() && !only.empty()) {
      return fail(ErrorCode::kUnsupported,
                  "pre_tokenizer: more than one split pattern; choose a known pre-tokenizer ({}) "
                  "with --pre-tokenizer NAME",
                  pre_tokenizer_names());
    }
    if (!pattern.empty()) only = pattern;
  }
  return only;
}

Status recognise_pre_tokenizer(const Json& pre_tokenizer, TokenizerData& data) {
  LLADA_TRY(pattern, the_pattern(pre_tokenizer));
  const auto name = pre_tokenizer_for_regex(pattern);
  if (!name) {
    return fail(ErrorCode::kUnsupported,
                "pre_tokenizer: the split pattern {} is not known; if a known pre-tokenizer ({}) "
                "cuts text the same way, choose it with --pre-tokenizer NAME",
                quote_text(pattern), pre_tokenizer_names());
  }
  data.pre_tokenizer = *name;
  return {};
}

Status read_pre_tokenizer(const Json& document, const TokenizerOverrides& overrides,
                          TokenizerData& data) {
  if (!overrides.pre_tokenizer)
    return recognise_pre_tokenizer(json_member(document, "pre_tokenizer"), data);
  data.pre_tokenizer = *overrides.pre_tokenizer;
  const auto rule = require_split_rule(data.pre_tokenizer);
  return rule ? Status() : fail_at("--pre-tokenizer", rule.error());
}

std::string_view merge_line(const Json& merge, std::string& scratch) {
  if (merge.is_string()) return merge.get_ref<const std::string&>();
  if (!merge.is_array() || merge.size() != 2 || !merge[0].is_string() || !merge[1].is_string())
    return {};
  scratch = merge[0].get_ref<const std::string&>();
  scratch += ' ';
  return scratch += merge[1].get_ref<const std::string&>();
}

}  // namespace

Status read_hf_tokenizer(const Json& document, const TokenizerOverrides& overrides,
                         TokenizerData& data) {
  const Json& model = json_member(document, "model");
  LLADA_CHECK(check_model(model));
  LLADA_CHECK(read_pre_tokenizer(document, overrides, data));
  LLADA_CHECK(read_normalizer(json_member(document, "normalizer"), data));
  data.ignore_merges = json_flag(model, "ignore_merges", false);
  return read_vocabulary(document, data);
}

Status read_hf_merges(const Json& document, TokenizerData& data) {
  const Json& merges = json_member(json_member(document, "model"), "merges");
  if (!merges.is_array()) return fail(ErrorCode::kFormat, "model.merges: not an array");
  std::string scratch;
  const auto line = [&](std::size_t i) { return merge_line(merges[i], scratch); };
  return resolve_merges(data, merges.size(), line, "model.merges");
}

}  // namespace llada
