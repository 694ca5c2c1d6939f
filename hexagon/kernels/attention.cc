#include "kernels/attention.h"

#include "kernels/vector_float.h"

namespace llada::dsp {
namespace {

constexpr uint32_t round_up(uint32_t value) { return (value + kLanes - 1) / kLanes * kLanes; }

// Where a call's parts lie in fast memory.
struct Places {
  int32_t* block;      // [32][padded dim]: keys, transposed by 32 x 32, or values
  int32_t* queries;    // [rows][padded dim], fractions of 2^exponent
  int32_t* exponents;  // [rows], of queries
  float* scores;       // [rows][padded positions]; then int32 weights
  int32_t* sums;       // [rows][padded dim]

  Places(uint8_t* scratch, uint32_t rows, uint32_t positions, uint32_t dim) {
    auto* at = reinterpret_cast<int32_t*>(scratch);
    block = at, at += kKeyBlock * round_up(dim);
    queries = at, at += rows * round_up(dim);
    exponents = at, at += round_up(rows);
    scores = reinterpret_cast<float*>(at), at += rows * round_up(positions);
    sums = at;
  }
};

// The largest exponent of a row: |x| < 2^it.
int32_t exponent_of(const float* x, uint32_t count) {
  Vec most = splat(-126);
  for (uint32_t at = 0; at < count; at += kLanes) most = larger(most, load_some(x + at, count - at).exponent);
  return first_lane(largest_of_lanes(most));
}

// x 2^(31 - exponent), `spare` bits less.
void to_fixed(const float* x, uint32_t count, int32_t exponent, int32_t spare, int32_t* out) {
  for (uint32_t at = 0; at < count; at += kLanes) {
    const VecFloat value = load_some(x + at, count - at);
    const Vec shift = smaller(splat(exponent + spare) - value.exponent, splat(31));
    store(out + at, shift_right(shift_left(value.mantissa, 1), shift));
  }
}

// Words (row, lane) and (lane, row) change places, by halves of ever larger squares.
void transpose(int32_t* rows, uint32_t stride) {
  Vec square[kLanes];
  for (int row = 0; row < kLanes; ++row) square[row] = load(rows + static_cast<uint32_t>(row) * stride);
  for (int step = 1; step < kLanes; step *= 2) {
    for (int row = 0; row < kLanes; ++row) {
      if ((row & step) != 0) continue;
      const VecPair both = Q6_W_vshuff_VVR(square[row + step], square[row], 4 * step);
      square[row] = Q6_V_lo_W(both);
      square[row + step] = Q6_V_hi_W(both);
    }
  }
  for (int row = 0; row < kLanes; ++row) store(rows + static_cast<uint32_t>(row) * stride, square[row]);
}

// Bits that a sum of so many products needs above one of them.
int32_t spare_bits(uint32_t terms) {
  int32_t bits = 1;
  while ((1u << bits) < 2 * terms) ++bits;
  return bits;
}

class Attention {
 public:
  Attention(const HeadCall& call, uint8_t* scratch)
      : call_(call),
        at_(scratch, call.rows, call.positions, call.dim),
        width_(round_up(call.dim)),
        score_width_(round_up(call.positions)),
        spare_(spare_bits(call.dim)),
        scale_(splat_float(1.0f / root(static_cast<float>(call.dim)))) {}

  void run() {
    convert_queries();
    for (uint32_t first = 0; first < call_.positions; first += kKeyBlock) score_block(first);
    for (uint32_t row = 0; row < call_.rows; ++row) {
      if (call_.replaced[row] != kNoPosition) score_own(row);
      soften(row);
    }
    weigh();
  }

 private:
  void convert_queries() {
    for (uint32_t row = 0; row < call_.rows; ++row) {
      const float* query = call_.queries + row * call_.query_stride;
      at_.exponents[row] = exponent_of(query, call_.dim);
      to_fixed(query, call_.dim, at_.exponents[row], 0, at_.queries + row * width_);
    }
  }

  // Keys of positions [first, first + 32) by element; returns their exponents by lane.
  Vec load_keys(uint32_t first) {
    alignas(128) int32_t exponents[kLanes];
    for (uint32_t lane = 0; lane < kKeyBlock; ++lane) {
      const uint32_t position = first + lane < call_.positions ? first + lane : call_.positions - 1;
      const float* key = call_.keys + position * call_.kv_stride;
      exponents[lane] = exponent_of(key, call_.dim);
      to_fixed(key, call_.dim, exponents[lane], spare_, at_.block + lane * width_);
    }
    for (uint32_t column = 0; column < width_; column += kLanes) transpose(at_.block + column, width_);
    return load(exponents);
  }

  // Element e of the keys lies in row e % 32 of square e / 32.
  const int32_t* key_element(uint32_t element) const {
    return at_.block + element % kLanes * width_ + element / kLanes * kLanes;
  }

  void score_block(uint32_t first) {
    const Vec exponents = load_keys(first);
    for (uint32_t row = 0; row < call_.rows; ++row) {
      const int32_t* query = at_.queries + row * width_;
      Vec sum = splat(0);
      for (uint32_t element = 0; element < call_.dim; ++element)
        sum = sum + multiply_q31(load(key_element(element)), splat(query[element]));
      const VecFloat dot = normalise({sum, exponents + splat(at_.exponents[row] - 1 + spare_)});
      store_float(at_.scores + row * score_width_ + first, multiply(dot, scale_));
    }
  }

