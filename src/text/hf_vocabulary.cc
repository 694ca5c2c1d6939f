#include "text/hf_vocabulary.h"

#include "text/quote.h"

namespace llada {

Status HfVocabulary::check_id(std::string_view text, std::int64_t id) const {
  if (id >= 0 && static_cast<std::uint64_t>(id) < kMaxVocabulary) return {};
  return fail(ErrorCode::kFormat, "token {} has id {}; ids are 0 to {}", quote_text(text), id,
              kMaxVocabulary - 1);
}

HfVocabulary::Entry& HfVocabulary::entry(std::int64_t id) {
  const auto index = static_cast<std::size_t>(id);
  if (index >= entries_.size()) entries_.resize(index + 1);
  return entries_[index];
}

std::string_view HfVocabulary::text_of(const Entry& entry) const {
  return std::string_view(bytes_).substr(entry.begin, entry.bytes);
}

void HfVocabulary::set(Entry& entry, std::string_view text, TokenType type) {
  entry = {bytes_.size(), text.size(), type, true};
  bytes_.append(text);
}

Status HfVocabulary::add_all(const Json& vocab, TokenType type, std::string_view where) {
  if (!vocab.is_object()) return fail(ErrorCode::kFormat, "{}: not an object of ids", where);
  for (const auto& [text, value] : vocab.items()) {
    if (!value.is_number_integer()) {
      return fail(ErrorCode::kFormat, "{}.{}: the id is not a whole number", where,
                  quote_text(text));
    }
    const auto id = value.get<std::int64_t>();
    if (auto valid = check_id(text, id); !valid) return fail_at(where, valid.error());
    Entry& taken = entry(id);
    if (taken.named) {
      return fail(ErrorCode::kFormat, "{}: {} and {} both have id {}", where,
                  quote_text(text_of(taken)), quote_text(text), id);
    }
    set(taken, text, type);
  }
  return {};
}

Status HfVocabulary::add_special(std::string_view text, std::int64_t id, TokenType type,
                                 bool renames) {
  LLADA_CHECK(check_id(text, id));
  Entry& taken = entry(id);
  if (taken.named && text_of(taken) == text) {
    taken.type = type;
    return {};
  }
  if (taken.named && !renames) {
    return fail(ErrorCode::kFormat, "added token {} has id {}, which is {}", quote_text(text), id,
                quote_text(text_of(taken)));
  }
  set(taken, text, type);
  return {};
}

void HfVocabulary::move_to(TokenizerData& data) {
  data.tokens.reserve(entries_.size(), bytes_.size());
  for (const Entry& entry : entries_) {
    if (entry.named) {
      data.tokens.push_back(text_of(entry));
      data.types.push_back(entry.type);
    } else {
      pad_vocabulary(data, data.tokens.size() + 1);
    }
  }
  *this = {};
}

}  // namespace llada
