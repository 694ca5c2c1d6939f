#include "apps/exit_code.h"

#include "apps/interrupt.h"

namespace llada {

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return kExitUsage;
    case ErrorCode::kCancelled:
      return interrupted_exit_code();
    default:
      return kExitFailure;
  }
}

}  // namespace llada
