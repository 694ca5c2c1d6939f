// What the worker needs of the system it runs on. Two platforms: `emulator` (system calls, as qemu-user
// serves them) and `fastrpc` (a session on a phone). No function fails silently; none throws.
#pragma once

#include <stdint.h>

namespace llada::dsp {

// Shared memory made visible; nullptr when there is no room. `offset` and `bytes` are whole pages.
void* map_memory(uint64_t handle, uint64_t offset, uint64_t bytes);
void unmap_memory(void* at, uint64_t handle, uint64_t bytes);
// Bytes that may be mapped at most beside what is in use now.
uint64_t measure_window();

// Private memory for the session; nullptr when there is none. Fast memory (VTCM) where the chip has it.
void* take_scratch(uint64_t bytes);

uint64_t now_ns();

// Sleeps until *word differs from `seen` or somebody wakes it; may return early.
void wait_for_change(uint32_t* word, uint32_t seen);
void wake(uint32_t* word);

// Runs body(context) on a new thread with a stack of its own, 128-byte aligned. False: none can be had.
bool start_thread(void (*body)(void* context), void* context, uint32_t index);

// Ends or stops the whole worker: what a test asks for.
[[noreturn]] void die();

}  // namespace llada::dsp
