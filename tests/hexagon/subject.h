// A small model, and generations of it on the host and on the emulated NPU.
#pragma once

#include <gtest/gtest.h>

#include "engine/generator.h"
#include "hexagon/emulated_worker.h"
#include "model/random_model.h"
#include "npu/host/host_device.h"
#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada::test {

struct Subject {
  std::unique_ptr<Weights> weights;
  const KernelSet* kernels;
};

inline Subject load(const std::filesystem::path& path) {
  auto files = ModelFiles::open(path).value();
  const KernelSet* kernels = find_kernel_set("exact").value();
  return {std::make_unique<Weights>(Weights::load(files, *kernels).value()), kernels};
}

// Small, for an emulator: LLaDA's rotation of pairs, or Dream's of halves with biases and shared keys. Its
// extents are no multiples of what the worker computes at a time.
inline Subject small(TensorType type, bool dream = false) {
  ModelConfig config;
  config.architecture = dream ? "dream" : "llada";
  config.layers = 2;
  config.hidden = 96;
  config.heads = 3;
  config.kv_heads = dream ? 1 : 3;
  config.head_dim = 32;
  config.ffn = 160;
  config.vocabulary = 250;
  config.context = 1 << 16;
  config.rope_dims = config.head_dim;
  config.rope_interleaved = !dream;
  config.qkv_bias = dream;
  const TempFolder folder;
  const auto path = folder.path() / "model.gguf";
  const auto written = RandomModel(config, type).write(path);
  if (!written) throw std::runtime_error(written.error().message);
  return load(path);
}

inline Subject tiny(std::string_view type) {
  return load(data_path(fmt::format("llada-tiny/llada-tiny-{}.gguf", type)));
}

struct HexagonSetup {
  HexagonOptions device{.threads = 2};
  DevicePathOptions path{};
  std::uint64_t address_space_bytes = 0;
};

inline const std::vector<TokenId> kPrompt{TokenId(200), TokenId(39), TokenId(95), TokenId(123), TokenId(30)};

// The same generation on both devices.
class Pair {
 public:
  explicit Pair(const Subject& subject) : subject_(subject) {}

  Result<Generation> on_host(const DecodeConfig& config, int count) {
    LLADA_TRY(device, HostDevice::create(*subject_.kernels, {.threads = 1}));
    return run(std::move(device), {}, config, count);
  }
  Result<Generation> on_hexagon(const DecodeConfig& config, int count, const HexagonSetup& setup = {}) {
    LLADA_TRY(device, open_emulated(setup.device, setup.address_space_bytes));
    HexagonDevice* raw = device.get();
    auto generation = run(std::move(device), setup.path, config, count, [&] { counters_ = raw->worker_counters(); });
    return generation;
  }
  // What the worker had counted when the last generation on it was over.
  [[nodiscard]] const wire::Counters& counters() const { return counters_; }

 private:
  Result<Generation> run(std::unique_ptr<NpuDevice> device, const DevicePathOptions& options, DecodeConfig config, int count,
                         const std::function<void()>& before_end = {}) {
    config.end_tokens = {TokenId(101)};
    LLADA_TRY(pool, ThreadPool::create(1));
    LLADA_TRY(path, DeviceDensePath::create(*subject_.weights, *subject_.kernels, std::move(device), options));
    Generator generator(*subject_.weights, *subject_.kernels, *pool);
    generator.set_device(std::move(path));
    auto generation = generator.run(config, Canvas::after_prompt(kPrompt, count, TokenId(223)));
    if (before_end && generator.device() != nullptr) before_end();
    return generation;
  }

  const Subject& subject_;
  wire::Counters counters_{};
};

inline std::vector<TokenId> tokens(const Result<Generation>& generation) {
  EXPECT_TRUE(generation) << generation.error().message;
  if (!generation) return {};
  const auto all = generation->state.canvas.tokens();
  return {all.begin(), all.end()};
}

}  // namespace llada::test
