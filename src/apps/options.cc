#include "apps/options.h"

#include "api/compute.h"
#include "apps/default_model.h"
#include "apps/flags.h"
#include "apps/progress_bar.h"
#include "text/pre_tokenizer.h"

namespace llada {
namespace {

Status known_pre_tokenizer(std::string_view name) {
  if (split_rule(name)) return {};
  return fail(ErrorCode::kUsage, "--pre-tokenizer: '{}' is unknown; allowed: {}", name,
              pre_tokenizer_names());
}

// A folder named "off" is ./off.
Status read_pack_cache(const std::string& text, std::string& folder) {
  if (text.empty()) return fail(ErrorCode::kUsage, "--pack-cache: give a folder, or off");
  folder = text == "off" ? "" : text;
  return {};
}

}  // namespace

void add_output_flags(CLI::App& app, OutputFlags& flags) {
  const FlagGroup group(app, "Output");
  add_switch(app, "--json", flags.json, "Print the result as one line of JSON");
  add_switch(app, "-q,--quiet", flags.quiet, "Print nothing but the result and errors");
}

void add_path_flags(CLI::App& app, PathFlags& flags, ModelPath presence) {
  const bool optional = presence == ModelPath::kOptional;
  const std::string what = "A GGUF file or an unpacked Hugging Face folder";
  add_text(app, "MODEL", flags.positional, optional ? what + "; the default model if absent" : what)
      ->type_name("");
  add_text(app, "-m,--model", flags.option, "The same as MODEL")->type_name("PATH");
}

Result<std::filesystem::path> model_path(const PathFlags& flags) {
  if (!flags.positional.empty() && !flags.option.empty() && flags.positional != flags.option) {
    return fail(ErrorCode::kUsage, "two models given, {} and --model {}; give one",
                flags.positional, flags.option);
  }
  if (!flags.option.empty()) return std::filesystem::path(flags.option);
  if (!flags.positional.empty()) return std::filesystem::path(flags.positional);
  return require_default_model();
}

void add_compute_flags(CLI::App& app, ModelFlags& flags) {
  const FlagGroup group(app, "Machine");
  add_number<int>(app, "-t,--threads", flags.threads, 1, kMaxThreads,
                  "Threads to compute with (one per core)");
  add_name(app, "--kernel", flags.kernel, "Kernel set: auto, exact, or one that llada doctor lists",
           find_kernel_set);
  add_checked(app, "--pack-cache", "Folder to keep packed weights in, so that loading again is quicker (off)",
              [&flags](const std::string& text) { return read_pack_cache(text, flags.pack_cache); })
      ->type_name("DIR|off");
}

void add_device_flags(CLI::App& app, ModelFlags& flags) {
  const FlagGroup group(app, "Machine");
  add_name(app, "--device", flags.device.name, "What computes the dense rows: cpu, host, hexagon:emulated, hexagon:fastrpc (cpu; host with --window)",
           check_device_name);
  add_size(app, "--window", flags.device.window_bytes,
           "Memory that the device may see, such as 2GiB; weights beyond it are staged (no limit)");
  add_word(app, "--residency", flags.device.residency, kResidencyPolicies,
           "Which weights stay in the window (planned)");
}

void add_tokenizer_flag(CLI::App& app, ModelFlags& flags) {
  add_name(app, "--pre-tokenizer", flags.pre_tokenizer,
           "How text is split into words, if the file does not say", known_pre_tokenizer);
}

void add_template_flag(CLI::App& app, ModelFlags& flags) {
  add_name(app, "--chat-template", flags.chat_template,
           "Chat template, if the file names none: " + chat_template_names(), ChatTemplate::named);
}

ModelOptions model_options(const ModelFlags& flags, const CancelFlag& cancel) {
  ModelOptions options;
  options.kernel = flags.kernel;
  options.threads = flags.threads;
  options.pre_tokenizer = flags.pre_tokenizer;
  options.chat_template = flags.chat_template;
  options.pack_cache = flags.pack_cache;
  options.device = flags.device;
  options.cancel = &cancel;
  return options;
}

void add_visual_flags(CLI::App& app, VisualFlags& flags) {
  const FlagGroup group(app, "Output");
  add_switch(app, "--visual", flags.visual, "Show the text while it is denoised");
  add_number<int>(app, "--visual-delay", flags.delay_ms, 0, 10000,
                  "Milliseconds between two pictures (60 on a terminal)")
      ->type_name("MS");
}

Result<std::unique_ptr<Model>> load_model(const ModelFlags& flags, Console& console,
                                          const Interrupt& interrupt) {
  LLADA_TRY(path, model_path(flags.path));
  ProgressBar bar(console, ProgressUnit::kBytes);
  ModelOptions options = model_options(flags, interrupt.flag());
  options.progress = bar.callback();
  options.note = bar.note_callback();
  return Model::load(path, options);
}

}  // namespace llada
