// A byte-level vocabulary of some 270 tokens for fuzzers, made in memory.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "formats/gguf.h"
#include "text/byte_map.h"
#include "text/tokenizer.h"
#include "text/tokenizer_loaders.h"

namespace llada::fuzz {

inline GgufMetadata tiny_metadata() {
  std::vector<std::string> tokens;
  for (int byte = 0; byte < 256; ++byte)
    tokens.push_back(bytes_to_spelling(std::string(1, static_cast<char>(byte))));
  std::vector<std::int32_t> types(256, 1);
  const auto add = [&](const char* text, std::int32_t type) {
    tokens.emplace_back(text);
    types.push_back(type);
  };
  for (const char* text : {"he", "ll", "hell", "aa", "aaa",
                           "\xC4\xA0"
                           "a",
                           "ab"})
    add(text, 1);
  for (const char* text :
       {"<|startoftext|>", "<|endoftext|>", "<|mask|>", "<|start_header_id|>", "<|end_header_id|>",
        "<|eot_id|>", "<|im_start|>", "<|im_end|>", "<|role_end|>", "<role>", "</role>"})
    add(text, 3);
  for (const char* text : {"<think>", "</think>", "<tool"}) add(text, 4);
  GgufMetadata metadata;
  metadata.set("tokenizer.ggml.model", std::string("gpt2"));
  metadata.set("tokenizer.ggml.pre", std::string("qwen2"));
  metadata.set("tokenizer.ggml.tokens", GgufArray(std::move(tokens)));
  metadata.set("tokenizer.ggml.token_type", GgufArray(std::move(types)));
  metadata.set("tokenizer.ggml.merges",
               GgufArray(std::vector<std::string>{"h e", "l l", "he ll", "a a", "aa a",
                                                  "\xC4\xA0 a", "a b"}));
  metadata.set("tokenizer.ggml.bos_token_id", std::uint32_t{263});
  metadata.set("tokenizer.ggml.eos_token_id", std::uint32_t{264});
  return metadata;
}

inline Tokenizer tiny_tokenizer() {
  auto data = tokenizer_from_gguf(tiny_metadata());
  if (!data) std::abort();
  auto tokenizer = Tokenizer::create(*std::move(data));
  if (!tokenizer) std::abort();
  return *std::move(tokenizer);
}

// A broken promise ends the run, so that the fuzzer keeps the input.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace llada::fuzz
