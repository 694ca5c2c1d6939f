// The ranges a command reads or writes.
#pragma once

#include "worker/list_reader.h"

namespace llada::dsp {

template <class Body>
void for_each_range(const Command& command, const Body& body) {
  const AttentionCommand& a = command.attention;
  const ElementwiseCommand& e = command.elementwise;
  switch (command.kind) {
    case CommandKind::kStage: body(command.from), body(command.to); return;
    case CommandKind::kProducts:
      body(command.products.input);
      for (uint32_t i = 0; i < command.products.count; ++i)
        body(command.products.products[i].weights), body(command.products.products[i].output);
      return;
    case CommandKind::kAttention:
      body(a.queries), body(a.keys), body(a.values), body(a.own_keys), body(a.own_values), body(a.replaced), body(a.output);
      return;
    case CommandKind::kElementwise: body(e.first), body(e.second), body(e.output); return;
    case CommandKind::kHead: body(command.head.logits), body(command.head.statistics); return;
    case CommandKind::kMap:
    case CommandKind::kUnmap:
    case CommandKind::kFence: return;
  }
}

// Whether it has to find all of memory as the commands before it leave it: it moves maps, or is a fence.
inline bool concerns_all(const Command& command) {
  return command.kind == CommandKind::kMap || command.kind == CommandKind::kUnmap || command.kind == CommandKind::kFence;
}

}  // namespace llada::dsp
