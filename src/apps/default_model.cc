#include "apps/default_model.h"

#include <fmt/ranges.h>

#include <cstdlib>

#include "apps/build_info.h"

namespace llada {
namespace {

constexpr std::string_view kFileName = "llada-mini-tasks-q8_0.gguf";
constexpr const char* kVariable = "LLADA_MODEL";

std::filesystem::path executable_folder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

std::vector<std::filesystem::path> candidates() {
  if (const char* given = std::getenv(kVariable); given != nullptr && *given != '\0')
    return {given};
  const std::filesystem::path installed = executable_folder() / build_info::kInstalledModelFolder;
  return {installed.lexically_normal() / kFileName,
          std::filesystem::path(build_info::kSourceModelFolder) / kFileName};
}

}  // namespace

DefaultModelSearch find_default_model() {
  DefaultModelSearch search;
  for (const auto& path : candidates()) {
    search.looked_in.push_back(path);
    std::error_code error;
    search.found = std::filesystem::exists(path, error);
    if (search.found) break;
  }
  return search;
}

Result<std::filesystem::path> require_default_model() {
  const DefaultModelSearch search = find_default_model();
  if (search.found) return search.looked_in.back();
  std::vector<std::string> places;
  for (const auto& path : search.looked_in) places.push_back(path.string());
  return fail(ErrorCode::kNotFound,
              "no default model: there is no {}; give a model, or set {} to one",
              fmt::join(places, ", no "), kVariable);
}

}  // namespace llada
