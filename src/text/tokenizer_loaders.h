// Tokenizers from model files, and back into one. Every loader settles and checks what it read
// (tokenizer_data.h): what it returns is ready for Tokenizer::create.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "formats/gguf.h"
#include "text/tokenizer_data.h"

namespace llada {

// What the user knows better than the file.
struct TokenizerOverrides {
  std::optional<std::string> pre_tokenizer = std::nullopt;  // --pre-tokenizer NAME
  std::optional<TokenId> mask = std::nullopt;
  std::optional<TokenId> eos = std::nullopt;
  std::optional<TokenId> eot = std::nullopt;
};

void apply_overrides(const TokenizerOverrides& overrides, SpecialTokens& special);

// Reads tokenizer.ggml.* and tokenizer.chat_template.
// Errors: kFormat naming the key; kUnsupported for a tokenizer that is not byte-level BPE (`gpt2`)
// or a pre-tokenizer we do not know.
Result<TokenizerData> tokenizer_from_gguf(const GgufMetadata& metadata,
                                          const TokenizerOverrides& overrides = {});

// Reads a Hugging Face folder: tokenizer.json, or vocab.json + merges.txt + added_tokens.json; then
// tokenizer_config.json, special_tokens_map.json, chat_template.jinja and, for the size of the
// vocabulary and the mask token, config.json. Of added tokens, `lstrip`, `rstrip` and `single_word`
// are not honoured: templates place special tokens by id. A post_processor is not read: the templates
// of diffusion models write BOS themselves.
// Errors: kNotFound, kFormat (file and JSON path), kUnsupported (another kind of tokenizer, a
// normalizer or a split pattern that we do not know).
Result<TokenizerData> tokenizer_from_hf_folder(const std::filesystem::path& folder,
                                               const TokenizerOverrides& overrides = {});

// The same from the text of a tokenizer.json alone.
Result<TokenizerData> tokenizer_from_json(std::string_view tokenizer_json,
                                          const TokenizerOverrides& overrides = {});

// Writes what tokenizer_from_gguf reads. Two facts have no key in common use and get ours, only
// where they differ from what the pre-tokenizer's name implies: llada.tokenizer.nfc and
// llada.tokenizer.ignore_merges (bool).
void tokenizer_to_gguf(const TokenizerData& data, GgufMetadata& metadata);

}  // namespace llada
