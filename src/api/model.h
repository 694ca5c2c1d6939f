// The public C++ API: load a model, turn messages into a prompt, denoise an answer.
//
//   auto model = llada::Model::load("models/llada-mini-tasks-q8_0.gguf");
//   if (!model) return report(model.error());
//   auto prompt = (*model)->chat_prompt({{"user", "What is 2 + 2?"}});
//   auto answer = (*model)->generate(*prompt, {});
//   if (answer) puts(answer->text.c_str());
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "api/device.h"
#include "base/cancel.h"
#include "decode/decoder.h"
#include "engine/generator.h"
#include "kernels/kernel_set.h"
#include "model/config.h"
#include "model/weights.h"
#include "text/chat_template.h"
#include "text/tokenizer.h"

namespace llada {

struct ModelOptions {
  // Name of a kernel set; "exact": the fastest with f32 activations; "auto": exact for models up to
  // 512 MiB, else the fastest.
  std::string kernel = "auto";
  int threads = 0;              // 0: one per core
  std::string pre_tokenizer;    // overrides what the file names; empty: as the file says
  std::string chat_template;    // likewise: "llada", "llada-moe", "chatml", ...
  // Folder to keep packed weights in between runs, made if need be; empty: none are kept
  // (docs/design/pack-cache.md).
  std::filesystem::path pack_cache;
  DeviceOptions device;
  Progress progress;
  const CancelFlag* cancel = nullptr;
  std::function<void(std::string_view line)> note;  // remarks on loading, none of them an error
};

// How the weights are to be loaded on the threads of `pool`.
[[nodiscard]] LoadOptions load_options(const ModelOptions& options, ThreadPool& pool);

// The fewest rows within one point of exact-ref on the models here (docs/design/decoders.md).
inline constexpr std::string_view kDefaultPreset = "balanced";

struct GenerateOptions {
  int max_tokens = 128;  // masks put behind the prompt
  // End tokens, the mask and the shift of logits are filled in by the model.
  DecodeConfig decode = preset_by_name(kDefaultPreset).value_or(DecodeConfig{});
};

enum class FinishReason : std::uint8_t { kStop, kLength };
[[nodiscard]] std::string_view to_string(FinishReason reason);  // "stop", "length"

struct Completion {
  std::string text;
  std::vector<TokenId> tokens;  // up to, without, the first end token
  FinishReason finish_reason = FinishReason::kLength;
  int prompt_tokens = 0;
  int steps = 0;
  int forward_passes = 0;
  std::uint64_t rows = 0;  // rows computed in all passes
  DecodeMetrics metrics;
  int side_stalls = 0;  // steps that waited for the side path, and how long in all
  double side_stall_seconds = 0;
  double side_busy_seconds = 0;
  DeviceUse device;
  double seconds = 0;      // wall clock
};

// The canvas after a step, what the step changed, and what it computed.
struct StepView {
  int step = 0;  // from 1
  const Canvas& canvas;
  std::span<const CanvasEvent> events;
  const StepPlan& plan;
};
using StepCallback = std::function<void(const StepView&)>;

class Model {
 public:
  // A GGUF file (or first shard), or an unpacked Hugging Face folder. Errors name the file and say how
  // to mend it: kNotFound, kIo, kFormat, kUnsupported, kUsage (unknown kernel), kCancelled.
  static Result<std::unique_ptr<Model>> load(const std::filesystem::path& path, const ModelOptions& options = {});
  ~Model();

  [[nodiscard]] const ModelConfig& config() const;
  [[nodiscard]] const Tokenizer& tokenizer() const;
  [[nodiscard]] const Weights& weights() const;
  [[nodiscard]] const KernelSet& kernels() const;
  [[nodiscard]] int threads() const;
  [[nodiscard]] std::uint64_t file_bytes() const;

  // Computes on another device from now on. Errors: as open_device(); the model is then as it was.
  Status use_device(const DeviceOptions& options);
  // "host:KERNEL"; empty: the CPU itself.
  [[nodiscard]] std::string device_name() const;
  // What ran when on the device and on the side path, since the device was opened (the side path: in the last
  // generation), where DeviceOptions asked for it.
  [[nodiscard]] Timeline timeline() const;

  // Token ids of a conversation, ending where the assistant speaks. Error: kUnsupported when the model
  // has no chat template we know.
  [[nodiscard]] Result<std::vector<TokenId>> chat_prompt(std::span<const ChatMessage> messages) const;
  // Plain text as ids, special tokens taken literally, BOS in front if the model wants one.
  [[nodiscard]] std::vector<TokenId> text_prompt(std::string_view text) const;

  // Errors: kUsage (options, prompt plus max_tokens beyond the context), kOutOfMemory, kCancelled.
  Result<Completion> generate(std::span<const TokenId> prompt, const GenerateOptions& options,
                              const StepCallback& on_step = {}, const CancelFlag* cancel = nullptr);

  // Fills the holes of `text`: "[[20]]" is a hole of up to 20 tokens. The text around them never
  // changes. Completion::text is the whole text, filled. Error: kUsage for a malformed or missing hole.
  Result<Completion> infill(std::string_view text, const GenerateOptions& options,
                            const StepCallback& on_step = {}, const CancelFlag* cancel = nullptr);

  // One forward pass over `tokens`; `row(pos, logits)` is called for every position in order.
  Status logits(std::span<const TokenId> tokens,
                const std::function<void(int pos, std::span<const float> logits)>& row);

 private:
  struct State;
  explicit Model(std::unique_ptr<State> state);
  Result<Generation> denoise(Canvas canvas, const DecodeConfig& config, const StepCallback& on_step,
                             const CancelFlag* cancel);
  static void count(const Generation& generation, Completion& completion);
  std::unique_ptr<State> state_;
};

// Converts any readable model to one GGUF file; `type` names a tensor type, empty keeps the source's.
// Errors: as Weights and convert().
Status convert_model(const std::filesystem::path& source, const std::filesystem::path& destination,
                     std::string_view type, const ModelOptions& options = {});

}  // namespace llada
