#include "text/tokenizer.h"

#include <charconv>
#include <utility>

#include "formats/allocation_guard.h"
#include "text/bpe_merger.h"
#include "text/byte_map.h"
#include "text/normalizer.h"
#include "text/utf8.h"

namespace llada {
namespace {

constexpr TokenId kNoToken(-1);

std::size_t index_of(TokenId token) { return static_cast<std::size_t>(token.value); }

bool is_special(TokenType type) {
  return type == TokenType::kControl || type == TokenType::kUserDefined;
}

// "<0x41>", checked when the vocabulary was settled.
std::string byte_of_spelling(std::string_view spelling) {
  unsigned byte = 0;
  std::from_chars(spelling.data() + 3, spelling.data() + 5, byte, 16);
  return {static_cast<char>(byte)};
}

struct TokenBytes {
  StringTable bytes;
  std::vector<bool> from_alphabet;  // normal tokens spelled in the byte alphabet
};

// Normal tokens are spelled in the byte alphabet; one that is not stands for its spelling, as do
// the special ones.
TokenBytes bytes_of_tokens(const TokenizerData& data) {
  TokenBytes all;
  for (std::size_t id = 0; id < data.tokens.size(); ++id) {
    const std::string_view spelling = data.tokens[id];
    std::optional<std::string> bytes;
    if (data.types[id] == TokenType::kNormal) bytes = spelling_to_bytes(spelling);
    all.from_alphabet.push_back(bytes.has_value());
    if (data.types[id] == TokenType::kByte) bytes = byte_of_spelling(spelling);
    all.bytes.push_back(bytes ? *bytes : spelling);
  }
  return all;
}

std::vector<bool> used_tokens(const TokenizerData& data) {
  std::vector<bool> used;
  for (const TokenType type : data.types) used.push_back(type != TokenType::kUnused);
  return used;
}

SpecialMatcher matcher_of(const TokenizerData& data, bool control_too) {
  std::vector<TokenId> tokens;
  for (std::size_t id = 0; id < data.types.size(); ++id) {
    if (data.types[id] == TokenType::kUserDefined ||
        (control_too && data.types[id] == TokenType::kControl))
      tokens.emplace_back(static_cast<std::int32_t>(id));
  }
  return {data.tokens, std::move(tokens)};
}

}  // namespace

Tokenizer::Tokenizer(TokenizerData data, PreTokenizer pre_tokenizer)
    : data_(std::move(data)), pre_tokenizer_(std::move(pre_tokenizer)) {}

Result<Tokenizer> Tokenizer::create(TokenizerData data) {
  return guard_allocation("tokenizer", [&]() -> Result<Tokenizer> {
    LLADA_TRY(rule, require_split_rule(data.pre_tokenizer));
    LLADA_TRY(pre_tokenizer, PreTokenizer::create(rule));
    Tokenizer made(std::move(data), std::move(pre_tokenizer));
    LLADA_CHECK(made.index_tokens());
    return made;
  });
}

Status Tokenizer::index_tokens() {
  LLADA_TRY(merges, MergeTable::build(data_.merges));
  merges_ = std::move(merges);
  LLADA_TRY(by_spelling, TextIndex::build(data_.tokens, used_tokens(data_)));
  by_spelling_ = std::move(by_spelling);
  TokenBytes all = bytes_of_tokens(data_);
  bytes_ = std::move(all.bytes);
  if (data_.ignore_merges) {
    LLADA_TRY(by_bytes, TextIndex::build(bytes_, all.from_alphabet));
    by_bytes_ = std::move(by_bytes);
  }
  user_defined_ = matcher_of(data_, false);
  all_special_ = matcher_of(data_, true);
  find_byte_tokens();
  return {};
}

void Tokenizer::find_byte_tokens() {
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::string spelling;
    append_utf8(spelling, byte_to_character(static_cast<std::uint8_t>(byte)));
    const auto token = find_token(spelling);
    byte_tokens_[byte] = token && token_type(*token) == TokenType::kNormal ? *token : kNoToken;
  }
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, EncodeOptions options) const {
  std::vector<TokenId> tokens;
  encode_part(text, options.parse_special, tokens);
  const auto& bos = data_.special.bos;
  const bool wants_bos = options.add_bos && data_.add_bos && bos;
  if (wants_bos && (tokens.empty() || tokens.front() != *bos)) tokens.insert(tokens.begin(), *bos);
  return tokens;
}

void Tokenizer::encode_part(std::string_view text, bool parse_special,
                            std::vector<TokenId>& tokens) const {
  const SpecialMatcher& matcher = parse_special ? all_special_ : user_defined_;
  BpeMerger merger(merges_);
  while (const auto match = matcher.find(data_.tokens, text)) {
    encode_plain(text.substr(0, match->at), merger, tokens);
    tokens.push_back(match->token);
    text.remove_prefix(match->at + match->bytes);
  }
  encode_plain(text, merger, tokens);
}

void Tokenizer::encode_plain(std::string_view text, BpeMerger& merger,
                             std::vector<TokenId>& tokens) const {
  if (text.empty()) return;
  const std::string normal = data_.nfc ? to_nfc(text) : std::string();
  PieceCursor pieces(pre_tokenizer_, data_.nfc ? normal : text);
  for (auto piece = pieces.next(); !piece.empty(); piece = pieces.next())
    encode_piece(piece, merger, tokens);
}

void Tokenizer::encode_piece(std::string_view piece, BpeMerger& merger,
                             std::vector<TokenId>& tokens) const {
  if (data_.ignore_merges) {
    if (const auto whole = by_bytes_.find(bytes_, piece)) {
      tokens.push_back(*whole);
      return;
    }
  }
  std::vector<TokenId> symbols;
  spell(piece, symbols);
  merger.merge(symbols);
  tokens.insert(tokens.end(), symbols.begin(), symbols.end());
}

void Tokenizer::spell(std::string_view piece, std::vector<TokenId>& symbols) const {
  for (const char byte : piece) {
    const TokenId token = byte_tokens_[static_cast<std::uint8_t>(byte)];
    if (token != kNoToken) {
      symbols.push_back(token);
    } else if (data_.special.unk) {
      symbols.push_back(*data_.special.unk);
    }
  }
}

std::string Tokenizer::decode(std::span<const TokenId> tokens, DecodeOptions options) const {
  std::string text;
  for (const TokenId token : tokens) {
    const TokenType type = token_type(token);
    const bool hidden = type == TokenType::kControl || type == TokenType::kUnused;
    if (!(hidden && options.skip_special)) text.append(token_bytes(token));
  }
  return text;
}

bool Tokenizer::contains(TokenId token) const {
  return token.value >= 0 && index_of(token) < size();
}

std::string_view Tokenizer::token_bytes(TokenId token) const {
  return contains(token) ? bytes_[index_of(token)] : std::string_view();
}

std::string_view Tokenizer::token_text(TokenId token) const {
  return contains(token) ? data_.tokens[index_of(token)] : std::string_view();
}

TokenType Tokenizer::token_type(TokenId token) const {
  return contains(token) ? data_.types[index_of(token)] : TokenType::kUnused;
}

std::optional<TokenId> Tokenizer::find_token(std::string_view spelling) const {
  return by_spelling_.find(data_.tokens, spelling);
}

std::optional<TokenId> Tokenizer::find_special(std::string_view text) const {
  const auto token = find_token(text);
  return token && is_special(token_type(*token)) ? token : std::nullopt;
}

}  // namespace llada
