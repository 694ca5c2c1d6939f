// A template's text, a NUL, then the messages of a conversation, a NUL after each: the template is
// recognised or refused, and no message forges a control token.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "text/chat_template.h"
#include "tiny_vocabulary.h"

namespace {

using namespace llada;

std::string_view take_field(std::string_view& rest) {
  const std::string_view field = rest.substr(0, rest.find('\0'));
  rest.remove_prefix(std::min(field.size() + 1, rest.size()));
  return field;
}

std::vector<ChatMessage> messages_in(std::string_view rest) {
  constexpr const char* kRoles[] = {"system", "user", "assistant"};
  std::vector<ChatMessage> messages;
  while (!rest.empty() && messages.size() < 8) {
    const std::string_view field = take_field(rest);
    const char* role = kRoles[field.empty() ? 1 : static_cast<unsigned char>(field[0]) % 3];
    messages.push_back({role, std::string(field)});
  }
  return messages;
}

long control_tokens(const Tokenizer& tokenizer, const std::vector<TokenId>& tokens) {
  return std::ranges::count(tokens, TokenType::kControl,
                            [&](TokenId token) { return tokenizer.token_type(token); });
}

void render(const Tokenizer& tokenizer, const ChatTemplate& chat,
            std::vector<ChatMessage> messages) {
  for (const bool prompt : {false, true}) {
    const ChatOptions options{.add_generation_prompt = prompt, .thinking = prompt};
    const auto tokens = chat.render(tokenizer, messages, options);
    const auto text = chat.render_text(tokenizer, messages, options);
    fuzz::require(tokens.has_value() == !messages.empty());
    if (!tokens) continue;
    fuzz::require(tokenizer.decode(*tokens, {.skip_special = false}) == *text);
    std::vector<ChatMessage> harmless = messages;
    for (ChatMessage& message : harmless) message.content.assign(1, 'x');
    const auto plain = chat.render(tokenizer, harmless, options);
    fuzz::require(control_tokens(tokenizer, *tokens) == control_tokens(tokenizer, *plain));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Tokenizer tokenizer = fuzz::tiny_tokenizer();
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto recognised = ChatTemplate::recognise(take_field(rest));
  const std::vector<ChatMessage> messages = messages_in(rest);
  if (recognised) render(tokenizer, *recognised, messages);
  if (size % 16 == 0) {
    for (const char* name : {"llada", "llada-moe", "llada2", "chatml", "dream", "qwen3-no-think"})
      render(tokenizer, *ChatTemplate::named(name), messages);
  }
  return 0;
}
