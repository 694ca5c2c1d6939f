#include "text/chat_template.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "formats/allocation_guard.h"
#include "text/chat_parts.h"
#include "text/quote.h"

namespace llada {
namespace {

std::vector<ChatStyle> known_styles() {
  std::vector<ChatStyle> styles;
  const auto add = [&](std::string_view name, ChatFamily family) -> ChatStyle& {
    return styles.emplace_back(ChatStyle{.name = std::string(name), .family = family});
  };
  add("llada", ChatFamily::kHeaders).trims_content = true;
  add("llada-moe", ChatFamily::kRoles);
  ChatStyle& llada2 = add("llada2", ChatFamily::kRoles);
  llada2.separates_thinking = true;
  llada2.announces_thinking = true;
  add("chatml", ChatFamily::kChatMl);
  add("dream", ChatFamily::kChatMl).default_system = "You are a helpful assistant.";
  add("qwen3", ChatFamily::kChatMl).separates_thinking = true;
  ChatStyle& no_think = add("qwen3-no-think", ChatFamily::kChatMl);
  no_think.separates_thinking = true;
  no_think.thinking = false;
  return styles;
}

std::optional<ChatStyle> style_named(std::string_view name) {
  for (const ChatStyle& style : known_styles())
    if (style.name == name) return style;
  return std::nullopt;
}

bool has(std::string_view text, std::string_view word) { return text.find(word) != text.npos; }

bool has_all(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::all_of(words, [&](std::string_view word) { return has(text, word); });
}

// --- the default system text inside a ChatML template ---

// Resolves the escapes of a Jinja string literal that a system text may hold.
std::string unescaped(std::string_view literal) {
  std::string text;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    const bool escape = literal[i] == '\\' && i + 1 < literal.size();
    if (escape) ++i;
    text.push_back(escape && literal[i] == 'n' ? '\n' : literal[i]);
  }
  return text;
}

// The system text in '<|im_start|>system\nTEXT<|im_end|>...', if this literal holds all of it.
// `rest` begins after the word system, `quote` is the character that opened the literal. Looks no
// further than that literal's end, so that all of a template's literals together take linear time.
std::optional<std::string> whole_system_text(std::string_view rest, char quote) {
  for (const std::string_view newline : {"\\n", "\n"}) {
    if (!rest.starts_with(newline)) continue;
    rest.remove_prefix(newline.size());
    for (std::size_t i = 0; i < rest.size() && rest[i] != quote; ++i) {
      if (rest.substr(i).starts_with(kEndOfChatMlTurn)) return unescaped(rest.substr(0, i));
      if (rest[i] == '\\') ++i;
    }
  }
  return std::nullopt;
}

std::string default_system_of(std::string_view jinja) {
  constexpr std::string_view kOpening = "<|im_start|>system";
  for (std::size_t at = jinja.find(kOpening); at != jinja.npos; at = jinja.find(kOpening, at + 1)) {
    const char quote = at == 0 ? '\0' : jinja[at - 1];
    if (quote != '\'' && quote != '"') continue;
    if (auto text = whole_system_text(jinja.substr(at + kOpening.size()), quote)) return *text;
  }
  return {};
}

// --- recognition ---

std::optional<ChatStyle> recognised_style(std::string_view jinja) {
  if (has_all(jinja, {"<|start_header_id|>", "<|end_header_id|>", kEndOfHeaderTurn}))
    return style_named("llada");
  if (has_all(jinja, {"<role>", "</role>", kEndOfRoleTurn}))
    return style_named(has(jinja, "detailed thinking") ? "llada2" : "llada-moe");
  if (!has_all(jinja, {"<|im_start|>", kEndOfChatMlTurn}) || has(jinja, "<|im_sep|>"))
    return std::nullopt;
  auto style = style_named(has(jinja, "</think>") ? "qwen3" : "chatml");
  style->default_system = default_system_of(jinja);
  return style;
}

// Whether the template opens the assistant's turn without being asked.
bool always_prompts(std::string_view jinja) {
  if (has(jinja, "add_generation_prompt")) return false;
  return has(jinja, "<|start_header_id|>assistant") || has(jinja, "<role>ASSISTANT</role>") ||
         has(jinja, "<|im_start|>assistant");
}

Status check_messages(std::span<const ChatMessage> messages) {
  if (messages.empty())
    return fail(ErrorCode::kUsage, "messages: a conversation needs at least one");
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const std::string& role = messages[i].role;
    if (role == "system" || role == "user" || role == "assistant") continue;
    return fail(ErrorCode::kUsage, "messages[{}].role: {}; roles are system, user and assistant", i,
                quote_text(role));
  }
  return {};
}