  // With the row's own key; in order of the elements.
  void score_own(uint32_t row) {
    const float* query = call_.queries + row * call_.query_stride;
    const float* key = call_.own_keys + row * call_.kv_stride;
    float sum = 0;
    for (uint32_t element = 0; element < call_.dim; ++element) sum += query[element] * key[element];
    at_.scores[row * score_width_ + call_.replaced[row]] = sum / root(static_cast<float>(call_.dim));
  }

  float largest_score(const float* scores) const {
    float largest = scores[0];
    for (uint32_t position = 1; position < call_.positions; ++position)
      largest = scores[position] > largest ? scores[position] : largest;
    return largest;
  }

  // Scores -> weights in 30 bits, of a sum of 1.
  void soften(uint32_t row) {
    float* scores = at_.scores + row * score_width_;
    for (uint32_t position = call_.positions; position < score_width_; ++position) scores[position] = -1e30f;
    const VecFloat largest = splat_float(largest_score(scores));
    Vec high = splat(0), low = splat(0);
    for (uint32_t at = 0; at < score_width_; at += kLanes) {
      const VecFloat power = exponential(subtract(load_float(scores + at), largest));
      const Vec weight = shift_right(power.mantissa, smaller(splat(0) - power.exponent, splat(31)));
      high = high + shift_right(weight, 15);
      low = low + (weight & splat(0x7fff));
      store(scores + at, weight);
    }
    const float total = static_cast<float>(total_of(high)) * 32768.0f + static_cast<float>(total_of(low));
    const float share = 1073741824.0f / total * 2147483648.0f;  // 31 fractional bits; the sum is 1 at least
    const Vec factor = splat(share < 2147483520.0f ? static_cast<int32_t>(share) : 0x7fffffff);
    for (uint32_t at = 0; at < score_width_; at += kLanes)
      store(scores + at, multiply_q31(load(scores + at), factor));
  }

  static int64_t total_of(Vec x) {
    alignas(128) int32_t lanes[kLanes];
    store(lanes, x);
    int64_t total = 0;
    for (const int32_t lane : lanes) total += lane;
    return total;
  }

  [[nodiscard]] int32_t value_exponent() const {
    int32_t most = -126;
    const auto consider = [&](const float* value) {
      const int32_t exponent = exponent_of(value, call_.dim);
      most = exponent > most ? exponent : most;
    };
    for (uint32_t position = 0; position < call_.positions; ++position)
      consider(call_.values + position * call_.kv_stride);
    for (uint32_t row = 0; row < call_.rows; ++row) {
      if (call_.replaced[row] != kNoPosition) consider(call_.own_values + row * call_.kv_stride);
    }
    return most;
  }

  void weigh() {
    const int32_t exponent = value_exponent();
    for (uint32_t row = 0; row < call_.rows; ++row) begin_sums(row, exponent);
    for (uint32_t first = 0; first < call_.positions; first += kKeyBlock) {
      const uint32_t count = call_.positions - first < kKeyBlock ? call_.positions - first : kKeyBlock;
      for (uint32_t index = 0; index < count; ++index)
        to_fixed(call_.values + (first + index) * call_.kv_stride, call_.dim, exponent, 0, at_.block + index * width_);
      for (uint32_t row = 0; row < call_.rows; ++row) add_block(row, first, count);
    }
    for (uint32_t row = 0; row < call_.rows; ++row) finish(row, exponent);
  }

  int32_t* weights_of(uint32_t row) { return reinterpret_cast<int32_t*>(at_.scores) + row * score_width_; }

  // Zero, or what a row's own value brings; the one it replaces then brings nothing.
  void begin_sums(uint32_t row, int32_t exponent) {
    int32_t* sums = at_.sums + row * width_;
    const uint32_t replaced = call_.replaced[row];
    if (replaced != kNoPosition) {
      to_fixed(call_.own_values + row * call_.kv_stride, call_.dim, exponent, 0, at_.block);
      const Vec weight = splat(weights_of(row)[replaced]);
      for (uint32_t at = 0; at < width_; at += kLanes) store(sums + at, multiply_q31(load(at_.block + at), weight));
      weights_of(row)[replaced] = 0;
      return;
    }
    for (uint32_t at = 0; at < width_; at += kLanes) store(sums + at, splat(0));
  }

  void add_block(uint32_t row, uint32_t first, uint32_t count) {
    const int32_t* weights = weights_of(row) + first;
    for (uint32_t at = 0; at < width_; at += kLanes) {
      int32_t* sums = at_.sums + row * width_ + at;
      Vec sum = load(sums);
      for (uint32_t index = 0; index < count; ++index)
        sum = sum + multiply_q31(load(at_.block + index * width_ + at), splat(weights[index]));
      store(sums, sum);
    }
  }

  void finish(uint32_t row, int32_t exponent) {
    float* out = call_.output + row * call_.query_stride;
    for (uint32_t at = 0; at < call_.dim; at += kLanes)
      store_some(out + at, call_.dim - at, {load(at_.sums + row * width_ + at), splat(exponent)});
  }

  const HeadCall& call_;
  Places at_;
  uint32_t width_;
  uint32_t score_width_;
  int32_t spare_;
  VecFloat scale_;
};

}  // namespace

uint64_t attention_scratch(uint32_t rows, uint32_t positions, uint32_t dim) {
  const uint64_t per_row = uint64_t{2} * round_up(dim) + round_up(positions);
  return (kKeyBlock * uint64_t{round_up(dim)} + rows * per_row + round_up(rows)) * sizeof(int32_t);
}

void attend(const HeadCall& call, uint8_t* scratch) { Attention(call, scratch).run(); }

}  // namespace llada::dsp
