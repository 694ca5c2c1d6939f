// Byte-level BPE: text to tokens and back. Any bytes can be encoded, valid UTF-8 or not, and
// decode() gives them back. Immutable once made: one tokenizer serves any number of threads.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "text/merge_table.h"
#include "text/pre_tokenizer.h"
#include "text/special_matcher.h"
#include "text/text_index.h"
#include "text/tokenizer_data.h"

namespace llada {

struct EncodeOptions {
  // Puts BOS first if the vocabulary asks for it (add_bos) and the text does not begin with it.
  bool add_bos = false;
  // Whether "<|mask|>" and the like, written out in the text, become those tokens. False for
  // anything a user wrote: a literal mask in a prompt is text.
  bool parse_special = false;
};

struct DecodeOptions {
  bool skip_special = true;  // control and unused tokens give no text
};

class BpeMerger;

class Tokenizer {
 public:
  // From data that a loader returned (it has checked them; see tokenizer_data.h).
  // Errors: kUnsupported for an unknown pre-tokenizer, kFormat for a vocabulary made to stall us.
  static Result<Tokenizer> create(TokenizerData data);

  // Takes O(n log n) time for n bytes, whatever they are. Bytes that the vocabulary cannot spell
  // become its unknown token; without one they are left out. With data().nfc the text is normalised
  // first, so decode(encode(text)) is NFC(text). Throws only std::bad_alloc.
  [[nodiscard]] std::vector<TokenId> encode(std::string_view text,
                                            EncodeOptions options = {}) const;

  // Bytes, not text: a code point may be split between tokens (see Utf8Stream). Ids outside the
  // vocabulary give nothing.
  [[nodiscard]] std::string decode(std::span<const TokenId> tokens,
                                   DecodeOptions options = {}) const;

  [[nodiscard]] std::size_t size() const { return data_.tokens.size(); }
  [[nodiscard]] bool contains(TokenId token) const;

  // The bytes a token stands for, special or not; its spelling in the vocabulary; its type. For ids
  // outside the vocabulary: empty, empty, kUnused.
  [[nodiscard]] std::string_view token_bytes(TokenId token) const;
  [[nodiscard]] std::string_view token_text(TokenId token) const;
  [[nodiscard]] TokenType token_type(TokenId token) const;

  // The token that the vocabulary spells so; of special tokens (control or user-defined) only.
  [[nodiscard]] std::optional<TokenId> find_token(std::string_view spelling) const;
  [[nodiscard]] std::optional<TokenId> find_special(std::string_view text) const;

  [[nodiscard]] const SpecialTokens& special() const { return data_.special; }
  [[nodiscard]] const TokenizerData& data() const { return data_; }

 private:
  explicit Tokenizer(TokenizerData data, PreTokenizer pre_tokenizer);

  Status index_tokens();
  void find_byte_tokens();
  void encode_part(std::string_view text, bool parse_special, std::vector<TokenId>& tokens) const;
  void encode_plain(std::string_view text, BpeMerger& merger, std::vector<TokenId>& tokens) const;
  void encode_piece(std::string_view piece, BpeMerger& merger, std::vector<TokenId>& tokens) const;
  void spell(std::string_view piece, std::vector<TokenId>& symbols) const;

  TokenizerData data_;
  PreTokenizer pre_tokenizer_;
  MergeTable merges_;
  StringTable bytes_;      // what each token stands for
  TextIndex by_spelling_;  // over data_.tokens
  TextIndex by_bytes_;     // over bytes_, normal tokens only; empty unless ignore_merges
  SpecialMatcher user_defined_;
  SpecialMatcher all_special_;
  std::array<TokenId, 256>
      byte_tokens_;  // where BPE starts from; -1: the vocabulary lacks the byte
};

}  // namespace llada
