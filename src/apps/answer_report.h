// A finished answer, as text and as JSON.
#pragma once

#include "api/model.h"
#include "apps/console.h"

namespace llada {

// text, tokens, finish_reason, usage, steps, forward_passes, seconds
[[nodiscard]] Json completion_json(const Completion& completion);

// "14 steps, 14 forward passes, 87 tokens, 6.2 tokens a pass, 0.41 s"
[[nodiscard]] std::string completion_summary(const Completion& completion);

// The text with a newline at its end and the summary as a remark, or the JSON.
void print_completion(const Completion& completion, bool json, Console& console);

}  // namespace llada
