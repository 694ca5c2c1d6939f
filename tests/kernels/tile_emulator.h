// Runs AMX tile instructions on a CPU without them: each raises SIGILL, and the handler decodes it from
// the machine code and computes what the Intel SDM (vol. 2, the instructions' own pages) says. So the
// kernels' very binary is tested anywhere AVX-512 is. x86-64 Linux only; slow; one thread at a time.
#pragma once

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ucontext.h>

namespace llada::test {

struct EmulatedTile {
  std::uint8_t bytes[16][64];
};

struct TileState {
  bool configured = false;
  std::uint16_t row_bytes[8] = {};
  std::uint8_t rows[8] = {};
  EmulatedTile tiles[8] = {};
  long executed = 0;  // instructions, to see that a test reached any
};

inline TileState& tile_state() {
  static TileState state;
  return state;
}

// The fields of a VEX-encoded instruction with a three-byte prefix: C4 RXBmmmmm WvvvvLpp opcode ModRM.
struct TileInstruction {
  const std::uint8_t* at;
  [[nodiscard]] bool valid() const { return at[0] == 0xc4 && (at[1] & 0x1f) == 2 && (at[2] & 0x84) == 0; }
  [[nodiscard]] int prefix() const { return at[2] & 3; }  // none, 66, F3, F2
  [[nodiscard]] int opcode() const { return at[3]; }
  [[nodiscard]] int mod() const { return at[4] >> 6; }
  [[nodiscard]] int reg() const { return ((at[4] >> 3) & 7) | (at[1] & 0x80 ? 0 : 8); }
  [[nodiscard]] int rm() const { return (at[4] & 7) | (at[1] & 0x20 ? 0 : 8); }
  [[nodiscard]] int vvvv() const { return ~(at[2] >> 3) & 15; }
};

// General registers in the order of their numbers in machine code.
inline std::int64_t general_register(const ucontext_t& context, int number) {
  constexpr int kOrder[] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                            REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
  return context.uc_mcontext.gregs[kOrder[number]];
}

struct MemoryOperand {
  std::uint8_t* address = nullptr;
  std::int64_t stride = 0;  // the index register, scaled; 0 without one
  int length = 0;           // bytes from ModRM to the instruction's end
};

inline std::int64_t displacement(const std::uint8_t* at, int bytes) {
  if (bytes == 1) return static_cast<std::int8_t>(*at);
  std::int32_t value = 0;
  if (bytes == 4) std::memcpy(&value, at, 4);
  return value;
}

// ModRM, SIB and displacement (SDM vol. 2, 2.1.5). Tile loads and stores start at base + displacement and
// take the index as their stride; ldtilecfg has none.
inline MemoryOperand memory_operand(const ucontext_t& context, const TileInstruction& in) {
  const std::uint8_t* next = in.at + 5;
  int base = in.rm();
  MemoryOperand found;
  const bool relative = in.mod() == 0 && (base & 7) == 5;  // to the next instruction
  if ((base & 7) == 4) {
    const int sib = *next++;
    const int index = ((sib >> 3) & 7) | (in.at[1] & 0x40 ? 0 : 8);
    base = (sib & 7) | (base & 8);
    if (index != 4) found.stride = general_register(context, index) << (sib >> 6);
  }
  const bool no_base = in.mod() == 0 && (base & 7) == 5;
  const int bytes = in.mod() == 1 ? 1 : in.mod() == 2 || no_base ? 4 : 0;
  std::int64_t address = displacement(next, bytes);
  next += bytes;
  if (relative) address += reinterpret_cast<std::int64_t>(next);
  if (!no_base) address += general_register(context, base);
  found.address = reinterpret_cast<std::uint8_t*>(address);
  found.length = static_cast<int>(next - (in.at + 4));
  return found;
}

// Byte 0 palette, 1 start row, 16.. row bytes as u16, 48.. rows.
inline bool configure(const std::uint8_t* from) {
  TileState& state = tile_state();
  if (from[0] != 1) return false;
  for (int tile = 0; tile < 8; ++tile) {
    std::memcpy(&state.row_bytes[tile], from + 16 + 2 * tile, 2);
    state.rows[tile] = from[48 + tile];
    if (state.row_bytes[tile] > 64 || state.rows[tile] > 16) return false;
  }
  std::memset(state.tiles, 0, sizeof state.tiles);
  state.configured = true;
  return true;
}

inline void load(int tile, const MemoryOperand& from) {
  TileState& state = tile_state();
  std::memset(&state.tiles[tile], 0, sizeof(EmulatedTile));
  for (int row = 0; row < state.rows[tile]; ++row) {
    std::memcpy(state.tiles[tile].bytes[row], from.address + row * from.stride, state.row_bytes[tile]);
  }
}

inline void store(int tile, const MemoryOperand& to) {
  const TileState& state = tile_state();
  for (int row = 0; row < state.rows[tile]; ++row) {
    std::memcpy(to.address + row * to.stride, state.tiles[tile].bytes[row], state.row_bytes[tile]);
  }
}

// TDPBSSD: i32 sum[m][n] += sum of i8 a[m][4k + j] * i8 b[k][4n + j]
inline void multiply(int sum, int a, int b) {
  TileState& state = tile_state();
  for (int m = 0; m < state.rows[sum]; ++m) {
    for (int n = 0; n < state.row_bytes[sum] / 4; ++n) {
      std::int32_t total = 0;
      std::memcpy(&total, &state.tiles[sum].bytes[m][4 * n], 4);
      for (int k = 0; k < state.row_bytes[a]; ++k) {
        total += static_cast<std::int8_t>(state.tiles[a].bytes[m][k]) *
                 static_cast<std::int8_t>(state.tiles[b].bytes[k / 4][4 * n + k % 4]);
      }
      std::memcpy(&state.tiles[sum].bytes[m][4 * n], &total, 4);
    }
  }
}

// Executes the instruction; returns its length, or 0 if it is none that we know or may be run now.
inline int execute_tile_instruction(const ucontext_t& context) {
  const TileInstruction in{reinterpret_cast<const std::uint8_t*>(context.uc_mcontext.gregs[REG_RIP])};
  if (!in.valid()) return 0;
  enum { kNone, k66, kF3, kF2 };
  TileState& state = tile_state();
  ++state.executed;
  if (in.opcode() == 0x49 && in.prefix() == kNone && in.mod() != 3) {  // ldtilecfg
    const MemoryOperand from = memory_operand(context, in);
    return configure(from.address) ? 4 + from.length : 0;
  }
  if (!state.configured) return 0;
  if (in.opcode() == 0x49 && in.prefix() == kNone && in.at[4] == 0xc0) {  // tilerelease
    state.configured = false;
    return 5;
  }
  if (in.opcode() == 0x49 && in.prefix() == kF2 && in.mod() == 3) {  // tilezero
    std::memset(&state.tiles[in.reg() & 7], 0, sizeof(EmulatedTile));
    return 5;
  }
  if (in.opcode() == 0x4b && in.mod() != 3 && (in.at[4] & 7) == 4) {
    const MemoryOperand memory = memory_operand(context, in);
    if (in.prefix() == kF2) load(in.reg() & 7, memory);
    if (in.prefix() == kF3) store(in.reg() & 7, memory);
    return in.prefix() == kF2 || in.prefix() == kF3 ? 4 + memory.length : 0;
  }
  if (in.opcode() == 0x5e && in.prefix() == kF2 && in.mod() == 3) {  // tdpbssd
    multiply(in.reg() & 7, in.rm() & 7, in.vvvv() & 7);
    return 5;
  }
  return 0;
}

// While one lives, tile instructions work.
class TileEmulator {
 public:
  TileEmulator() {
    struct sigaction action {};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGILL, &action, &before_);
    tile_state() = {};
  }
  ~TileEmulator() { sigaction(SIGILL, &before_, nullptr); }
  TileEmulator(const TileEmulator&) = delete;
  TileEmulator& operator=(const TileEmulator&) = delete;

  [[nodiscard]] long executed() const { return tile_state().executed; }
  [[nodiscard]] bool released() const { return !tile_state().configured; }

 private:
  static void handle(int, siginfo_t*, void* context) {
    auto& machine = *static_cast<ucontext_t*>(context);
    const int length = execute_tile_instruction(machine);
    if (length == 0) {
      std::fputs("tile emulator: unknown instruction\n", stderr);
      std::abort();
    }
    machine.uc_mcontext.gregs[REG_RIP] += length;
  }
  struct sigaction before_ {};
};

}  // namespace llada::test
