// llada infill: text with holes, filled.
#include "apps/answer_report.h"
#include "apps/command.h"
#include "apps/denoise_view.h"

namespace llada {
namespace {

struct InfillFlags {
  ModelFlags model;
  PromptFlags prompt;
  DecodeFlags decode;
  VisualFlags visual;
  OutputFlags output;
};

void add_flags(CLI::App& app, InfillFlags& flags) {
  add_path_flags(app, flags.model.path, ModelPath::kOptional);
  add_prompt_flag(app, flags.prompt, "Text with holes; [[20]] is one of up to 20 tokens");
  add_decode_flags(app, flags.decode);
  add_compute_flags(app, flags.model);
  add_device_flags(app, flags.model);
  add_tokenizer_flag(app, flags.model);
  add_visual_flags(app, flags.visual);
}

Status infill(const InfillFlags& flags, Console& console) {
  const Interrupt interrupt;
  LLADA_TRY(options, generate_options(flags.decode));
  note_idle_flags(flags.decode, options.decode, console);
  LLADA_TRY(text, read_prompt(flags.prompt, console, interrupt));
  LLADA_TRY(model, load_model(flags.model, console, interrupt));
  apply_end_tokens(flags.decode, model->tokenizer(), options.decode);
  DenoiseView view(console, model->tokenizer(), options, flags.visual, ViewScope::kWholeText);
  LLADA_TRY(completion,
            model->infill(text, options, view_callback(view, flags.visual), &interrupt.flag()));
  view.close();
  print_completion(completion, AnswerPlace::kAroundPrompt, flags.output.json, console);
  return {};
}

}  // namespace

void add_infill(CommandLine& line) {
  add_command<InfillFlags>(line, "infill",
                           "Fill the holes of a text; what is around them never changes",
                           "Examples:\n"
                           "  llada infill -p \"6 * 7 = [[2]]. So the answer is [[4]].\"\n"
                           "  llada infill model.gguf --visual < letter.txt",
                           add_flags, infill);
}

}  // namespace llada
