// What a command is called in timelines and messages: "gate-up 3", "stage".
#pragma once

#include <string>

#include "npu/command.h"

namespace llada {

[[nodiscard]] std::string name_of(const Command& command);

}  // namespace llada
