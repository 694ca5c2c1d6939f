// What a model file says about its byte-level BPE tokenizer, checked and in compact form. Not here:
// encoding and decoding (tokenizer.h), reading files (tokenizer_loaders.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "text/string_table.h"

namespace llada {

// The numbers are those of GGUF's tokenizer.ggml.token_type.
enum class TokenType : std::uint8_t {
  kNormal = 1,       // made by merges; spelled in the byte alphabet (byte_map.h)
  kUnknown = 2,      // stands for what cannot be spelled
  kControl = 3,      // special: its text in a prompt is only text, unless asked for
  kUserDefined = 4,  // its text in a prompt always becomes this token
  kUnused = 5,       // padding of the vocabulary: never encoded, never found by text
  kByte = 6,         // spelled <0xHH>
};

// Merge number r of the vocabulary has rank r: the lowest rank that applies is done first.
struct Merge {
  TokenId left;
  TokenId right;
  TokenId result;
};

struct SpecialTokens {
  std::optional<TokenId> bos;   // start of the text
  std::optional<TokenId> eos;   // end of the text
  std::optional<TokenId> eot;   // end of a chat turn
  std::optional<TokenId> mask;  // a position still to be denoised
  std::optional<TokenId> pad;
  std::optional<TokenId> unk;
};

struct TokenizerData {
  StringTable tokens;  // as spelled in the file, index = TokenId
  std::vector<TokenType> types;
  std::vector<Merge> merges;
  std::string pre_tokenizer;  // a name that split_rule() knows
  SpecialTokens special;
  bool add_bos = false;        // the model wants BOS in front of a text
  bool ignore_merges = false;  // a piece that is a token as a whole is not merged from its bytes
  bool nfc = false;            // normalise text to NFC first (Hugging Face's normalizer)
  std::string chat_template;   // Jinja, empty if the model has none
};

// Bounds on what a file may claim. The longest real tokens are 256 bytes (128 spaces, spelled).
inline constexpr std::size_t kMaxVocabulary = std::size_t{1} << 20;
inline constexpr std::size_t kMaxMerges = std::size_t{1} << 21;
inline constexpr std::size_t kMaxTokenBytes = 8192;
inline constexpr std::size_t kMaxSpecialTokenBytes = 256;

// Checks tokens, types and special ids, finds EOT and mask by their usual texts where the file
// names none, and gives mask, BOS, EOS, EOT and the markers of chat turns the type kControl,
// whatever the file says: a prompt must not be able to spell them. Errors: kFormat, naming the
// token.
Status settle_vocabulary(TokenizerData& data);

// Appends `count` merges; line(i) is merge i as files write it, "left right". A merge whose result
// is not a normal token is left out: text must not be able to spell a special token. Errors:
// kFormat for a line of another form or that names an unknown token, prefixed `where`[i].
Status resolve_merges(TokenizerData& data, std::size_t count,
                      const std::function<std::string_view(std::size_t)>& line,
                      std::string_view where);

// Appends unused tokens "[PADn]" until there are `count` (models round their vocabulary up).
void pad_vocabulary(TokenizerData& data, std::size_t count);

}  // namespace llada
