// A finished answer, as text and as JSON.
#pragma once

#include "api/model.h"
#include "apps/console.h"

namespace llada {

// Whether the text follows its prompt, or holds it: then only what was filled in counts as
// completion.
enum class AnswerPlace { kAfterPrompt, kAroundPrompt };

// text, tokens, finish_reason, usage, steps, forward_passes, seconds
[[nodiscard]] Json completion_json(const Completion& completion, AnswerPlace place);

// "14 steps, 14 forward passes, 87 tokens, 6.2 tokens a pass, 0.41 s"
[[nodiscard]] std::string completion_summary(const Completion& completion, AnswerPlace place);

// The text with a newline at its end and the summary as a remark, or the JSON.
void print_completion(const Completion& completion, AnswerPlace place, bool json, Console& console);

}  // namespace llada
