#include "base/random.h"

namespace llada {
namespace {

constexpr std::uint32_t kMultiplier0 = 0xD2511F53u, kMultiplier1 = 0xCD9E8D57u;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9u, kWeyl1 = 0xBB67AE85u;
constexpr int kRounds = 10;

}  // namespace

PhiloxBlock philox4x32(std::uint64_t key, const PhiloxBlock& counter) {
  PhiloxBlock c = counter;
  auto k0 = static_cast<std::uint32_t>(key);
  auto k1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t p0 = std::uint64_t{kMultiplier0} * c[0];
    const std::uint64_t p1 = std::uint64_t{kMultiplier1} * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k0, static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k1, static_cast<std::uint32_t>(p0)};
    k0 += kWeyl0;
    k1 += kWeyl1;
  }
  return c;
}

double uniform(std::uint64_t seed, RandomStream stream, std::uint32_t step, std::uint32_t pos,
               std::uint32_t index) {
  const PhiloxBlock block = philox4x32(seed, {index, pos, step, static_cast<std::uint32_t>(stream)});
  const std::uint64_t bits = (std::uint64_t{block[0]} << 20) | (block[1] >> 12);
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;  // exact: never 0, never 1
}

}  // namespace llada
