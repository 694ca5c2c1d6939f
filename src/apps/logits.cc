// llada logits: the raw output of one forward pass, for comparison with other programs.
#include "apps/command.h"
#include "apps/destination.h"
#include "apps/flags.h"
#include "formats/output_file.h"

namespace llada {
namespace {

struct LogitsFlags {
  ModelFlags model;
  OutputFlags output;
  std::string tokens;
  std::string file;
};

void add_flags(CLI::App& app, LogitsFlags& flags) {
  add_path_flags(app, flags.model.path, ModelPath::kOptional);
  add_text(app, "--tokens", flags.tokens, "Token ids between commas")
      ->type_name("1,2,3")
      ->required();
  add_text(app, "-o,--out", flags.file, "Where to: f32, little-endian, [positions][vocabulary]")
      ->type_name("FILE")
      ->required();
  add_compute_flags(app, flags.model);
  add_device_flags(app, flags.model);
  add_tokenizer_flag(app, flags.model);
}

Result<std::vector<TokenId>> parse_tokens(const std::string& text) {
  std::vector<TokenId> tokens;
  for (const std::string& part : CLI::detail::split(text, ',')) {
    auto number = parse_number<std::int32_t>(part, 0, INT32_MAX);
    if (!number) return fail_at("--tokens", std::move(number).error());
    tokens.push_back(TokenId(*number));
  }
  if (tokens.empty()) return fail(ErrorCode::kUsage, "--tokens is empty; give ids such as 1,2,3");
  return tokens;
}

Status check_range(std::span<const TokenId> tokens, const ModelConfig& config) {
  if (tokens.size() > static_cast<std::size_t>(config.context)) {
    return fail(ErrorCode::kUsage, "--tokens: {} tokens exceed the model's context of {}",
                tokens.size(), config.context);
  }
  for (const TokenId token : tokens) {
    if (token.value < config.vocabulary) continue;
    return fail(ErrorCode::kUsage, "--tokens: {} is outside the model's vocabulary 0..{}",
                token.value, config.vocabulary - 1);
  }
  return {};
}

Status write_logits(Model& model, std::span<const TokenId> tokens, OutputFile& out) {
  static_assert(std::endian::native == std::endian::little, "the file is little-endian");
  Status written;
  LLADA_CHECK(model.logits(tokens, [&](int, std::span<const float> row) {
    if (written) written = out.write(std::as_bytes(row));
  }));
  LLADA_CHECK(written);
  return out.publish();
}

Status logits(const LogitsFlags& flags, Console& console) {
  const Interrupt interrupt;
  LLADA_TRY(tokens, parse_tokens(flags.tokens));
  LLADA_CHECK(check_destination(flags.file));
  LLADA_TRY(model, load_model(flags.model, console, interrupt));
  LLADA_CHECK(check_range(tokens, model->config()));
  LLADA_TRY(out, OutputFile::create(flags.file));
  LLADA_CHECK(write_logits(*model, tokens, out));
  if (flags.output.json) {
    console.print_json({{"file", flags.file},
                        {"positions", tokens.size()},
                        {"vocabulary", model->config().vocabulary},
                        {"type", "f32"},
                        {"kernel", model->kernels().name}});
  }
  return {};
}

}  // namespace

void add_logits(CommandLine& line) {
  add_command<LogitsFlags>(line, "logits", "Write the logits of one forward pass",
                           "Example:\n"
                           "  llada logits model.gguf --tokens 1018,44,1023 --out logits.f32",
                           add_flags, logits);
}

}  // namespace llada
