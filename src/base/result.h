// Errors as values. Nothing here (or in any room) throws or aborts on input: a function that can fail
// returns Result<T>, and the message says what, where, found, allowed, and how to mend it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace llada {

enum class ErrorCode {
  kUsage,        // a flag or an argument is wrong: the CLI exits with 2
  kNotFound,     // a file or a name does not exist
  kIo,           // the operating system refused a read, a write or a map
  kFormat,       // a file breaks its format
  kUnsupported,  // well-formed, but something we do not do
  kOutOfMemory,  // an allocation or a budget was exceeded
  kCancelled,    // the caller asked to stop
  kDevice,       // an accelerator failed, timed out or vanished
  kInternal,     // our own bug, reported instead of aborting
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = tl::expected<void, Error>;

// Builds the error side of a Result: `return fail(ErrorCode::kFormat, "{}: byte {}: ...", path, at);`
template <class... Args>
[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> format,
                                         Args&&... args) {
  return tl::unexpected<Error>(Error{code, fmt::format(format, std::forward<Args>(args)...)});
}

// Passes an error on with a place in front of its message.
[[nodiscard]] inline tl::unexpected<Error> fail_at(std::string_view where, Error error) {
  error.message = fmt::format("{}: {}", where, error.message);
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace llada

// Returns early with the error of `expression`; else binds its value to `name`.
#define LLADA_TRY(name, expression)                                              \
  auto name##_result = (expression);                                             \
  if (!name##_result) return tl::unexpected(std::move(name##_result).error());   \
  auto& name = *name##_result

// Returns early with the error of a Status expression.
#define LLADA_CHECK(expression)                                                       \
  do {                                                                                \
    if (auto status_ = (expression); !status_)                                        \
      return tl::unexpected(std::move(status_).error());                              \
  } while (false)
