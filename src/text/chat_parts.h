// A rendered conversation before it becomes tokens: markers and text, in order. Internal to
// chat_*.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/chat_template.h"

namespace llada {

struct ChatPart {
  bool is_marker = false;  // one token, if the vocabulary has it
  std::string text;
};

class ChatParts {
 public:
  ChatParts& marker(std::string_view text) {
    parts_.push_back({true, std::string(text)});
    return *this;
  }
  // Neighbouring texts become one: BPE may merge across their seam, as in the rendered template.
  ChatParts& text(std::string_view text) {
    if (parts_.empty() || parts_.back().is_marker) parts_.push_back({false, {}});
    parts_.back().text.append(text);
    return *this;
  }
  [[nodiscard]] const std::vector<ChatPart>& all() const { return parts_; }

 private:
  std::vector<ChatPart> parts_;
};

inline constexpr std::string_view kEndOfHeaderTurn = "<|eot_id|>";
inline constexpr std::string_view kEndOfRoleTurn = "<|role_end|>";
inline constexpr std::string_view kEndOfChatMlTurn = "<|im_end|>";

// One function a family; `bos` is the text of the vocabulary's BOS token, empty if it has none.
ChatParts render_headers(const ChatStyle& style, std::span<const ChatMessage> messages,
                         const ChatOptions& options, std::string_view bos);
ChatParts render_roles(const ChatStyle& style, std::span<const ChatMessage> messages,
                       const ChatOptions& options);
ChatParts render_chatml(const ChatStyle& style, std::span<const ChatMessage> messages,
                        const ChatOptions& options);

}  // namespace llada
