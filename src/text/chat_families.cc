#include <algorithm>
#include <optional>

#include "text/chat_parts.h"
#include "text/utf8.h"

namespace llada {
namespace {

// White space as Python's str.strip and Jinja's trim see it.
bool is_white(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    if (!is_white(point.value)) {
      begin = std::min(begin, at);
      end = at + point.bytes;
    }
    at += point.bytes;
  }
  return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

std::string_view without_leading_newlines(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
  return text;
}

std::string_view without_newlines_around(std::string_view text) {
  text = without_leading_newlines(text);
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

std::string_view content_of(const ChatStyle& style, const ChatMessage& message) {
  return style.trims_content ? trimmed(message.content) : std::string_view(message.content);
}

bool has_system(std::span<const ChatMessage> messages) {
  return !messages.empty() && messages.front().role == "system";
}

// A message: what an assistant thought before it, if it says so, and the rest.
struct Answer {
  std::string_view reasoning;
  std::string_view content;
};

Answer split_thinking(const ChatStyle& style, const ChatMessage& message) {
  constexpr std::string_view kOpen = "<think>";
  constexpr std::string_view kClose = "</think>";
  const std::string_view all = content_of(style, message);
  const std::size_t first = all.find(kClose);
  const bool may_think = style.separates_thinking && message.role == "assistant";
  if (!may_think || first == all.npos) return {{}, all};
  std::string_view reasoning = all.substr(0, first);
  if (const std::size_t open = reasoning.rfind(kOpen); open != reasoning.npos)
    reasoning.remove_prefix(open + kOpen.size());
  const std::string_view content = all.substr(all.rfind(kClose) + kClose.size());
  return {without_newlines_around(reasoning), without_leading_newlines(content)};
}

// Index of the user message being answered: thinking after it is kept, before it dropped. A user
// message that only carries a tool's reply does not count.
std::size_t last_query(std::span<const ChatMessage> messages) {
  for (std::size_t i = messages.size(); i-- > 0;) {
    const std::string_view content = messages[i].content;
    const bool is_tool_reply =
        content.starts_with("<tool_response>") && content.ends_with("</tool_response>");
    if (messages[i].role == "user" && !is_tool_reply) return i;
  }
  return messages.size() - 1;
}

void add_thinking(ChatParts& parts, std::string_view reasoning) {
  parts.marker("<think>").text("\n").text(reasoning).text("\n").marker("</think>").text("\n\n");
}

std::optional<bool> wanted_thinking(const ChatStyle& style, const ChatOptions& options) {
  return options.thinking ? options.thinking : style.thinking;
}

bool prompts(const ChatStyle& style, const ChatOptions& options) {
  return options.add_generation_prompt || style.always_prompts;
}

void open_header(ChatParts& parts, std::string_view role) {
  parts.marker("<|start_header_id|>").text(role).marker("<|end_header_id|>").text("\n\n");
}

void open_role(ChatParts& parts, std::string_view role) {
  parts.marker("<role>").text(role).marker("</role>");
}

// The system turn of LLaDA2, which every conversation begins with.
void announce_thinking(const ChatStyle& style, std::span<const ChatMessage> messages,
                       const ChatOptions& options, ChatParts& parts) {
  open_role(parts, "SYSTEM");
  if (has_system(messages)) parts.text(content_of(style, messages.front())).text("\n");
  const bool thinks = wanted_thinking(style, options).value_or(false);
  parts.text(thinks ? "detailed thinking on" : "detailed thinking off").marker(kEndOfRoleTurn);
}

void add_role_answer(const Answer& answer, bool is_current, ChatParts& parts) {
  open_role(parts, "ASSISTANT");
  if (is_current && !answer.reasoning.empty()) add_thinking(parts.text("\n"), answer.reasoning);
  parts.text(answer.content);
}

void open_chatml(ChatParts& parts, std::string_view role) {
  parts.marker("<|im_start|>").text(role).text("\n");
}

void close_chatml(ChatParts& parts) { parts.marker(kEndOfChatMlTurn).text("\n"); }

void add_chatml_answer(const Answer& answer, bool shows_thinking, ChatParts& parts) {
  if (shows_thinking) add_thinking(parts, answer.reasoning);
  parts.text(shows_thinking ? without_leading_newlines(answer.content) : answer.content);
}

}  // namespace

ChatParts render_headers(const ChatStyle& style, std::span<const ChatMessage> messages,
                         const ChatOptions& options, std::string_view bos) {
  ChatParts parts;
  if (!bos.empty()) parts.marker(bos);
  for (const ChatMessage& message : messages) {
    open_header(parts, message.role);
    parts.text(content_of(style, message)).marker(kEndOfHeaderTurn);
  }
  if (prompts(style, options)) open_header(parts, "assistant");
  return parts;
}

ChatParts render_roles(const ChatStyle& style, std::span<const ChatMessage> messages,
                       const ChatOptions& options) {
  ChatParts parts;
  const std::size_t query = last_query(messages);
  if (style.announces_thinking) announce_thinking(style, messages, options, parts);
  const std::size_t first = style.announces_thinking && has_system(messages) ? 1 : 0;
  for (std::size_t i = first; i < messages.size(); ++i) {
    const ChatMessage& message = messages[i];
    if (message.role == "assistant") {
      add_role_answer(split_thinking(style, message), i > query, parts);
    } else {
      open_role(parts, message.role == "user" ? "HUMAN" : "SYSTEM");
      parts.text(content_of(style, message));
    }
    parts.marker(kEndOfRoleTurn);
  }
  if (prompts(style, options)) open_role(parts, "ASSISTANT");
  return parts;
}

ChatParts render_chatml(const ChatStyle& style, std::span<const ChatMessage> messages,
                        const ChatOptions& options) {
  ChatParts parts;
  const std::size_t query = last_query(messages);
  if (!has_system(messages) && !style.default_system.empty()) {
    open_chatml(parts, "system");
    close_chatml(parts.text(style.default_system));
  }
  for (std::size_t i = 0; i < messages.size(); ++i) {
    open_chatml(parts, messages[i].role);
    const Answer answer = split_thinking(style, messages[i]);
    const bool is_current = messages[i].role == "assistant" && i > query;
    const bool has_thought = i + 1 == messages.size() || !answer.reasoning.empty();
    add_chatml_answer(answer, style.separates_thinking && is_current && has_thought, parts);
    close_chatml(parts);
  }
  if (!prompts(style, options)) return parts;
  open_chatml(parts, "assistant");
  const bool skips_thinking = wanted_thinking(style, options) == false;
  if (style.separates_thinking && skips_thinking) add_thinking(parts, "");
  return parts;
}

}  // namespace llada
