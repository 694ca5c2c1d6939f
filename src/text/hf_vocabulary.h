// Collects the tokens of a Hugging Face tokenizer, which come in any order and from several files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/json.h"
#include "text/tokenizer_data.h"

namespace llada {

class HfVocabulary {
 public:
  // An object of text -> id, all of type `type`. Errors: kFormat, `where` in front.
  Status add_all(const Json& vocab, TokenType type, std::string_view where);

  // A token that a file gives a type of its own. Where the id is taken: kFormat if by another text,
  // unless `renames` (a later file may correct an earlier one).
  Status add_special(std::string_view text, std::int64_t id, TokenType type, bool renames);

  // Moves everything into `data`; ids that no file named become unused tokens.
  void move_to(TokenizerData& data);

 private:
  struct Entry {
    std::size_t begin = 0;  // in bytes_
    std::size_t bytes = 0;
    TokenType type = TokenType::kUnused;
    bool named = false;
  };

  Status check_id(std::string_view text, std::int64_t id) const;
  Entry& entry(std::int64_t id);
  [[nodiscard]] std::string_view text_of(const Entry& entry) const;
  void set(Entry& entry, std::string_view text, TokenType type);

  std::string bytes_;
  std::vector<Entry> entries_;  // index = id
};

}  // namespace llada
