// llada chat: a conversation, a line a message.
#include "apps/answer_report.h"
#include "apps/command.h"
#include "apps/denoise_view.h"
#include "apps/flags.h"
#include "apps/line_reader.h"

namespace llada {
namespace {

struct ChatFlags {
  ModelFlags model;
  DecodeFlags decode;
  VisualFlags visual;
  OutputFlags output;
  std::string system;
};

constexpr const char* kCommands =
    "/reset forgets the conversation, /exit ends it, /help shows this";

void add_flags(CLI::App& app, ChatFlags& flags) {
  add_path_flags(app, flags.model.path, ModelPath::kOptional);
  add_text(app, "--system", flags.system, "Instructions in front of the conversation")
      ->type_name("TEXT");
  add_decode_flags(app, flags.decode);
  add_compute_flags(app, flags.model);
  add_device_flags(app, flags.model);
  add_tokenizer_flag(app, flags.model);
  add_template_flag(app, flags.model);
  add_visual_flags(app, flags.visual);
}

class Conversation {
 public:
  Conversation(Model& model, const ChatFlags& flags, GenerateOptions options, Console& console)
      : model_(model), flags_(flags), options_(std::move(options)), console_(console) {
    reset();
  }

  void reset() {
    messages_.clear();
    if (!flags_.system.empty()) messages_.push_back({"system", flags_.system});
  }

  // Answers `text`; a failure leaves the conversation as it was.
  Status say(const std::string& text, const Interrupt& interrupt) {
    std::vector<ChatMessage> messages = messages_;
    messages.push_back({"user", text});
    LLADA_TRY(prompt, model_.chat_prompt(messages));
    DenoiseView view(console_, model_.tokenizer(), options_, flags_.visual, ViewScope::kAnswer);
    LLADA_TRY(completion, model_.generate(prompt, options_, view_callback(view, flags_.visual),
                                          &interrupt.flag()));
    view.close();
    print_completion(completion, AnswerPlace::kAfterPrompt, flags_.output.json, console_);
    messages.push_back({"assistant", completion.text});
    messages_ = std::move(messages);
    return console_.flush();
  }

 private:
  Model& model_;
  const ChatFlags& flags_;
  GenerateOptions options_;
  Console& console_;
  std::vector<ChatMessage> messages_;
};

// Somebody at a terminal can mend an error and go on; a script cannot.
bool goes_on_after(const Error& error, bool interactive) {
  return interactive && (error.code == ErrorCode::kUsage || error.code == ErrorCode::kCancelled);
}

enum class Command { kNone, kReset, kExit, kHelp, kUnknown };

Command command_of(std::string_view line) {
  if (!line.starts_with('/')) return Command::kNone;
  if (line == "/reset") return Command::kReset;
  if (line == "/exit" || line == "/quit" || line == "/bye") return Command::kExit;
  return line == "/help" ? Command::kHelp : Command::kUnknown;
}

// Does what a line asks for; false ends the conversation.
Result<bool> handle(const std::string& line, Conversation& conversation, Console& console,
                    bool interactive) {
  switch (command_of(line)) {
    case Command::kExit:
      return false;
    case Command::kReset:
      conversation.reset();
      return true;
    case Command::kHelp:
      console.note(kCommands);
      return true;
    case Command::kUnknown:
      console.note(fmt::format("unknown command {}; {}", line, kCommands));
      return true;
    case Command::kNone:
      break;
  }
  if (line.empty()) return true;
  const Interrupt interrupt;
  const Status said = conversation.say(line, interrupt);
  if (said) return true;
  if (!goes_on_after(said.error(), interactive)) return tl::unexpected(said.error());
  const bool cancelled = said.error().code == ErrorCode::kCancelled;
  console.note(cancelled ? "llada: stopped"
                         : fmt::format("llada: {}; /reset starts afresh", said.error().message));
  return true;
}

Status chat(const ChatFlags& flags, Console& console) {
  LLADA_TRY(options, generate_options(flags.decode));
  note_idle_flags(flags.decode, options.decode, console);
  std::unique_ptr<Model> model;
  {
    const Interrupt interrupt;
    LLADA_TRY(loaded, load_model(flags.model, console, interrupt));
    model = std::move(loaded);
  }
  apply_end_tokens(flags.decode, model->tokenizer(), options.decode);
  Conversation conversation(*model, flags, std::move(options), console);
  LineReader lines(console);
  if (lines.interactive()) console.note(kCommands);
  while (true) {
    LLADA_TRY(line, lines.next());
    if (!line) return {};
    LLADA_TRY(go_on, handle(*line, conversation, console, lines.interactive()));
    if (!go_on) return {};
  }
}

}  // namespace

void add_chat(CommandLine& line) {
  add_command<ChatFlags>(
      line, "chat", "Hold a conversation, one line a message",
      "Examples:\n"
      "  llada chat model.gguf --visual\n"
      "  printf 'What is 2 + 2?\\nAnd twice that?\\n' | llada chat model.gguf --json",
      add_flags, chat);
}

}  // namespace llada
