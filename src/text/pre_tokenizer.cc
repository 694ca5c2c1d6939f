#include "text/pre_tokenizer.h"

#include <algorithm>
#include <limits>
#include <new>

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

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatchData {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct FreeContext {
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

// PCRE2 answers null where C++ would throw.
template <class Owner>
Owner allocated(typename Owner::pointer made) {
  if (!made) throw std::bad_alloc();
  return Owner(made);
}

}  // namespace

struct PreTokenizer::Code {
  std::unique_ptr<pcre2_code, FreeCode> code;
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
  pcre2_code* code =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                    PCRE2_UTF | PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK, &error, &error_at, nullptr);
  if (!code) {
    return fail(ErrorCode::kInternal, "pre-tokenizer pattern: PCRE2 error {} at byte {}", error,
                error_at);
  }
  made.code_->code.reset(code);
  // Where memory may not be both written and run, the interpreter serves.
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  return made;
}

struct PieceCursor::Match {
  using Data = std::unique_ptr<pcre2_match_data, FreeMatchData>;
  using Context = std::unique_ptr<pcre2_match_context, FreeContext>;

  const pcre2_code* code;
  Data data;
  Context context;
  bool gave_up = false;

  Match(const pcre2_code* pattern, std::uint32_t limit)
      : code(pattern),
        data(allocated<Data>(pcre2_match_data_create_from_pattern(code, nullptr))),
        context(allocated<Context>(pcre2_match_context_create(nullptr))) {
    pcre2_set_match_limit(context.get(), limit);
    pcre2_set_depth_limit(context.get(), limit);
    pcre2_set_heap_limit(context.get(), kHeapLimitKib);
  }

  // Bytes of the piece at `at` of `segment`; 0 if there is no match.
  std::size_t run(std::string_view segment, std::size_t at) {
    const int groups =
        pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(segment.data()), segment.size(), at,
                    PCRE2_NO_UTF_CHECK, data.get(), context.get());
    if (groups == PCRE2_ERROR_NOMEMORY) throw std::bad_alloc();
    return groups < 0 ? 0 : pcre2_get_ovector_pointer(data.get())[1] - at;
  }
};

PieceCursor::PieceCursor(const PreTokenizer& pre_tokenizer, std::string_view text) : rest_(text) {
  const std::uint32_t given = pre_tokenizer.match_limit_;
  match_ = std::make_unique<Match>(pre_tokenizer.code_->code.get(),
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
    const std::size_t bytes = match_->run(segment_, at_);
    if (bytes > 0) return bytes;
    match_->gave_up = true;
  }
  return first_code_point(segment_.substr(at_)).bytes;
}

}  // namespace llada
