#include "api/model.h"

#include <algorithm>

#include "api/compute.h"
#include "api/holes.h"
#include "decode/answer.h"
#include "model/convert.h"
#include "text/tokenizer_loaders.h"

namespace llada {
namespace {

Result<TokenizerData> load_tokenizer(const ModelFiles& files, const ModelOptions& options) {
  TokenizerOverrides overrides;
  if (!options.pre_tokenizer.empty()) overrides.pre_tokenizer = options.pre_tokenizer;
  auto data = files.is_gguf() ? tokenizer_from_gguf(*files.metadata(), overrides)
                              : tokenizer_from_hf_folder(files.path(), overrides);
  if (!data) return fail_at(files.path().string(), std::move(data).error());
  return data;
}

Result<ChatTemplate> choose_template(const std::string& name, const TokenizerData& data) {
  return name.empty() ? ChatTemplate::recognise(data.chat_template) : ChatTemplate::named(name);
}

std::vector<TokenId> end_tokens_of(const Tokenizer& tokenizer, const Result<ChatTemplate>& chat) {
  std::vector<TokenId> tokens;
  const std::optional<TokenId> turn_end = chat ? tokenizer.find_special(chat->end_of_turn()) : std::nullopt;
  for (const auto& token : {tokenizer.special().eos, tokenizer.special().eot, turn_end}) {
    if (token && std::find(tokens.begin(), tokens.end(), *token) == tokens.end()) tokens.push_back(*token);
  }
  return tokens;
}

}  // namespace

LoadOptions load_options(const ModelOptions& options, ThreadPool& pool) {
  const bool staged = options.device.window_bytes > 0;
  return {&pool, options.progress, options.cancel, options.pack_cache, options.note, !staged};
}

std::string_view to_string(FinishReason reason) { return reason == FinishReason::kStop ? "stop" : "length"; }

struct Model::State {
  const KernelSet* kernels = nullptr;
  std::unique_ptr<ThreadPool> pool;
  Weights weights;
  Tokenizer tokenizer;
  Result<ChatTemplate> chat_template;
  std::uint64_t file_bytes = 0;
  Generator generator;

  State(const KernelSet* k, std::unique_ptr<ThreadPool> p, Weights w, Tokenizer t, Result<ChatTemplate> c)
      : kernels(k), pool(std::move(p)), weights(std::move(w)), tokenizer(std::move(t)), chat_template(std::move(c)),
        generator(weights, *kernels, *pool) {}

  [[nodiscard]] Result<TokenId> mask() const {
    if (weights.config().mask) return *weights.config().mask;
    if (tokenizer.special().mask) return *tokenizer.special().mask;
    return fail(ErrorCode::kUnsupported, "the model names no mask token; it cannot be denoised");
  }
  [[nodiscard]] DecodeConfig complete(const DecodeConfig& wanted) const {
    DecodeConfig config = wanted;
    config.shift_logits = weights.config().shift_logits;
    config.end_tokens = end_tokens_of(tokenizer, chat_template);
    return without_refused(std::move(config));
  }
};

Model::Model(std::unique_ptr<State> state) : state_(std::move(state)) {}
Model::~Model() = default;

Result<std::unique_ptr<Model>> Model::load(const std::filesystem::path& path, const ModelOptions& options) {
  LLADA_TRY(threads, thread_count(options.threads));
  LLADA_CHECK(find_kernel_set(options.kernel));
  LLADA_CHECK(check_device(options.device));
  LLADA_TRY(files, ModelFiles::open(path));
  LLADA_TRY(kernels, kernels_for(options.device, options.kernel, files.file_bytes()));
  LLADA_TRY(data, load_tokenizer(files, options));
  auto chat_template = choose_template(options.chat_template, data);
  if (!chat_template && !options.chat_template.empty()) return tl::unexpected(chat_template.error());
  LLADA_TRY(tokenizer, Tokenizer::create(std::move(data)));
  LLADA_TRY(pool, ThreadPool::create(threads));
  auto weights = Weights::load(files, *kernels, load_options(options, *pool));
  if (!weights) return fail_at(path.string(), std::move(weights).error());
  auto state = std::make_unique<State>(kernels, std::move(pool), std::move(*weights), std::move(tokenizer),
                                       std::move(chat_template));
  state->file_bytes = files.file_bytes();
  std::unique_ptr<Model> model(new Model(std::move(state)));
  if (options.device.wanted()) LLADA_CHECK(model->use_device(options.device));
  return model;
}

Status Model::use_device(const DeviceOptions& options) {
  std::unique_ptr<DeviceDensePath> path;
  if (options.wanted()) {
    LLADA_TRY(opened, open_device(options, state_->weights, *state_->kernels, threads()));
    path = std::move(opened);
  }
  state_->generator.set_device(std::move(path));
  return {};
}

std::string Model::device_name() const {
  DeviceDensePath* path = state_->generator.device();
  return path == nullptr ? std::string() : path->device().capabilities().name;
}

Timeline Model::timeline() const {
  DeviceDensePath* path = state_->generator.device();
  if (path == nullptr) return {};
  Timeline all = path->device().timeline();
  const Timeline& side = state_->generator.side_timeline();
  all.insert(all.end(), side.begin(), side.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const TimelineEvent& a, const TimelineEvent& b) { return a.end < b.end; });
  return all;
}

const ModelConfig& Model::config() const { return state_->weights.config(); }
const Tokenizer& Model::tokenizer() const { return state_->tokenizer; }
const Weights& Model::weights() const { return state_->weights; }
const KernelSet& Model::kernels() const { return *state_->kernels; }
int Model::threads() const { return state_->pool->size(); }
std::uint64_t Model::file_bytes() const { return state_->file_bytes; }

