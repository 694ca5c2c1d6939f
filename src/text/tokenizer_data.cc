#include "text/tokenizer_data.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>

#include "text/quote.h"
#include "text/text_index.h"

namespace llada {
namespace {

bool is_special(TokenType type) {
  return type == TokenType::kControl || type == TokenType::kUserDefined;
}

// A byte token is spelled <0xHH>, with exactly two hexadecimal digits.
bool is_byte_spelling(std::string_view text) {
  if (text.size() != 6 || !text.starts_with("<0x") || text.back() != '>') return false;
  const std::string_view digits = text.substr(3, 2);
  return digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
}

Status check_token(std::size_t id, std::string_view text, TokenType type) {
  const std::size_t limit = is_special(type) ? kMaxSpecialTokenBytes : kMaxTokenBytes;
  if (type == TokenType::kUnused) return {};
  if (text.empty()) return fail(ErrorCode::kFormat, "token {} has no text", id);
  if (text.size() > limit) {
    return fail(ErrorCode::kFormat, "token {} has {} bytes; a token of its type has at most {}", id,
                text.size(), limit);
  }
  if (type == TokenType::kByte && !is_byte_spelling(text)) {
    return fail(ErrorCode::kFormat, "byte token {} is {}; byte tokens are <0x00> to <0xFF>", id,
                quote_text(text));
  }
  return {};
}

Status check_tokens(const TokenizerData& data) {
  const std::size_t count = data.tokens.size();
  if (count == 0 || count > kMaxVocabulary) {
    return fail(ErrorCode::kFormat, "the vocabulary has {} tokens; 1 to {} are allowed", count,
                kMaxVocabulary);
  }
  if (data.types.size() != count) {
    return fail(ErrorCode::kFormat, "{} tokens but {} token types", count, data.types.size());
  }
  for (std::size_t id = 0; id < count; ++id)
    LLADA_CHECK(check_token(id, data.tokens[id], data.types[id]));
  return {};
}

Status check_special(const TokenizerData& data, std::string_view name,
                     const std::optional<TokenId>& id) {
  if (!id) return {};
  if (id->value >= 0 && static_cast<std::size_t>(id->value) < data.tokens.size()) return {};
  return fail(ErrorCode::kFormat, "the {} token is {}; the vocabulary has tokens 0 to {}", name,
              id->value, data.tokens.size() - 1);
}

Status check_specials(const TokenizerData& data) {
  LLADA_CHECK(check_special(data, "bos", data.special.bos));
  LLADA_CHECK(check_special(data, "eos", data.special.eos));
  LLADA_CHECK(check_special(data, "eot", data.special.eot));
  LLADA_CHECK(check_special(data, "mask", data.special.mask));
  LLADA_CHECK(check_special(data, "padding", data.special.pad));
  return check_special(data, "unknown", data.special.unk);
}

std::vector<bool> indexed_tokens(const TokenizerData& data) {
  std::vector<bool> included(data.types.size());
  for (std::size_t id = 0; id < included.size(); ++id)
    included[id] = data.types[id] != TokenType::kUnused;
  return included;
}

// The first of `texts` that is a special token of the vocabulary.
std::optional<TokenId> special_among(const TokenizerData& data, const TextIndex& index,
                                     std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    const auto id = index.find(data.tokens, text);
    if (id && is_special(data.types[static_cast<std::size_t>(id->value)])) return id;
  }
  return std::nullopt;
}

// Ids differ between models that share a text (156895 is <|mask|> in LLaDA-MoE but not in Ling), so
// what the file does not name is looked up by text: LLaDA, LLaDA-MoE and Dream, SDAR, Fast-dLLM,
// Open-dCoder.
void find_unnamed_specials(TokenizerData& data, const TextIndex& index) {
  SpecialTokens& special = data.special;
  if (!special.mask) {
    special.mask = special_among(
        data, index,
        {"<|mdm_mask|>", "<|mask|>", "<|MASK|>", "<MASK>", "|<MASK>|", "<|<MASK>|>", "[MASK]"});
  }
  if (!special.eot)
    special.eot = special_among(data, index, {"<|eot_id|>", "<|im_end|>", "<|role_end|>"});
}

// What opens and closes turns in the known chat formats. Files do not always call these special.
constexpr std::array<std::string_view, 8> kTurnMarkers = {
    "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<role>", "</role>",
    "<|role_end|>",        "<|im_start|>",      "<|im_end|>"};

void make_control(TokenizerData& data, const TextIndex& index) {
  const SpecialTokens& special = data.special;
  std::vector<std::optional<TokenId>> ids = {special.bos, special.eos, special.eot, special.mask};
  for (const std::string_view marker : kTurnMarkers) ids.push_back(index.find(data.tokens, marker));
  for (const auto& id : ids)
    if (id) data.types[static_cast<std::size_t>(id->value)] = TokenType::kControl;
}

struct MergeContext {
  const TokenizerData& data;
  TextIndex index;
  std::string joined = {};
};

Result<TokenId> merge_part(const MergeContext& context, std::string_view text) {
  if (const auto id = context.index.find(context.data.tokens, text)) return *id;
  return fail(ErrorCode::kFormat, "{} is not a token of the vocabulary", quote_text(text));
}

Result<Merge> parse_merge(MergeContext& context, std::string_view line) {
  const std::size_t space = line.find(' ', 1);
  if (space == line.npos || space + 1 == line.size() || line.find(' ', space + 1) != line.npos) {
    return fail(ErrorCode::kFormat, "{} is not two tokens with one space between them",
                quote_text(line));
  }
  const std::string_view left = line.substr(0, space);
  const std::string_view right = line.substr(space + 1);
  context.joined.assign(left).append(right);
  LLADA_TRY(left_id, merge_part(context, left));
  LLADA_TRY(right_id, merge_part(context, right));
  LLADA_TRY(result_id, merge_part(context, context.joined));
  return Merge{left_id, right_id, result_id};
}

}  // namespace

Status settle_vocabulary(TokenizerData& data) {
  LLADA_CHECK(check_tokens(data));
  LLADA_CHECK(check_specials(data));
  LLADA_TRY(index, TextIndex::build(data.tokens, indexed_tokens(data)));
  find_unnamed_specials(data, index);
  make_control(data, index);
  return check_tokens(data);
}

Status resolve_merges(TokenizerData& data, std::size_t count,
                      const std::function<std::string_view(std::size_t)>& line,
                      std::string_view where) {
  if (count > kMaxMerges) {
    return fail(ErrorCode::kFormat, "{}: {} merges; at most {} are allowed", where, count,
                kMaxMerges);
  }
  LLADA_TRY(index, TextIndex::build(data.tokens, indexed_tokens(data)));
  MergeContext context{data, std::move(index)};
  data.merges.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto merge = parse_merge(context, line(i));
    if (!merge) return fail_at(fmt::format("{}[{}]", where, i), std::move(merge).error());
    if (data.types[static_cast<std::size_t>(merge->result.value)] == TokenType::kNormal)
      data.merges.push_back(*merge);
  }
  return {};
}

void pad_vocabulary(TokenizerData& data, std::size_t count) {
  while (data.tokens.size() < count) {
    data.tokens.push_back(fmt::format("[PAD{}]", data.tokens.size()));
    data.types.push_back(TokenType::kUnused);
  }
}

}  // namespace llada
