// Files a command is about to write.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace llada {

// Files are written beside their destination and renamed into place: doing that to a folder, a
// device or a pipe would fail late or replace it. Error: kUsage for those; a missing or an ordinary
// file is fine.
[[nodiscard]] inline Status check_destination(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) return {};
  return fail(ErrorCode::kUsage, "{} is no ordinary file; name one to write", path.string());
}

}  // namespace llada
