// Exit codes of the program, as `llada --help` documents them.
#pragma once

#include "base/result.h"

namespace llada {

inline constexpr int kExitSuccess = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitClosedPipe = 141;  // as if SIGPIPE had ended us

// Cancelled work ends with 128 + the number of the signal.
[[nodiscard]] int exit_code(ErrorCode code);

}  // namespace llada
