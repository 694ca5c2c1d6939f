// llada run: one prompt, one answer.
#include "apps/answer_report.h"
#include "apps/command.h"
#include "apps/denoise_view.h"
#include "apps/flags.h"
#include "formats/output_file.h"
#include "npu/timeline.h"

namespace llada {
namespace {

struct RunFlags {
  ModelFlags model;
  PromptFlags prompt;
  DecodeFlags decode;
  VisualFlags visual;
  OutputFlags output;
  std::string system;
  bool raw = false;
  std::string trace;
};

void add_flags(CLI::App& app, RunFlags& flags) {
  add_path_flags(app, flags.model.path, ModelPath::kOptional);
  add_prompt_flag(app, flags.prompt, "The question");
  add_text(app, "--system", flags.system, "Instructions in front of the question")
      ->type_name("TEXT");
  add_switch(app, "--raw", flags.raw, "Continue the prompt as plain text, without a chat template");
  add_decode_flags(app, flags.decode);
  add_compute_flags(app, flags.model);
  add_device_flags(app, flags.model);
  add_text(app, "--trace", flags.trace,
           "Write what ran when on the device and beside it, for chrome://tracing or Perfetto")
      ->type_name("FILE");
  add_tokenizer_flag(app, flags.model);
  add_template_flag(app, flags.model);
  add_visual_flags(app, flags.visual);
}

Result<std::vector<TokenId>> prompt_tokens(const Model& model, const RunFlags& flags,
                                           const std::string& text) {
  if (flags.raw) return model.text_prompt(text);
  std::vector<ChatMessage> messages;
  if (!flags.system.empty()) messages.push_back({"system", flags.system});
  messages.push_back({"user", text});
  return model.chat_prompt(messages);
}

Status write_timeline(const Model& model, const std::string& device, const std::string& path) {
  LLADA_TRY(file, OutputFile::create(path));
  const std::string text = write_json(trace_events(model.timeline(), device, clock_of(device))) + "\n";
  LLADA_CHECK(file.write(std::as_bytes(std::span(text))));
  return file.publish();
}

Status run(const RunFlags& flags, Console& console) {
  if (flags.raw && !flags.system.empty()) {
    return fail(ErrorCode::kUsage,
                "--system needs the chat template that --raw leaves out; give one of them");
  }
  if (!flags.trace.empty() && flags.model.device.name == "cpu")
    return fail(ErrorCode::kUsage, "--trace needs a device; give --device host");
  const Interrupt interrupt;
  LLADA_TRY(options, generate_options(flags.decode));
  note_idle_flags(flags.decode, options.decode, console);
  LLADA_TRY(text, read_prompt(flags.prompt, console, interrupt));
  ModelFlags machine = flags.model;
  machine.device.record_timeline = !flags.trace.empty();
  LLADA_TRY(model, load_model(machine, console, interrupt));
  apply_end_tokens(flags.decode, model->tokenizer(), options.decode);
  LLADA_TRY(prompt, prompt_tokens(*model, flags, text));
  DenoiseView view(console, model->tokenizer(), options, flags.visual, ViewScope::kAnswer);
  LLADA_TRY(completion,
            model->generate(prompt, options, view_callback(view, flags.visual), &interrupt.flag()));
  view.close();
  if (!flags.trace.empty()) LLADA_CHECK(write_timeline(*model, completion.device.name, flags.trace));
  print_completion(completion, AnswerPlace::kAfterPrompt, flags.output.json, console);
  return {};
}

}  // namespace

void add_run(CommandLine& line) {
  add_command<RunFlags>(
      line, "run", "Answer a prompt",
      "Examples:\n"
      "  llada run -p \"Tom has 3 bags of 12 apples. How many apples has he?\"\n"
      "  llada run model.gguf -n 256 --decoder exact-threshold --threshold 0.95 --visual\n"
      "  echo \"What is 2 + 2?\" | llada run ./LLaDA-8B-Instruct --json",
      add_flags, run);
}

}  // namespace llada
