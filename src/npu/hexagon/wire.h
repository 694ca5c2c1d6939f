// What the host and the DSP's worker say to each other: plain numbers in shared memory, the same for every
// transport. Freestanding: the DSP's compiler reads this file too. Not here: command lists, which are
// bytes in a shared buffer (npu/command_codec.h).
//
// A request is answered once, in order. Every message carries its sequence number and a checksum; a worker
// that reads nonsense says so and goes on.
#pragma once

#include <stdint.h>

namespace llada::wire {

inline constexpr uint32_t kMagic = 0x5058484c;  // "LHXP"
inline constexpr uint32_t kVersion = 1;
inline constexpr uint32_t kListVersion = 2;   // of command lists: npu/command_codec.h
inline constexpr uint32_t kPage = 65536;      // offsets and sizes of what is mapped
inline constexpr uint32_t kListSlots = 4;     // command lists on the way at a time
inline constexpr uint32_t kListSlotBytes = 1u << 20;
inline constexpr uint32_t kMaxThreads = 8;
inline constexpr uint32_t kMaxBuffers = 4096;

enum class RequestKind : uint32_t {
  kHello,   // first: versions and what the session needs
  kAttach,  // a buffer of shared memory gets a number
  kDetach,
  kRun,     // a command list
  kStop,    // answered, then the worker ends
};

// What went wrong, in the worker's words; numbers `found` and `allowed` of the reply go with it.
enum class Problem : uint32_t {
  kNone,
  kChecksum,         // of a message
  kOtherVersion,     // found: the host's
  kRequest,          // an unknown kind, or a first message that is no hello
  kWindow,           // found: bytes asked for, allowed: bytes there are
  kMemory,           // the platform gave none; found: bytes
  kScratch,          // found: bytes of fast memory needed, allowed: the budget
  kBuffer,           // found: a number that no buffer has, or that one has already
  kListHeader,
  kListChecksum,
  kListEnd,          // the bytes end within a command, or go on behind the last
  kListCommand,      // an unknown kind or word
  kExtent,           // found, allowed: an extent beyond bounds
  kShape,            // found: bytes of a range, allowed: bytes of its shape
  kRange,            // found: the end of a range, allowed: the end of its buffer
  kAlignment,        // found: an offset
  kVisible,          // found: a buffer that is not visible, or is where it must not be
  kFormat,           // found: GGUF number of weights, allowed: their layout
  kIndex,            // found: a position or row in memory, allowed: how many there are
  kRecord,           // head statistics in memory do not match their checksum
  kFault,            // injected (tests)
};

// Ways to go wrong that a test asks for, at command `at` of a list.
enum class Fault : uint32_t { kNone, kDie, kHang, kGarbage };

struct Hello {
  uint32_t magic;
  uint32_t version;
  uint32_t list_version;
  uint32_t threads;
  uint32_t activation_bits;  // 16 or 8: what the products keep of an activation
  uint32_t lists_handle;
  uint64_t window_bytes;     // that buffers and maps may take; 0: all there is
  uint64_t scratch_bytes;    // of fast memory (VTCM), a hard limit
  uint64_t lists_offset;     // of kListSlots slots, in the shared memory of that handle
};

struct Attach {
  uint32_t buffer;
  uint32_t in_window;  // 1: visible from now on; 0: backing, to be mapped or staged
  uint64_t handle;     // of the shared memory; 0: the one the worker was started with
  uint64_t offset;     // in it, whole pages
  uint64_t bytes;
};

struct Detach {
  uint32_t buffer;
};

struct Run {
  uint32_t slot;
  uint32_t bytes;
  Fault fault;
  uint32_t at;
};

struct Request {
  uint32_t sequence;
  RequestKind kind;
  union {
    Hello hello;
    Attach attach;
    Detach detach;
    Run run;
    uint64_t words[8];
  };
  uint64_t checksum;  // of the bytes before it
};
static_assert(sizeof(Request) == 80);

// Since the session began.
struct Counters {
  uint64_t maps;
  uint64_t unmaps;
  uint64_t stages;
  uint64_t staged_bytes;
  uint64_t commands;
  uint64_t busy_ns;
  uint64_t staging_ns;
  uint64_t stalled_ns;  // a command waited for bytes to arrive
  uint64_t visible_bytes;
  uint64_t scratch_bytes;  // the most that was in use
};

struct Reply {
  uint32_t sequence;
  Problem problem;
  uint32_t command;    // of a list, where it failed
  uint32_t version;    // the worker's
  uint32_t list_version;
  uint32_t arch;       // 67 for v67
  uint64_t found;
  uint64_t allowed;
  uint64_t window_bytes;
  Counters counters;
  uint64_t checksum;  // of the bytes before it
};
static_assert(sizeof(Reply) == 136);

// FNV-1a, 64 bits.
inline uint64_t checksum(const void* bytes, uint64_t count) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (uint64_t at = 0; at < count; ++at) hash = (hash ^ static_cast<const uint8_t*>(bytes)[at]) * 0x100000001b3u;
  return hash;
}

// A ring with one writer and one reader. Counters only grow; the reader waits on `written`, as a futex
// where the platform has them.
inline constexpr uint32_t kRingMessages = 64;

template <class Message>
struct Ring {
  alignas(128) uint32_t written;
  alignas(128) uint32_t read;
  alignas(128) Message messages[kRingMessages];
};

template <class Message>
bool push(Ring<Message>& ring, const Message& message) {
  const uint32_t written = __atomic_load_n(&ring.written, __ATOMIC_RELAXED);
  if (written - __atomic_load_n(&ring.read, __ATOMIC_ACQUIRE) >= kRingMessages) return false;
  ring.messages[written % kRingMessages] = message;
  __atomic_store_n(&ring.written, written + 1, __ATOMIC_RELEASE);
  return true;
}

template <class Message>
bool pop(Ring<Message>& ring, Message& message) {
  const uint32_t read = __atomic_load_n(&ring.read, __ATOMIC_RELAXED);
  if (__atomic_load_n(&ring.written, __ATOMIC_ACQUIRE) == read) return false;
  message = ring.messages[read % kRingMessages];
  __atomic_store_n(&ring.read, read + 1, __ATOMIC_RELEASE);
  return true;
}

// What lies at the start of the control memory.
struct Control {
  Ring<Request> requests;
  Ring<Reply> replies;
};
static_assert(sizeof(Control) <= kPage);

}  // namespace llada::wire
