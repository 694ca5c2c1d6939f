// llada convert and llada quantize: any readable model to one GGUF file.
#include "apps/command.h"
#include "apps/destination.h"
#include "apps/flags.h"
#include "apps/progress_bar.h"
#include "apps/terminal_text.h"
#include "base/clock.h"

namespace llada {
namespace {

struct ConvertFlags {
  ModelFlags model;
  OutputFlags output;
  std::string source;
  std::string destination;
  std::string type;
};

constexpr std::string_view kTypes = "f32, f16, bf16, q8_0, q4_0, q4_k, q6_k";

// One of kTypes, in any case.
Status writable_type(std::string_view name) {
  const auto type = tensor_type_from_name(name);
  for (const std::string& allowed : CLI::detail::split(std::string(kTypes), ',')) {
    if (type && traits(*type).name == CLI::detail::trim_copy(allowed)) return {};
  }
  return fail(ErrorCode::kUsage, "type '{}' cannot be written; allowed: {}", name, kTypes);
}

void add_files(CLI::App& app, ConvertFlags& flags) {
  add_text(app, "SRC", flags.source, "A GGUF file or an unpacked Hugging Face folder")
      ->type_name("")
      ->required();
  add_text(app, "DST", flags.destination, "The GGUF file to write")->type_name("")->required();
}

void add_convert_flags(CLI::App& app, ConvertFlags& flags) {
  add_files(app, flags);
  add_name(app, "--type", flags.type,
           fmt::format("Type of the matrices: {}; as in SRC if absent", kTypes), writable_type)
      ->type_name("TYPE");
  add_tokenizer_flag(app, flags.model);
}

void add_quantize_flags(CLI::App& app, ConvertFlags& flags) {
  add_files(app, flags);
  add_name(app, "TYPE", flags.type, fmt::format("Type of the matrices: {}", kTypes), writable_type)
      ->type_name("")
      ->required();
  add_tokenizer_flag(app, flags.model);
}

std::uint64_t size_of(const std::filesystem::path& path) {
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(path, error);
  return error ? 0 : bytes;
}

Status convert(const ConvertFlags& flags, Console& console) {
  const Interrupt interrupt;
  const Stopwatch watch;
  LLADA_CHECK(check_destination(flags.destination));
  ModelOptions options = model_options(flags.model, interrupt.flag());
  {
    ProgressBar bar(console, ProgressUnit::kTensors);
    options.progress = bar.callback();
    LLADA_CHECK(convert_model(flags.source, flags.destination, flags.type, options));
  }
  const std::uint64_t bytes = size_of(flags.destination);
  if (flags.output.json) {
    console.print_json(
        {{"file", flags.destination}, {"bytes", bytes}, {"seconds", watch.seconds()}});
  } else {
    console.note(fmt::format("llada: wrote {}, {}, in {:.2f} s", flags.destination,
                             human_bytes(static_cast<double>(bytes)), watch.seconds()));
  }
  return {};
}

}  // namespace

void add_convert(CommandLine& line) {
  add_command<ConvertFlags>(line, "convert", "Turn a model into one GGUF file",
                            "Example:\n"
                            "  llada convert ./LLaDA-8B-Instruct llada-8b.gguf --type q4_0",
                            add_convert_flags, convert);
}

void add_quantize(CommandLine& line) {
  add_command<ConvertFlags>(line, "quantize", "Write a model with its matrices in another type",
                            "Example:\n"
                            "  llada quantize llada-8b-f16.gguf llada-8b-q4_k.gguf q4_k",
                            add_quantize_flags, convert);
}

}  // namespace llada
