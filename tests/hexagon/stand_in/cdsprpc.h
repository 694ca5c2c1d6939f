// What a test may ask of the stand-in library.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {
// The calls so far, one a line ("rpcmem_alloc 65536"), copied to `text`; returns the length of all.
std::size_t stand_in_calls(char* text, std::size_t most);
// The nth call from now (0: the next) of an entry point fails with this code; rpcmem_alloc gives nullptr.
void stand_in_fail(const char* call, int nth, int code);
void stand_in_answer_short();                  // the next reply is one byte short
void stand_in_set_arch(std::uint32_t arch);    // as the attribute gives it: 0x73 for v73; 0x73 at first
void stand_in_set_address_space(std::uint64_t bytes);  // of the next session's worker; 0: 4 GiB
void stand_in_kill_worker();
// What is still held: memory, registrations, queues, sessions.
std::size_t stand_in_held();
void stand_in_reset();
}
