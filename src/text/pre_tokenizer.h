// Cuts text into the pieces inside which BPE merges: words, numbers, punctuation, white space. The
// cut is a fact of the vocabulary: with another one the model sees token sequences it was not
// trained on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace llada {

// Names are GGUF's tokenizer.ggml.pre. The `bailingmoe` family (LLaDA-8B, LLaDA-MoE, LLaDA2) writes
// the pattern of `qwen2` differently: contractions as '(s d m t ll ve re), possessive quantifiers,
// and \s*[\r\n] where that has \s*[\r\n]+. As \s* takes all white space and gives back only what
// follows the last newline, both cut every text at the same places.
enum class SplitRule {
  kGpt2,    // digits in runs, a leading space joins any piece
  kLlama3,  // digits in groups of three, newlines join punctuation and white space
  kQwen2,   // as llama3 with single digits
};

// nullopt for a name we do not know.
[[nodiscard]] std::optional<SplitRule> split_rule(std::string_view name);

// The rule for `name`. Errors: kUnsupported, naming the known ones and --pre-tokenizer.
Result<SplitRule> require_split_rule(std::string_view name);

// All names, comma-separated, for error messages and help.
[[nodiscard]] std::string pre_tokenizer_names();

// The name for a Split pattern of a tokenizer.json, however it is written; nullopt if none matches.
[[nodiscard]] std::optional<std::string_view> pre_tokenizer_for_regex(std::string_view regex);

// What llama.cpp takes for granted under this name: a whole piece in the vocabulary is one token.
[[nodiscard]] bool rule_ignores_merges(SplitRule rule);

class PieceCursor;

class PreTokenizer {
 public:
  // `match_limit`: how often one match may backtrack; 0 is a bound that no text reaches (linear in
  // the text, see the source). Errors: kInternal if the pattern library refuses the pattern.
  static Result<PreTokenizer> create(SplitRule rule, std::uint32_t match_limit = 0);
  PreTokenizer(PreTokenizer&&) noexcept;
  PreTokenizer& operator=(PreTokenizer&&) noexcept;
  ~PreTokenizer();

 private:
  friend class PieceCursor;
  struct Code;
  PreTokenizer() = default;

  std::unique_ptr<Code> code_;
  std::uint32_t match_limit_ = 0;
};

// The pieces of one text, in order; together they are the text, byte for byte. A run of bytes that
// are not UTF-8 is a piece of its own, and the text before it is cut as if it ended there. Should
// the pattern library give up (its limit), the rest is cut into code points: never a hang, never
// lost text. `pre_tokenizer` and `text` must outlive the cursor.
class PieceCursor {
 public:
  PieceCursor(const PreTokenizer& pre_tokenizer, std::string_view text);
  ~PieceCursor();
  PieceCursor(const PieceCursor&) = delete;
  PieceCursor& operator=(const PieceCursor&) = delete;

  // Empty at the end of the text.
  [[nodiscard]] std::string_view next();

 private:
  struct Match;
  [[nodiscard]] std::size_t piece_bytes();

  std::string_view rest_;     // of the text
  std::string_view segment_;  // the valid UTF-8 that is being cut
  std::size_t at_ = 0;        // in segment_
  std::unique_ptr<Match> match_;
};

}  // namespace llada
