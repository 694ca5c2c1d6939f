// The first byte chooses: a text to encode and decode, a byte stream, or a tokenizer.json.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "text/utf8.h"
#include "tiny_vocabulary.h"

namespace {

using namespace llada;
using fuzz::require;

void round_trip(const Tokenizer& tokenizer, std::string_view text) {
  for (const bool parse_special : {false, true}) {
    const auto tokens = tokenizer.encode(text, {.parse_special = parse_special});
    require(tokenizer.decode(tokens, {.skip_special = false}) == text);
    for (const TokenId token : tokens)
      require(parse_special || tokenizer.token_type(token) != TokenType::kControl);
  }
}

// However the stream is cut, the text is the same, and it is valid UTF-8.
void stream(std::string_view bytes) {
  Utf8Stream whole;
  std::string expected = whole.push(bytes);
  expected += whole.finish();
  Utf8Stream cut;
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 1 + at % 3)
    text += cut.push(bytes.substr(at, 1 + at % 3));
  require(text + cut.finish() == expected);
  require(valid_utf8_prefix_bytes(expected) == expected.size());
}

void load(std::string_view json) {
  auto data = tokenizer_from_json(json);
  if (!data) return;
  GgufMetadata metadata;
  tokenizer_to_gguf(*data, metadata);
  require(tokenizer_from_gguf(metadata).has_value());
  const auto tokenizer = Tokenizer::create(*std::move(data));
  if (!tokenizer) return;
  const auto tokens =
      tokenizer->encode("Hello, w\xC3\xB6rld! 123\n\n <|mask|>", {.parse_special = true});
  (void)tokenizer->decode(tokens);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Tokenizer tokenizer = fuzz::tiny_tokenizer();
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 't') round_trip(tokenizer, rest);
  if (data[0] == 's') stream(rest);
  if (data[0] == 'j') load(rest);
  return 0;
}
