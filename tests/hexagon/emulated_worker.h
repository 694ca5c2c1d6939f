// A worker under the emulator, for tests; none where the toolchain or the emulator is missing.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "npu/hexagon/emulated_transport.h"
#include "npu/hexagon/hexagon_device.h"

namespace llada::test {

// Why no worker can run here; empty: one can.
inline std::string no_hexagon() {
  const auto worker = find_hexagon_worker();
  if (!worker) return worker.error().message;
  const auto emulator = find_hexagon_emulator();
  return emulator ? std::string() : emulator.error().message;
}

// Says so on standard error too, which ctest looks at: a test that did not run must not count as passed.
inline std::string say_skipped(const std::string& why) {
  if (!why.empty()) fmt::print(stderr, "SKIPPED, no emulated Hexagon here: {}\n", why);
  return why;
}

#define SKIP_WITHOUT_HEXAGON()                                                                           \
  if (const std::string why = ::llada::test::say_skipped(::llada::test::no_hexagon()); !why.empty()) \
  GTEST_SKIP() << "no emulated Hexagon here: " << why

inline Result<std::unique_ptr<HexagonDevice>> open_emulated(const HexagonOptions& options = {},
                                                            std::uint64_t address_space_bytes = 0) {
  LLADA_TRY(transport, EmulatedTransport::create({.worker = {}, .address_space_bytes = address_space_bytes}));
  return HexagonDevice::create(std::move(transport), options);
}

}  // namespace llada::test
