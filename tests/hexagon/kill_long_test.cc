#include <gtest/gtest.h>

#include "hexagon/kill.h"

namespace llada {
namespace {

TEST(HexagonKill, TwoHundredWorkersKilledAtRandomCommandsCostTimeNotTheText) {
  SKIP_WITHOUT_HEXAGON();
  test::kill_workers(/*times=*/200, /*seed=*/2);
}

}  // namespace
}  // namespace llada
