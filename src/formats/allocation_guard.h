// Turns a refused allocation into an error: the outermost function of every parser runs inside it.
#pragma once

#include <new>
#include <stdexcept>
#include <string_view>

#include "base/result.h"

namespace llada {

// Calls body(), which returns a Result or Status, and passes its answer on.
template <class Body>
auto guard_allocation(std::string_view what, Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {  // a container's own word for the same thing
  }
  return fail(ErrorCode::kOutOfMemory, "{}: not enough memory", what);
}

}  // namespace llada
