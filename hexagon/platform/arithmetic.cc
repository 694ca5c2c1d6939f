// What the compiler calls and no library of ours brings: copies, and divisions the chip has no instruction
// for. Volatile-free loops with a barrier, so that they are not turned into calls of themselves.
#include <stddef.h>
#include <stdint.h>

#include "kernels/hvx.h"

extern "C" {

void* memset(void* to, int value, size_t count) {
  auto* at = static_cast<uint8_t*>(to);
  while (count >= 128) {
    *reinterpret_cast<llada::dsp::LooseVec*>(at) = Q6_V_vsplat_R((value & 255) * 0x01010101);
    at += 128;
    count -= 128;
  }
  for (; count > 0; --count) {
    *at++ = static_cast<uint8_t>(value);
    __asm__ volatile("" ::: "memory");
  }
  return to;
}

void* memcpy(void* __restrict to, const void* __restrict from, size_t count) {
  auto* at = static_cast<uint8_t*>(to);
  const auto* source = static_cast<const uint8_t*>(from);
  while (count >= 128) {
    *reinterpret_cast<llada::dsp::LooseVec*>(at) = *reinterpret_cast<const llada::dsp::LooseVec*>(source);
    at += 128;
    source += 128;
    count -= 128;
  }
  for (; count > 0; --count) {
    *at++ = *source++;
    __asm__ volatile("" ::: "memory");
  }
  return to;
}

// What the compiler asks for instead where it knows of an alignment.
void* __hexagon_memcpy_likely_aligned_min32bytes_mult8bytes(void* __restrict to, const void* __restrict from, size_t count) {
  return memcpy(to, from, count);
}

// Restoring division, a bit a step: used for extents, not in loops over data.
uint64_t __hexagon_udivdi3(uint64_t dividend, uint64_t divisor) {
  uint64_t quotient = 0, rest = 0;
  for (int bit = 63; bit >= 0; --bit) {
    rest = rest << 1 | (dividend >> bit & 1);
    quotient <<= 1;
    if (rest >= divisor) {
      rest -= divisor;
      quotient |= 1;
    }
  }
  return quotient;
}
uint64_t __hexagon_umoddi3(uint64_t dividend, uint64_t divisor) {
  return dividend - __hexagon_udivdi3(dividend, divisor) * divisor;
}
uint32_t __hexagon_udivsi3(uint32_t dividend, uint32_t divisor) {
  uint32_t quotient = 0, rest = 0;
  for (int bit = 31; bit >= 0; --bit) {
    rest = rest << 1 | (dividend >> bit & 1);
    quotient <<= 1;
    if (rest >= divisor) {
      rest -= divisor;
      quotient |= 1;
    }
  }
  return quotient;
}
uint32_t __hexagon_umodsi3(uint32_t dividend, uint32_t divisor) {
  return dividend - __hexagon_udivsi3(dividend, divisor) * divisor;
}
int32_t __hexagon_divsi3(int32_t dividend, int32_t divisor) {
  const uint32_t a = dividend < 0 ? 0u - static_cast<uint32_t>(dividend) : static_cast<uint32_t>(dividend);
  const uint32_t b = divisor < 0 ? 0u - static_cast<uint32_t>(divisor) : static_cast<uint32_t>(divisor);
  const uint32_t quotient = __hexagon_udivsi3(a, b);
  return static_cast<int32_t>((dividend < 0) != (divisor < 0) ? 0u - quotient : quotient);
}
}
