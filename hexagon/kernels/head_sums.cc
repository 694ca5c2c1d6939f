#include "kernels/head_sums.h"

#include "kernels/vector_float.h"
#include "npu/hexagon/wire.h"

namespace llada::dsp {
namespace {

constexpr int32_t kNothing = static_cast<int32_t>(0x80000000u);

// Integers in the order of the floats with these bits.
Vec order_of(Vec bits) { return bits ^ (shift_right(bits, 31) & splat(0x7fffffff)); }
float float_of(int32_t order) {
  const int32_t bits = order ^ (order >> 31 & 0x7fffffff);
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

Vec lane_numbers() {
  alignas(128) int32_t lanes[kLanes];
  for (int lane = 0; lane < kLanes; ++lane) lanes[lane] = lane;
  return load(lanes);
}

// The two largest of each lane and where they are; of equals the first is the larger.
struct BestTwo {
  Vec first = splat(kNothing), first_at = splat(-1);
  Vec second = splat(kNothing), second_at = splat(-1);

  void consider(Vec order, Vec at) {
    const auto tops = above(order, first), seconds = above(order, second);
    const Vec beaten = choose(tops, first, order), beaten_at = choose(tops, first_at, at);
    second = choose(seconds, beaten, second);
    second_at = choose(seconds, beaten_at, second_at);
    first = choose(tops, order, first);
    first_at = choose(tops, at, first_at);
  }
};

struct Candidate {
  int32_t order = kNothing;
  int32_t at = -1;
  [[nodiscard]] bool beats(const Candidate& other) const {
    if (at < 0) return false;
    return other.at < 0 || order > other.order || (order == other.order && at < other.at);
  }
};

void consider(const Candidate& candidate, Candidate& first, Candidate& second) {
  if (candidate.beats(first)) {
    second = first;
    first = candidate;
  } else if (candidate.beats(second)) {
    second = candidate;
  }
}

// The lanes' candidates in one order: larger first, then lower token.
void merge_lanes(const BestTwo& best, Candidate& first, Candidate& second) {
  alignas(128) int32_t orders[2][kLanes], places[2][kLanes];
  store(orders[0], best.first), store(places[0], best.first_at);
  store(orders[1], best.second), store(places[1], best.second_at);
  for (int rank = 0; rank < 2; ++rank) {
    for (int lane = 0; lane < kLanes; ++lane) consider({orders[rank][lane], places[rank][lane]}, first, second);
  }
}

struct Chunk {
  Vec bits;
  HVX_VectorPred counts;  // lanes that are there and finite
};

// 30 fractional bits as two sums that cannot overflow before 2^15 vectors.
struct FixedSum {
  Vec high = splat(0);
  Vec low = splat(0);
  void add(Vec value) {
    high = high + shift_right(value, 15);
    low = low + (value & splat(0x7fff));
  }
  [[nodiscard]] double value() const {
    alignas(128) int32_t lanes[2][kLanes];
    store(lanes[0], high), store(lanes[1], low);
    int64_t total = 0;
    for (int lane = 0; lane < kLanes; ++lane) total += static_cast<int64_t>(lanes[0][lane]) * 32768 + lanes[1][lane];
    return static_cast<double>(total) * 0x1p-30;
  }
};

Vec to_q30(VecFloat x) {
  return shift_right(x.mantissa, larger(smaller(splat(0) - x.exponent, splat(31)), splat(-1)));
}

Vec load_bits(const float* x, uint32_t count) {
  if (count >= kLanes) return load(x);
  alignas(128) float lanes[kLanes] = {};
  for (uint32_t i = 0; i < count; ++i) lanes[i] = x[i];
  return load(lanes);
}

Chunk chunk_at(const float* logits, uint32_t at, uint32_t count, Vec lanes) {
  const uint32_t left = count - at;
  const Vec bits = load_bits(logits + at, left);
  const auto finite = above(splat(0x7f800000), bits & splat(0x7fffffff));
  if (left >= kLanes) return {bits, finite};
  return {bits, Q6_Q_and_QQ(finite, above(splat(static_cast<int32_t>(left)), lanes))};
}

bool is_broken(const float* logits, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t bits;
    __builtin_memcpy(&bits, logits + i, sizeof bits);
    if ((bits & 0x7fffffffu) >= 0x7f800000u && bits != 0xff800000u) return true;
  }
  return false;
}

// e^x for x <= 0: x = n ln 2 + r, Taylor's series to the 13th power (error 4e-18 for |r| < 0.35).
double exponential(double x) {
  if (x == 0) return 1;
  if (!(x > -700.0)) return 0;
  const int32_t n = static_cast<int32_t>(x * 1.4426950408889634 - 0.5);
  const double r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;
  constexpr double kInverse[] = {1.0 / 13, 1.0 / 12, 1.0 / 11, 1.0 / 10, 1.0 / 9, 1.0 / 8, 1.0 / 7,
                                 1.0 / 6,  1.0 / 5,  1.0 / 4,  1.0 / 3,  1.0 / 2, 1.0};
  double power = 1;
  for (const double inverse : kInverse) power = 1 + r * power * inverse;
  const uint64_t bits = static_cast<uint64_t>(1023 + n) << 52;
  double scale;
  __builtin_memcpy(&scale, &bits, sizeof scale);
  return power * scale;
}

struct Record {
  int32_t top, second;
  float top_logit, second_logit;
  double sum, weighted;
  uint32_t broken, zeros[5];
  uint64_t checksum;
};
static_assert(sizeof(Record) == kRecordBytes);

}  // namespace

TokenSums sum_tokens(const float* logits, uint32_t count, uint32_t first_token) {
  const Vec lanes = lane_numbers();
  BestTwo best;
  for (uint32_t at = 0; at < count; at += kLanes) {
    const Chunk chunk = chunk_at(logits, at, count, lanes);
    best.consider(choose(chunk.counts, order_of(chunk.bits), splat(kNothing)), lanes + splat(static_cast<int32_t>(at)));
  }
  Candidate first, second;
  merge_lanes(best, first, second);
  TokenSums sums;
  sums.broken = is_broken(logits, count) ? 1 : 0;
  if (first.at < 0) return sums;
  sums.top = static_cast<int32_t>(first_token) + first.at;
  sums.top_logit = float_of(first.order);
  if (second.at >= 0) {
    sums.second = static_cast<int32_t>(first_token) + second.at;
    sums.second_logit = float_of(second.order);
  }
  const VecFloat top = splat_float(sums.top_logit);
  FixedSum sum, weighted;
  for (uint32_t at = 0; at < count; at += kLanes) {
    const Chunk chunk = chunk_at(logits, at, count, lanes);
    const VecFloat below = subtract(unpack(chunk.bits), top);
    const VecFloat power = exponential(below);
    sum.add(choose(chunk.counts, to_q30(power), splat(0)));
    weighted.add(choose(chunk.counts, to_q30(normalise(multiply(below, power))), splat(0)));
  }
  sums.sum = sum.value();
  sums.weighted = weighted.value();
  return sums;
}

void TokenSums::merge(const TokenSums& later) {
  broken |= later.broken;
  if (later.top < 0) return;
  if (top < 0) {
    const uint32_t was_broken = broken;
    *this = later;
    broken = was_broken;
    return;
  }
  const double before = top_logit, added = later.top_logit;
  const auto take = [this](int32_t token, float logit) {
    if (logit > top_logit) {
      second = top, second_logit = top_logit;
      top = token, top_logit = logit;
    } else if (second < 0 || logit > second_logit) {
      second = token, second_logit = logit;
    }
  };
  take(later.top, later.top_logit);
  if (later.second >= 0) take(later.second, later.second_logit);
  const double scale = exponential(before - top_logit), later_scale = exponential(added - top_logit);
  weighted = scale * (weighted + (before - top_logit) * sum) +
             later_scale * (later.weighted + (added - top_logit) * later.sum);
  sum = scale * sum + later_scale * later.sum;
}

void write_record(const TokenSums& sums, uint8_t* record) {
  Record written{sums.top, sums.second, sums.top_logit, sums.second_logit, sums.sum, sums.weighted, sums.broken, {}, 0};
  written.checksum = wire::checksum(&written, kRecordBytes - sizeof written.checksum);
  __builtin_memcpy(record, &written, sizeof written);
}

bool read_record(const uint8_t* record, TokenSums& sums) {
  Record read;
  __builtin_memcpy(&read, record, sizeof read);
  if (read.checksum != wire::checksum(&read, kRecordBytes - sizeof read.checksum)) return false;
  sums = {read.top, read.second, read.top_logit, read.second_logit, read.sum, read.weighted, read.broken};
  return true;
}

}  // namespace llada::dsp
