// How many cases of a kind run. A sanitizer slows a forward pass ten to a hundred times, so its builds
// (LLADA_SANITIZED, see cmake/LladaRooms.cmake) run fewer cases of each kind, and every kind.
#pragma once

namespace llada::test {

#ifdef LLADA_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

template <class T>
constexpr T scaled(T many, T few) {
  return kSanitized ? few : many;
}

}  // namespace llada::test
