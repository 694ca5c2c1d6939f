#pragma once

#include <stdint.h>

namespace llada::dsp {

// The descriptor that handle 0 stands for.
void set_default_handle(uint32_t descriptor);

}  // namespace llada::dsp
