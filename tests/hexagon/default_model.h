// The default model's answers on the emulated NPU and on the host, in exact mode.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "api/model.h"
#include "formats/json.h"
#include "hexagon/emulated_worker.h"
#include "model/weight_chunks.h"
#include "support/test_data.h"

namespace llada::test {

inline std::vector<std::string> questions(std::size_t count) {
  std::ifstream file(source_path("models/eval/test_fresh.jsonl"));
  std::vector<std::string> all;
  for (std::string line; all.size() < count && std::getline(file, line);)
    all.push_back((*parse_json(line))["question"].get<std::string>());
  return all;
}

inline std::unique_ptr<Model> default_model(const std::string& device, std::uint64_t window_bytes = 0) {
  ModelOptions options;
  options.kernel = "exact";
  options.threads = 2;
  options.device = {.name = device, .window_bytes = window_bytes};
  auto model = Model::load(default_model_path(), options);
  EXPECT_TRUE(model) << model.error().message;
  return model ? std::move(*model) : nullptr;
}

inline Result<Completion> answer(Model& model, const std::string& question, const GenerateOptions& options) {
  LLADA_TRY(prompt, model.chat_prompt(std::vector<ChatMessage>{{"user", question}}));
  return model.generate(prompt, options);
}

// The smallest cap of the worker's address space, in whole MiB, under which these options run.
inline std::uint64_t smallest_space(Model& model, const std::string& question, const GenerateOptions& options) {
  const auto prompt = model.chat_prompt(std::vector<ChatMessage>{{"user", question}});
  CancelFlag before_the_first_step;
  before_the_first_step.cancel();
  for (std::uint64_t mib = 24; mib < 512; ++mib) {
    if (!model.use_device({.name = "hexagon:emulated", .window_bytes = mib << 20})) continue;
    const auto tried = model.generate(*prompt, options, {}, &before_the_first_step);
    if (!tried && tried.error().code == ErrorCode::kCancelled) return mib << 20;
  }
  return 0;
}

}  // namespace llada::test
