// Loading the tokenizers that tests use.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "formats/gguf.h"
#include "support/test_data.h"
#include "text/tokenizer.h"
#include "text/tokenizer_loaders.h"

namespace llada::test {

template <class T>
T take(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

inline GgufMetadata gguf_metadata(const std::string& name) {
  return take(GgufFile::open(data_path(name))).metadata();
}

inline Tokenizer gguf_tokenizer(const std::string& name) {
  return take(Tokenizer::create(take(tokenizer_from_gguf(gguf_metadata(name)))));
}

inline Tokenizer mini_math_tokenizer() {
  const auto folder = data_path("tokenizers/llada-mini-math");
  return take(Tokenizer::create(take(tokenizer_from_hf_folder(folder))));
}

inline std::vector<int> plain(const std::vector<TokenId>& tokens) {
  std::vector<int> numbers;
  for (const TokenId token : tokens) numbers.push_back(token.value);
  return numbers;
}

}  // namespace llada::test