Result<ChatParts> build(const ChatStyle& style, const Tokenizer& tokenizer,
                        std::span<const ChatMessage> messages, const ChatOptions& options) {
  LLADA_CHECK(check_messages(messages));
  if (style.family == ChatFamily::kRoles) return render_roles(style, messages, options);
  if (style.family == ChatFamily::kChatMl) return render_chatml(style, messages, options);
  const auto& bos = tokenizer.special().bos;
  return render_headers(style, messages, options, bos ? tokenizer.token_text(*bos) : "");
}

// Markers that are tokens become these; the others join the text around them.
std::vector<TokenId> encode_parts(const Tokenizer& tokenizer, const ChatParts& parts) {
  std::vector<TokenId> tokens;
  std::string text;
  const auto flush = [&] {
    const std::vector<TokenId> encoded = tokenizer.encode(text);
    tokens.insert(tokens.end(), encoded.begin(), encoded.end());
    text.clear();
  };
  for (const ChatPart& part : parts.all()) {
    const auto token = part.is_marker ? tokenizer.find_token(part.text) : std::nullopt;
    if (!token) {
      text += part.text;
      continue;
    }
    flush();
    tokens.push_back(*token);
  }
  flush();
  return tokens;
}

}  // namespace

Result<ChatTemplate> ChatTemplate::recognise(std::string_view jinja) {
  auto style = recognised_style(jinja);
  if (!style) {
    return fail(ErrorCode::kUnsupported,
                "tokenizer.chat_template: {}; choose a format with --chat-template NAME ({}), or "
                "give a plain prompt",
                jinja.empty() ? "absent (a base model?)" : "not one of the known formats",
                chat_template_names());
  }
  style->trims_content = has(jinja, "| trim") || has(jinja, "|trim");
  style->always_prompts = always_prompts(jinja);
  if (has(jinja, "thinking_option = 'on'")) style->thinking = true;
  return ChatTemplate(*std::move(style));
}

Result<ChatTemplate> ChatTemplate::named(std::string_view name) {
  if (auto style = style_named(name)) return ChatTemplate(*std::move(style));
  return fail(ErrorCode::kUsage, "--chat-template: {} is not known; known are {}", quote_text(name),
              chat_template_names());
}

Result<std::vector<TokenId>> ChatTemplate::render(const Tokenizer& tokenizer,
                                                  std::span<const ChatMessage> messages,
                                                  const ChatOptions& options) const {
  if (!tokenizer.find_token(end_of_turn())) {
    return fail(ErrorCode::kUnsupported,
                "chat template {}: the vocabulary has no token {}; choose another format with "
                "--chat-template NAME ({}), or give a plain prompt",
                name(), end_of_turn(), chat_template_names());
  }
  return guard_allocation("conversation", [&]() -> Result<std::vector<TokenId>> {
    LLADA_TRY(parts, build(style_, tokenizer, messages, options));
    return encode_parts(tokenizer, parts);
  });
}

Result<std::string> ChatTemplate::render_text(const Tokenizer& tokenizer,
                                              std::span<const ChatMessage> messages,
                                              const ChatOptions& options) const {
  return guard_allocation("conversation", [&]() -> Result<std::string> {
    LLADA_TRY(parts, build(style_, tokenizer, messages, options));
    std::string text;
    for (const ChatPart& part : parts.all()) text += part.text;
    return text;
  });
}

std::string_view ChatTemplate::end_of_turn() const {
  if (style_.family == ChatFamily::kHeaders) return kEndOfHeaderTurn;
  return style_.family == ChatFamily::kRoles ? kEndOfRoleTurn : kEndOfChatMlTurn;
}

std::string chat_template_names() {
  std::string names;
  for (const ChatStyle& style : known_styles()) {
    if (!names.empty()) names += ", ";
    names += style.name;
  }
  return names;
}

}  // namespace llada
