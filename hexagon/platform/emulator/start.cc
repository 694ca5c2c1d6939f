// Entry of the emulated worker: worker CONTROL_DESCRIPTOR MEMORY_DESCRIPTOR, both inherited.
#include "platform/emulator/emulator.h"
#include "platform/emulator/system_call.h"
#include "platform/platform.h"
#include "worker/worker.h"

namespace llada::dsp {
namespace {

uint32_t number(const char* text) {
  uint32_t value = 0;
  while (*text >= '0' && *text <= '9') value = value * 10 + static_cast<uint32_t>(*text++ - '0');
  return value;
}

int run(int count, char** words) {
  if (count != 3) return 2;
  void* control = map_memory(number(words[1]), 0, wire::kPage);
  if (control == nullptr) return 3;
  set_default_handle(number(words[2]));
  return serve(*static_cast<wire::Control*>(control));
}

}  // namespace
}  // namespace llada::dsp

extern "C" {

// The stack as Linux leaves it: argument count, then the arguments' addresses. HVX registers are spilt to
// the stack, which has to be aligned for them.
__attribute__((naked, used)) void _start() {
  __asm__ volatile(
      "r0 = r29\n"
      "r29 = and(r29, #-128)\n"
      "call llada_start\n");
}

__attribute__((used)) void llada_start(long* stack) {
  using namespace llada::dsp;
  system_call(Call::kExitGroup, run(static_cast<int>(stack[0]), reinterpret_cast<char**>(stack + 1)));
  __builtin_trap();
}
}
