// From a conversation to the tokens a chat model was trained to continue. A model ships its
// template as a Jinja program; we do not run it. We recognise which of the known formats it is by
// the markers in its text, and build the same result. The markers become tokens by their id while
// everything a user wrote is encoded as plain text, so no message can forge a turn, an end of text
// or a mask.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "text/tokenizer.h"

namespace llada {

struct ChatMessage {
  std::string role;  // system, user or assistant
  std::string content;
};

struct ChatOptions {
  // Ends with the opening of the assistant's turn. (LLaDA-8B's template always does.)
  bool add_generation_prompt = true;
  // For models that can think before they answer; unset: as the template does by itself.
  std::optional<bool> thinking = std::nullopt;
};

enum class ChatFamily {
  kHeaders,  // LLaDA-8B: BOS, <|start_header_id|>ROLE<|end_header_id|>\n\nTEXT<|eot_id|>
  kRoles,    // LLaDA-MoE, LLaDA2: <role>ROLE</role>TEXT<|role_end|>
  kChatMl,   // Dream, SDAR, Qwen: <|im_start|>ROLE\nTEXT<|im_end|>\n
};

// What differs between templates of one family.
struct ChatStyle {
  std::string name;
  ChatFamily family = ChatFamily::kChatMl;
  std::string default_system = {};  // system text of a conversation that brings none
  bool trims_content = false;       // white space around a message is dropped
  bool always_prompts = false;      // add_generation_prompt is not asked
  bool separates_thinking = false;  // <think>..</think> is dropped from earlier answers
  bool announces_thinking = false;  // kRoles: a system turn says "detailed thinking on|off"
  std::optional<bool> thinking = std::nullopt;  // unless ChatOptions say otherwise
};

class ChatTemplate {
 public:
  // By the text of the model's own template. Errors: kUnsupported, naming --chat-template and the
  // names.
  static Result<ChatTemplate> recognise(std::string_view jinja);

  // By name: llada, llada-moe, llada2, chatml, dream, qwen3, qwen3-no-think. Errors: kUsage.
  static Result<ChatTemplate> named(std::string_view name);

  // The tokens of a conversation of at least one message.
  // Errors: kUsage for no messages or an unknown role; kUnsupported if the vocabulary has no token
  // for the end of a turn (other markers it lacks are encoded as text, as their models were
  // trained).
  [[nodiscard]] Result<std::vector<TokenId>> render(const Tokenizer& tokenizer,
                                                    std::span<const ChatMessage> messages,
                                                    const ChatOptions& options = {}) const;

  // The same as text, for people to read; not to be encoded again.
  [[nodiscard]] Result<std::string> render_text(const Tokenizer& tokenizer,
                                                std::span<const ChatMessage> messages,
                                                const ChatOptions& options = {}) const;

  [[nodiscard]] std::string_view name() const { return style_.name; }
  [[nodiscard]] const ChatStyle& style() const { return style_; }

  // The marker that ends an assistant's turn.
  [[nodiscard]] std::string_view end_of_turn() const;

 private:
  explicit ChatTemplate(ChatStyle style) : style_(std::move(style)) {}

  ChatStyle style_;
};

// All names, comma-separated, for error messages and help.
[[nodiscard]] std::string chat_template_names();

}  // namespace llada
