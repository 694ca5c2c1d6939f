// A tokenizer.json of a few hundred tokens, made in memory: the 256 bytes, some merges, some
// specials.
#pragma once

#include <string>
#include <vector>

#include "formats/json.h"
#include "text/byte_map.h"
#include "text/text_test_support.h"
#include "text/tokenizer.h"
#include "text/tokenizer_loaders.h"

namespace llada::test {

struct TinyToken {
  std::string text;
  bool special = true;
};

// Merges are "left right" in the byte alphabet; their results become tokens 256, 257, ... in order,
// and the added tokens follow.
inline Json tiny_tokenizer_json(const std::vector<std::string>& merges,
                                const std::vector<TinyToken>& added) {
  Json vocab = Json::object();
  for (int byte = 0; byte < 256; ++byte)
    vocab[bytes_to_spelling(std::string(1, static_cast<char>(byte)))] = byte;
  for (const std::string& merge : merges) {
    std::string result = merge;
    result.erase(result.find(' '), 1);
    vocab[result] = vocab.size();
  }
  Json added_tokens = Json::array();
  for (const TinyToken& token : added) {
    const std::size_t id = vocab.size() + added_tokens.size();
    added_tokens.push_back({{"id", id}, {"content", token.text}, {"special", token.special}});
  }
  const Json pre_tokenizer = {{"type", "ByteLevel"}, {"add_prefix_space", false}};
  return {{"added_tokens", added_tokens},
          {"normalizer", nullptr},
          {"pre_tokenizer", pre_tokenizer},
          {"model", {{"type", "BPE"}, {"vocab", vocab}, {"merges", merges}}}};
}

inline Result<Tokenizer> tokenizer_of(const Json& json) {
  auto data = tokenizer_from_json(write_json(json));
  if (!data) return tl::unexpected(data.error());
  return Tokenizer::create(*std::move(data));
}

inline Tokenizer tiny_tokenizer(const std::vector<std::string>& merges,
                                const std::vector<TinyToken>& added = {}) {
  return take(tokenizer_of(tiny_tokenizer_json(merges, added)));
}

inline std::vector<TokenId> ids(std::initializer_list<int> numbers) {
  std::vector<TokenId> tokens;
  for (const int number : numbers) tokens.emplace_back(number);
  return tokens;
}

}  // namespace llada::test
