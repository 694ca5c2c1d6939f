// llada tokenize: standard input to token ids, and back.
#include <fmt/ranges.h>

#include "apps/command.h"
#include "apps/flags.h"
#include "text/tokenizer_loaders.h"

namespace llada {
namespace {

struct TokenizeFlags {
  ModelFlags model;
  OutputFlags output;
  bool decode = false;
  bool parse_special = false;
  bool no_bos = false;
};

void add_flags(CLI::App& app, TokenizeFlags& flags) {
  add_path_flags(app, flags.model.path, ModelPath::kOptional);
  CLI::Option* decode =
      add_switch(app, "--decode", flags.decode, "Token ids to text, byte for byte");
  add_switch(app, "--parse-special", flags.parse_special,
             "Read <|mask|> and the like as the tokens they name")
      ->excludes(decode);
  add_switch(app, "--no-bos", flags.no_bos, "Put no start token in front")->excludes(decode);
  add_tokenizer_flag(app, flags.model);
}

Result<Tokenizer> load_tokenizer(const TokenizeFlags& flags) {
  LLADA_TRY(path, model_path(flags.model.path));
  TokenizerOverrides overrides;
  if (!flags.model.pre_tokenizer.empty()) overrides.pre_tokenizer = flags.model.pre_tokenizer;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    LLADA_TRY(data, tokenizer_from_hf_folder(path, overrides));
    return Tokenizer::create(std::move(data));
  }
  LLADA_TRY(file, GgufFile::open(path));
  auto data = tokenizer_from_gguf(file.metadata(), overrides);
  if (!data) return fail_at(path.string(), std::move(data).error());
  return Tokenizer::create(std::move(*data));
}

void print_ids(std::span<const TokenId> tokens, bool json, Console& console) {
  std::vector<int> ids;
  for (const TokenId token : tokens) ids.push_back(token.value);
  if (json) {
    console.print_json({{"tokens", ids}, {"count", ids.size()}});
  } else {
    console.print(fmt::format("{}\n", fmt::join(ids, " ")));
  }
}

// Numbers between white space, commas and brackets: what this command and JSON tools print.
Result<std::vector<TokenId>> parse_ids(std::string_view text, std::size_t vocabulary) {
  constexpr std::string_view kSeparators = " \t\r\n,[]";
  std::vector<TokenId> ids;
  for (std::size_t begin = text.find_first_not_of(kSeparators); begin != std::string_view::npos;
       begin = text.find_first_not_of(kSeparators, begin)) {
    const std::size_t end = std::min(text.find_first_of(kSeparators, begin), text.size());
    const auto number = parse_number<std::int32_t>(text.substr(begin, end - begin), 0,
                                                   static_cast<std::int32_t>(vocabulary) - 1);
    if (!number)
      return fail(ErrorCode::kUsage, "standard input: byte {}: {}", begin, number.error().message);
    ids.push_back(TokenId(*number));
    begin = end;
  }
  return ids;
}

void print_text(const std::string& text, bool json, Console& console) {
  if (json) {
    console.print_json({{"text", text}});
  } else {
    console.print(text);
  }
}

Status tokenize(const TokenizeFlags& flags, Console& console) {
  const Interrupt interrupt;
  LLADA_TRY(tokenizer, load_tokenizer(flags));
  LLADA_TRY(input, read_standard_input(interrupt));
  if (!flags.decode) {
    const EncodeOptions options{.add_bos = !flags.no_bos, .parse_special = flags.parse_special};
    print_ids(tokenizer.encode(input, options), flags.output.json, console);
    return {};
  }
  LLADA_TRY(ids, parse_ids(input, tokenizer.size()));
  print_text(tokenizer.decode(ids, {.skip_special = false}), flags.output.json, console);
  return {};
}

}  // namespace

void add_tokenize(CommandLine& line) {
  add_command<TokenizeFlags>(line, "tokenize",
                             "Turn standard input into token ids on one line, or ids into text",
                             "Examples:\n"
                             "  printf 'Hello world' | llada tokenize model.gguf\n"
                             "  echo 1018 44 17 | llada tokenize model.gguf --decode",
                             add_flags, tokenize);
}

}  // namespace llada
