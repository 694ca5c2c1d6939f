#include "text/pre_tokenizer.h"

#include <algorithm>
#include <limits>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "text/utf8.h"

namespace llada {
namespace {

// White space is spelled out as Unicode's White_Space property: the library's own \s adds U+180E.
// Letters and numbers are Unicode's L and N. Each alternative either matches at once or scans one
// run and gives back at most its tail, so a match backtracks at most once per byte of its run; the
// runs of two successive pieces overlap at most once. Cutting a text is therefore linear in its
// length.
#define WHITE R"(\t-\r\x{85}\p{Z})"
#define CONTRACTION R"('s|'t|'re|'ve|'m|'ll|'d)"
#define SPACE_TAIL "[" WHITE "]+(?![^" WHITE "])|[" WHITE "]+"
#define WORD_OR_NUMBER(digits) R"((?i:)" CONTRACTION R"()|[^\r\n\p{L}\p{N}]?\p{L}+|)" digits
#define PUNCTUATION_OR_NEWLINES " ?[^" WHITE R"(\p{L}\p{N}]+[\r\n]*|[)" WHITE R"(]*[\r\n]+|)"

constexpr std::string_view kGpt2Pattern =
    CONTRACTION R"(| ?\p{L}+| ?\p{N}+| ?[^)" WHITE R"(\p{L}\p{N}]+|)" SPACE_TAIL;
constexpr std::string_view kLlama3Pattern =
    WORD_OR_NUMBER(R"(\p{N}{1,3}|)") PUNCTUATION_OR_NEWLINES SPACE_TAIL;
constexpr std::string_view kQwen2Pattern =
    WORD_OR_NUMBER(R"(\p{N}|)") PUNCTUATION_OR_NEWLINES SPACE_TAIL;

#undef WHITE
#undef CONTRACTION
#undef SPACE_TAIL
#undef WORD_OR_NUMBER
#undef PUNCTUATION_OR_NEWLINES

std::string_view pattern_of(SplitRule rule) {
  if (rule == SplitRule::kGpt2) return kGpt2Pattern;
  return rule == SplitRule::kLlama3 ? kLlama3Pattern : kQwen2Pattern;
}

// Backtracks that a match over `text_bytes` may need, with room to spare.
std::uint32_t enough_matches(std::size_t text_bytes) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::min(kMost, 16 * (text_bytes + 4096)));
}

constexpr std::uint32_t kHeapLimitKib = 20000;  // the interpreter's frames, used where JIT is not

}  // namespace

struct PreTokenizer::Code {
  pcre2_code* code = nullptr;
  ~Code() { pcre2_code_free(code); }
};

PreTokenizer::PreTokenizer(PreTokenizer&&) noexcept = default;
PreTokenizer& PreTokenizer::operator=(PreTokenizer&&) noexcept = default;
PreTokenizer::~PreTokenizer() = default;

Result<PreTokenizer> PreTokenizer::create(SplitRule rule, std::uint32_t match_limit) {
  const std::string_view pattern = pattern_of(rule);
  int error = 0;
  PCRE2_SIZE error_at = 0;
  PreTokenizer made;
  made.match_limit_ = match_limit;
  made.code_ = std::make_unique<Code>();
  made.code_->code =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                    PCRE2_UTF | PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK, &error, &error_at, nullptr);
  if (!made.code_->code) {
    return fail(ErrorCode::kInternal, "pre-tokenizer pattern: PCRE2 error {} at byte {}", error,
                error_at);
  }
  // Where memory may not be both written and run, the interpreter serves.
  pcre2_jit_compile(made.code_->code, PCRE2_JIT_COMPLETE);
  return made;
}

struct PieceCursor::Match {
  pcre2_match_data* data = nullptr;
  pcre2_match_context* context = nullptr;
  bool gave_up = false;

  Match(const pcre2_code* code, std::uint32_t limit) {
    data = pcre2_match_data_create_from_pattern(code, nullptr);
    context = pcre2_match_context_create(nullptr);
    gave_up = !data || !context;
    if (gave_up) return;
    pcre2_set_match_limit(context, limit);
    pcre2_set_depth_limit(context, limit);
    pcre2_set_heap_limit(context, kHeapLimitKib);
  }
  ~Match() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
  }

  // Bytes of the piece at `at` of `segment`; 0 if there is no match.
  std::size_t run(const pcre2_code* code, std::string_view segment, std::size_t at) {
    const int groups = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(segment.data()),
                                   segment.size(), at, PCRE2_NO_UTF_CHECK, data, context);
    if (groups < 0) return 0;
    return pcre2_get_ovector_pointer(data)[1] - at;
  }
};

PieceCursor::PieceCursor(const PreTokenizer& pre_tokenizer, std::string_view text)
    : pre_tokenizer_(pre_tokenizer), rest_(text) {
  const std::uint32_t given = pre_tokenizer.match_limit_;
  match_ = std::make_unique<Match>(pre_tokenizer.code_->code,
                                   given ? given : enough_matches(text.size()));
}

PieceCursor::~PieceCursor() = default;

std::string_view PieceCursor::next() {
  if (at_ == segment_.size()) {
    segment_ = rest_.substr(0, valid_utf8_prefix_bytes(rest_));
    at_ = 0;
    rest_.remove_prefix(segment_.size());
    if (segment_.empty()) {
      const std::string_view invalid = rest_.substr(0, invalid_utf8_prefix_bytes(rest_));
      rest_.remove_prefix(invalid.size());
      return invalid;
    }
  }
  const std::size_t bytes = piece_bytes();
  at_ += bytes;
  return segment_.substr(at_ - bytes, bytes);
}

std::size_t PieceCursor::piece_bytes() {
  if (!match_->gave_up) {
    const std::size_t bytes = match_->run(pre_tokenizer_.code_->code, segment_, at_);
    if (bytes > 0) return bytes;
    match_->gave_up = true;
  }
  return first_code_point(segment_.substr(at_)).bytes;
}

}  // namespace llada