Result<std::vector<TokenId>> Model::chat_prompt(std::span<const ChatMessage> messages) const {
  if (!state_->chat_template) return tl::unexpected(state_->chat_template.error());
  return state_->chat_template->render(state_->tokenizer, messages);
}

std::vector<TokenId> Model::text_prompt(std::string_view text) const {
  return state_->tokenizer.encode(text, {.add_bos = true, .parse_special = false});
}

Result<Generation> Model::denoise(Canvas canvas, const DecodeConfig& config, const StepCallback& on_step,
                                  const CancelFlag* cancel) {
  if (canvas.size() > this->config().context) {
    return fail(ErrorCode::kUsage, "{} positions (prompt and answer) exceed the model's context of {}; shorten the prompt or use a smaller -n",
                canvas.size(), this->config().context);
  }
  int step = 0;
  const StepObserver observer = [&](const StepReport& report) {
    if (on_step) on_step({++step, report.state.canvas, report.events, report.plan});
  };
  return state_->generator.run(config, std::move(canvas), observer, cancel);
}

Result<Completion> Model::generate(std::span<const TokenId> prompt, const GenerateOptions& options,
                                   const StepCallback& on_step, const CancelFlag* cancel) {
  const int room = config().context - static_cast<int>(std::min<std::size_t>(prompt.size(), 1u << 30));
  if (options.max_tokens < 1 || options.max_tokens > room) {
    return fail(ErrorCode::kUsage, "{} tokens to generate after a prompt of {}: the context of {} leaves 1..{}",
                options.max_tokens, prompt.size(), config().context, std::max(room, 0));
  }
  LLADA_TRY(mask, state_->mask());
  const DecodeConfig decode = state_->complete(options.decode);
  LLADA_TRY(generation, denoise(Canvas::after_prompt(prompt, options.max_tokens, mask), decode, on_step, cancel));
  const Canvas& canvas = generation.state.canvas;
  const std::optional<Position> end = answer_end(canvas, decode);
  const auto begin = canvas.tokens().begin() + static_cast<std::ptrdiff_t>(prompt.size());
  Completion completion;
  completion.tokens.assign(begin, end ? canvas.tokens().begin() + end->value : canvas.tokens().end());
  completion.text = state_->tokenizer.decode(completion.tokens, {.skip_special = true});
  completion.finish_reason = end ? FinishReason::kStop : FinishReason::kLength;
  completion.prompt_tokens = static_cast<int>(prompt.size());
  count(generation, completion);
  return completion;
}

void Model::count(const Generation& generation, Completion& completion) {
  completion.device = generation.device;
  completion.steps = generation.counts.steps;
  completion.forward_passes = generation.counts.forward_passes;
  completion.rows = generation.counts.rows;
  completion.metrics = generation.state.metrics;
  completion.side_stalls = generation.counts.side_stalls;
  completion.side_stall_seconds = generation.counts.side_stall_seconds;
  completion.side_busy_seconds = generation.counts.side_busy_seconds;
  completion.seconds = generation.seconds;
}

Result<Completion> Model::infill(std::string_view text, const GenerateOptions& options, const StepCallback& on_step,
                                 const CancelFlag* cancel) {
  LLADA_TRY(mask, state_->mask());
  LLADA_TRY(segments, parse_holes(text, config().context));
  std::vector<TokenId> tokens;
  std::vector<bool> masked;
  for (const HoleSegment& segment : segments) {
    const auto ids = state_->tokenizer.encode(segment.text, {.add_bos = tokens.empty(), .parse_special = false});
    tokens.insert(tokens.end(), ids.begin(), ids.end());
    masked.resize(tokens.size(), false);
    tokens.resize(tokens.size() + static_cast<std::size_t>(segment.hole), mask);
    masked.resize(tokens.size(), true);
  }
  DecodeConfig decode = state_->complete(options.decode);
  decode.stop_at_eos = false;  // text after a hole belongs to the answer
  LLADA_TRY(generation, denoise(Canvas::with_holes(tokens, masked, mask), decode, on_step, cancel));
  Completion completion;
  const auto ends = decode.end_tokens;
  for (std::size_t at = 0; at < masked.size(); ++at) {
    const TokenId token = generation.state.canvas.tokens()[at];
    if (masked[at] && std::find(ends.begin(), ends.end(), token) != ends.end()) continue;  // a shorter filling
    completion.tokens.push_back(token);
  }
  completion.text = state_->tokenizer.decode(completion.tokens, {.skip_special = true});
  completion.finish_reason = FinishReason::kStop;
  completion.prompt_tokens = static_cast<int>(std::count(masked.begin(), masked.end(), false));
  count(generation, completion);
  return completion;
}

Status Model::logits(std::span<const TokenId> tokens,
                     const std::function<void(int pos, std::span<const float> logits)>& row) {
  return state_->generator.logits(tokens, row);
}

Status convert_model(const std::filesystem::path& source, const std::filesystem::path& destination,
                     std::string_view type, const ModelOptions& options) {
  ConvertOptions convert_options;
  if (!type.empty()) {
    convert_options.type = tensor_type_from_name(type);
    if (!convert_options.type) {
      return fail(ErrorCode::kUsage, "type '{}' is unknown; allowed: f32, f16, bf16, q8_0, q4_0, q4_k, q6_k", type);
    }
  }
  LLADA_TRY(files, ModelFiles::open(source));
  GgufMetadata metadata;
  if (!files.is_gguf()) {
    LLADA_TRY(tokenizer, load_tokenizer(files, options));
    tokenizer_to_gguf(tokenizer, metadata);
  }
  return convert(files, metadata, destination, convert_options, options.progress, options.cancel);
}

}  // namespace llada
