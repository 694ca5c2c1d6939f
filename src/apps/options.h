// The groups of flags that several commands share, and what they mean to the API.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "api/model.h"
#include "apps/console.h"
#include "apps/interrupt.h"

namespace llada {

// --json, --quiet
struct OutputFlags {
  bool json = false;
  bool quiet = false;
};
void add_output_flags(CLI::App& app, OutputFlags& flags);

// [MODEL], -m, --pre-tokenizer
struct PathFlags {
  std::string positional;
  std::string option;
};
// `optional`: without a path, the default model is taken.
enum class ModelPath { kRequired, kOptional };
void add_path_flags(CLI::App& app, PathFlags& flags, ModelPath presence);
// The path given, or that of the default model. Errors: kUsage when two differ, kNotFound.
Result<std::filesystem::path> model_path(const PathFlags& flags);

// The model, and what computes it.
struct ModelFlags {
  PathFlags path;
  std::string kernel = "auto";
  int threads = 0;
  std::string pre_tokenizer;
  std::string chat_template;
  std::string pack_cache;  // empty: off
  DeviceOptions device;
};
void add_compute_flags(CLI::App& app, ModelFlags& flags);   // --threads, --kernel, --pack-cache
void add_device_flags(CLI::App& app, ModelFlags& flags);    // --device, --window, --residency
void add_tokenizer_flag(CLI::App& app, ModelFlags& flags);  // --pre-tokenizer
void add_template_flag(CLI::App& app, ModelFlags& flags);   // --chat-template
[[nodiscard]] ModelOptions model_options(const ModelFlags& flags, const CancelFlag& cancel);

// When the tokens that end a text may be chosen (LLaDA's EOS flags, in their correct form).
enum class EndTokens : std::uint8_t {
  kNormal,  // like any other
  kLast,    // end of text and end of turn: settled after everything else
  kNever,   // end of text: never
};

// How an answer is decoded: a named mode, and what is changed of it.
struct DecodeFlags {
  std::string preset;
  std::string decoder;
  int max_tokens = 128;
  std::optional<int> block, steps, refresh_interval, top_k;
  std::optional<double> threshold, far_threshold, factor, temperature, top_p, cfg_scale;
  std::optional<double> order_temperature;
  std::optional<std::uint64_t> seed;
  std::optional<CacheMode> cache;
  std::optional<Refresh> refresh;
  std::optional<CommitRule> commit;
  std::optional<Remasking> remasking;
  std::optional<DreamOrder> order;
  std::optional<EndTokens> end_tokens;
  std::optional<SpeculateMode> speculate;
  std::optional<ReviseMode> revise;
  std::optional<int> lookahead, branches, branch_tokens, side_rows, side_delay;
  std::optional<double> branch_threshold, replace_threshold, remask_threshold, stable_threshold;
  std::optional<double> draft_threshold;
  std::string latency_path;
  bool no_early_stop = false;
};
void add_decode_flags(CLI::App& app, DecodeFlags& flags);
// The preset or decoder in force.
[[nodiscard]] std::string decoder_label(const DecodeFlags& flags);
// Errors: kUsage for an unknown decoder or a combination the decoder refuses.
Result<GenerateOptions> generate_options(const DecodeFlags& flags);
// What --end-tokens means for the model that is loaded.
void apply_end_tokens(const DecodeFlags& flags, const Tokenizer& tokenizer, DecodeConfig& config);
// Remarks on flags given that have no effect under the commit rule in force.
void note_idle_flags(const DecodeFlags& flags, const DecodeConfig& config, Console& console);

// --visual, --visual-delay
struct VisualFlags {
  bool visual = false;
  std::optional<int> delay_ms;
};
void add_visual_flags(CLI::App& app, VisualFlags& flags);

// -p TEXT, else standard input
struct PromptFlags {
  std::optional<std::string> text;
};
void add_prompt_flag(CLI::App& app, PromptFlags& flags, const std::string& help);
// From standard input one newline at the end is dropped. Errors: kUsage when it is empty, kIo,
// kCancelled.
Result<std::string> read_prompt(const PromptFlags& flags, Console& console,
                                const Interrupt& interrupt);

// All of standard input. Errors: kIo, kUsage beyond 64 MiB, kCancelled.
Result<std::string> read_standard_input(const Interrupt& interrupt);

// Loads the model with a progress bar.
Result<std::unique_ptr<Model>> load_model(const ModelFlags& flags, Console& console,
                                          const Interrupt& interrupt);

}  // namespace llada
