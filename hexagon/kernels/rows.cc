#include "kernels/rows.h"

#include "kernels/vector_float.h"

namespace llada::dsp {
namespace {

template <class Body>
void map_row(const float* a, const float* b, float* y, uint32_t count, Body body) {
  for (uint32_t at = 0; at < count; at += kLanes) {
    const uint32_t left = count - at;
    store_some(y + at, left, body(load_some(a + at, left), load_some(b + at, left)));
  }
}

float sum_of(VecFloat x) {
  alignas(128) float lanes[kLanes];
  store_float(lanes, x);
  for (int width = kLanes / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) lanes[i] += lanes[i + width];
  }
  return lanes[0];
}

struct Pair {
  VecFloat a;
  VecFloat b;
};
Pair turn(VecFloat a, VecFloat b, const float* cosines, const float* sines, uint32_t count) {
  const VecFloat c = load_some(cosines, count), s = load_some(sines, count);
  return {subtract(multiply(a, c), multiply(b, s)), add(multiply(a, s), multiply(b, c))};
}

// 32 adjacent pairs, of which `count` have angles.
void turn_adjacent(float* both, const float* cosines, const float* sines, uint32_t count) {
  const VecPair dealt = Q6_W_vdeal_VVR(load(both + kLanes), load(both), -4);
  const Pair turned = turn(unpack(Q6_V_lo_W(dealt)), unpack(Q6_V_hi_W(dealt)), cosines, sines, count);
  const VecPair shuffled = Q6_W_vshuff_VVR(pack(turned.b), pack(turned.a), -4);
  store(both, Q6_V_lo_W(shuffled));
  store(both + kLanes, Q6_V_hi_W(shuffled));
}

}  // namespace

void norm_row(const float* x, const float* weight, float epsilon, float* y, uint32_t count) {
  VecFloat squares = {splat(0), splat(-126)};
  for (uint32_t at = 0; at < count; at += kLanes) {
    const VecFloat part = load_some(x + at, count - at);
    squares = add(squares, multiply(part, part));
  }
  const float mean = sum_of(squares) / static_cast<float>(count);
  const VecFloat scale = splat_float(1.0f / root(mean + epsilon));
  map_row(x, weight, y, count,
          [scale](VecFloat value, VecFloat w) { return multiply(normalise(multiply(value, scale)), w); });
}

void gate_row(const float* gate, const float* up, float* y, uint32_t count) {
  const VecFloat one = splat_float(1.0f);
  map_row(gate, up, y, count, [one](VecFloat g, VecFloat u) {
    const VecFloat share = reciprocal(add(one, exponential(negative(g))));
    return multiply(normalise(multiply(g, share)), u);
  });
}

void add_row(const float* a, const float* b, float* y, uint32_t count) {
  map_row(a, b, y, count, [](VecFloat left, VecFloat right) { return add(left, right); });
}

void rotate_pairs(float* head, const float* cosines, const float* sines, uint32_t pairs) {
  const uint32_t whole = pairs / kLanes * kLanes, left = pairs - whole;
  for (uint32_t at = 0; at < whole; at += kLanes) turn_adjacent(head + 2 * at, cosines + at, sines + at, kLanes);
  if (left == 0) return;
  alignas(128) float both[2 * kLanes] = {};
  const uint32_t bytes = left * 2 * sizeof(float);
  __builtin_memcpy(both, head + 2 * whole, bytes);
  turn_adjacent(both, cosines + whole, sines + whole, left);
  __builtin_memcpy(head + 2 * whole, both, bytes);
}

void rotate_halves(float* head, const float* cosines, const float* sines, uint32_t pairs) {
  for (uint32_t at = 0; at < pairs; at += kLanes) {
    const uint32_t left = pairs - at;
    const Pair turned =
        turn(load_some(head + at, left), load_some(head + pairs + at, left), cosines + at, sines + at, left);
    store_some(head + at, left, turned.a);
    store_some(head + pairs + at, left, turned.b);
  }
}

}  // namespace llada::dsp
