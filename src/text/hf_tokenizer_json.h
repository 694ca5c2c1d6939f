// tokenizer.json, the file of Hugging Face's tokenizers library.
#pragma once

#include "base/result.h"
#include "formats/json.h"
#include "text/tokenizer_data.h"
#include "text/tokenizer_loaders.h"

namespace llada {

// Fills tokens, types, pre_tokenizer, nfc, ignore_merges and the unknown token. The merges stay in
// the document (hf_merges) until special tokens are settled.
Status read_hf_tokenizer(const Json& document, const TokenizerOverrides& overrides,
                         TokenizerData& data);

// model.merges: ["a b", ...] or, in newer files, [["a", "b"], ...].
Status read_hf_merges(const Json& document, TokenizerData& data);

}  // namespace llada
