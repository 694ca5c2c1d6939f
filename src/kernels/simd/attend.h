// Attention of one head, tile by tile with a running softmax (Milakov and Gimelshein, "Online normalizer
// calculation for softmax", 2018; Dao et al., "FlashAttention", 2022): a tile of keys is transposed once
// and up to 64 query rows pass over it, so keys and values are read once per 64 rows and scores never
// leave the first-level cache.
//
// Every row is reduced over the same tiles in the same order whatever the other rows are, and a row with
// a replaced key gets, to the last bit, what it would get from keys and values that hold the
// replacement. Nothing past a row's key_end, and nothing of a replaced key, enters its result: not even
// through a product with zero, so stale cache entries may hold NaN.
#pragma once

#include "kernels/attention_row.h"
#include "kernels/simd/exp.h"
#include "kernels/simd/row_tile.h"

namespace llada::simd {

inline constexpr int kKeyTile = 64;     // keys per softmax update
inline constexpr int kRowGroup = 64;    // query rows that share a transposed tile
inline constexpr int kDepthTile = 128;  // head elements per transposed piece: 16 keys of 8 KiB

struct Attend {
  const float* queries;  // [rows][query_stride]
  std::ptrdiff_t query_stride;
  const float* keys;  // [key_count][key_stride]
  std::ptrdiff_t key_stride;
  const float* values;  // [key_count][value_stride]
  std::ptrdiff_t value_stride;
  float* out;  // [rows][out_stride]
  std::ptrdiff_t out_stride;
  const AttentionRow* rows;
  int row_count;
  int key_count;
  int head_dim;
};

// The running softmax of a group of rows; out holds the sums of values, weighted, not yet divided.
struct SoftmaxState {
  float largest[kRowGroup];
  float total[kRowGroup];
};

// One tile of keys [begin, begin + count) against rows [first_row, first_row + rows) of the call.
struct KeyTile {
  int begin;
  int count;
  int first_row;
  int rows;
};

// Keys of the tile that a row sees.
template <Lanes L>
int seen(const KeyTile& tile, const AttentionRow& row) {
  const int count = smaller(row.key_end - tile.begin, tile.count);
  return count < 0 ? 0 : count;
}
template <Lanes L>
bool replaces_in(const KeyTile& tile, const AttentionRow& row) {
  return row.replaced >= tile.begin && row.replaced < tile.begin + seen<L>(tile, row);
}

// Rows from `row` on that see the same keys, none replaced, up to a register block; 0 if `row` itself
// replaces one.
template <Lanes L>
int alike(const Attend& call, const KeyTile& tile, int row) {
  const int end = tile.first_row + tile.rows;
  int next = row;
  while (next < end && next - row < L::kTileRows && !replaces_in<L>(tile, call.rows[next]) &&
         seen<L>(tile, call.rows[next]) == seen<L>(tile, call.rows[row])) {
    ++next;
  }
  return next - row;
}

// --- scores ---

template <Lanes L>
void fill_zero(float* out, int count) {
  for (int i = 0; i < count; ++i) out[i] = 0.0f;
}

// Up to 16 keys, elements [0, depth) from `keys` on -> out[element][key].
template <Lanes L>
void transpose_keys(const float* keys, std::ptrdiff_t stride, int count, int depth, float* out) {
  int element = 0;
  if (count == kLanes) {
    for (; element + kLanes <= depth; element += kLanes) {
      L::transpose(keys + element, stride, out + element * kLanes);
    }
  }
  for (; element < depth; ++element) {
    for (int key = 0; key < kLanes; ++key) {
      out[element * kLanes + key] = key < count ? keys[key * stride + element] : 0.0f;
    }
  }
}

using TileScores = float[kRowGroup][kKeyTile];
using TileQueries = float[kRowGroup][kDepthTile];

// A row with a replaced key among these 16: its own key takes the lane for one pass.
template <Lanes L>
void score_with_own_key(const RowTile& tile, const TileTarget& to, const float* own_key, int lane,
                        float* transposed) {
  float shared[kDepthTile];
  for (int element = 0; element < tile.count; ++element) {
    float& slot = transposed[element * kLanes + lane];
    shared[element] = slot;
    slot = own_key[element];
  }
  add_tile_of<L, kDepthTile, 1>(tile, to);
  for (int element = 0; element < tile.count; ++element) {
    transposed[element * kLanes + lane] = shared[element];
  }
}

// Adds elements [depth_begin, depth_begin + depth) of the scores of keys [first, first + 16).
template <Lanes L>
void score_panel(const Attend& call, const KeyTile& tile, int first, int depth_begin, int depth,
                 const TileQueries& queries, float* transposed, TileScores& scores) {
  for (int row = tile.first_row; row < tile.first_row + tile.rows;) {
    const AttentionRow& info = call.rows[row];
    const RowTile terms{transposed, kLanes, queries[row - tile.first_row], depth};
    const TileTarget to{&scores[row - tile.first_row][first - tile.begin], kKeyTile, kLanes};
    const int lane = info.replaced - first;
    if (lane >= 0 && lane < kLanes) {
      score_with_own_key<L>(terms, to, info.own_key + depth_begin, lane, transposed);
      ++row;
      continue;
    }
    int next = row + 1;
    while (next < tile.first_row + tile.rows && next - row < L::kTileRows &&
           (call.rows[next].replaced < first || call.rows[next].replaced >= first + kLanes)) {
      ++next;
    }
    add_row_tile<L, kDepthTile>(next - row, terms, to);
    row = next;
  }
}

template <Lanes L>
void copy_queries(const Attend& call, const KeyTile& tile, int depth_begin, int depth,
                  TileQueries& queries) {
  for (int index = 0; index < tile.rows; ++index) {
    const float* from = call.queries + (tile.first_row + index) * call.query_stride + depth_begin;
    for (int element = 0; element < depth; ++element) queries[index][element] = from[element];
  }
}

// Scores of the whole tile. `queries` holds the group's rows already when the head is one piece deep.
template <Lanes L>
void score_tile(const Attend& call, const KeyTile& tile, TileQueries& queries, TileScores& scores) {
  alignas(64) float transposed[kDepthTile * kLanes];
  for (int index = 0; index < tile.rows; ++index) fill_zero<L>(scores[index], kKeyTile);
  for (int depth_begin = 0; depth_begin < call.head_dim; depth_begin += kDepthTile) {
    const int depth = smaller(kDepthTile, call.head_dim - depth_begin);
    if (tile.begin == 0 || call.head_dim > kDepthTile) {
      copy_queries<L>(call, tile, depth_begin, depth, queries);
    }
    for (int first = tile.begin; first < tile.begin + tile.count; first += kLanes) {
      const int count = smaller(kLanes, tile.begin + tile.count - first);
      transpose_keys<L>(call.keys + first * call.key_stride + depth_begin, call.key_stride, count, depth,
                        transposed);
      score_panel<L>(call, tile, first, depth_begin, depth, queries, transposed, scores);
    }
  }
}

// --- running softmax ---

template <Lanes L>
void hide_unseen(float* scores, int count) {
  for (int key = count; key % kLanes != 0; ++key) scores[key] = -__builtin_inff();
}

template <Lanes L>
float largest_score(const float* scores, int count) {
  auto largest = L::load(scores);
  for (int key = kLanes; key < count; key += kLanes) largest = L::max(largest, L::load(scores + key));
  return L::reduce_max(largest);
}

// scores -> e^(scores scale - largest) in place; returns their sum.
template <Lanes L>
float exponentiate(float* scores, int count, float scale, float largest) {
  auto total = L::set1(0.0f);
  for (int key = 0; key < count; key += kLanes) {
    const auto score = L::mul(L::load(scores + key), L::set1(scale));
    const auto weight = exp<L>(L::sub(score, L::set1(largest)));
    L::store(scores + key, weight);
    total = L::add(total, weight);
  }
  return L::reduce_add(total);
}

template <Lanes L>
float exp_of(float x) {
  alignas(64) float lanes[kLanes];
  L::store(lanes, exp<L>(L::set1(x)));
  return lanes[0];
}

template <Lanes L>
void rescale(float* out, int count, float factor) {
  int i = 0;
  for (; i + kLanes <= count; i += kLanes) L::store(out + i, L::mul(L::load(out + i), L::set1(factor)));
  for (; i < count; ++i) out[i] *= factor;
}

template <Lanes L>
void soften_row(const Attend& call, const KeyTile& tile, int row, float scale, float* scores,
                SoftmaxState& state) {
  const int count = seen<L>(tile, call.rows[row]);
  if (count == 0) return;
  const int index = row - tile.first_row;
  hide_unseen<L>(scores, count);
  const float before = state.largest[index];
  const float here = largest_score<L>(scores, count) * scale;
  const float largest = here > before ? here : before;
  const float total = exponentiate<L>(scores, count, scale, largest);
  if (largest != before) {
    const float factor = exp_of<L>(before - largest);
    rescale<L>(call.out + row * call.out_stride, call.head_dim, factor);
    state.total[index] *= factor;
  }
  state.largest[index] = largest;
  state.total[index] += total;
}

// --- values ---

// A row with a replaced value: the tile's 16 columns are copied with its own value in place.
template <Lanes L>
void weigh_with_own_value(const Attend& call, const KeyTile& tile, int row, const RowTile& terms,
                          const TileTarget& to, int column) {
  alignas(64) float values[kKeyTile * kLanes];
  for (int key = 0; key < terms.count; ++key) {
    const bool own = tile.begin + key == call.rows[row].replaced;
    const float* from = own ? call.rows[row].own_value + column : terms.w + key * terms.w_stride;
    for (int lane = 0; lane < kLanes; ++lane) {
      values[key * kLanes + lane] = lane < to.columns ? from[lane] : 0.0f;
    }
  }
  add_tile_of<L, kKeyTile, 1>(RowTile{values, kLanes, terms.x, terms.count}, to);
}

// Adds the weighted values of elements [column, column + columns) to every row's out.
template <Lanes L>
void weigh_columns(const Attend& call, const KeyTile& tile, const TileScores& weights, const float* values,
                   std::ptrdiff_t stride, int column, int columns) {
  for (int row = tile.first_row; row < tile.first_row + tile.rows;) {
    const RowTile terms{values, stride, weights[row - tile.first_row], seen<L>(tile, call.rows[row])};
    const TileTarget to{call.out + row * call.out_stride + column, call.out_stride, columns};
    const int rows = alike<L>(call, tile, row);
    if (rows == 0) {
      weigh_with_own_value<L>(call, tile, row, terms, to, column);
    } else if (terms.count > 0) {
      add_row_tile<L, kKeyTile>(rows, terms, to);
    }
    row += rows == 0 ? 1 : rows;
  }
}

template <Lanes L>
void copy_columns(const float* from, std::ptrdiff_t stride, int rows, int columns, float* to) {
  for (int row = 0; row < rows; ++row) {
    for (int lane = 0; lane < kLanes; ++lane) {
      to[row * kLanes + lane] = lane < columns ? from[row * stride + lane] : 0.0f;
    }
  }
}

template <Lanes L>
void weigh_tile(const Attend& call, const KeyTile& tile, const TileScores& weights) {
  alignas(64) float tail[kKeyTile * kLanes];
  for (int column = 0; column < call.head_dim; column += kLanes) {
    const int columns = smaller(kLanes, call.head_dim - column);
    const float* values = call.values + tile.begin * call.value_stride + column;
    if (columns == kLanes) {
      weigh_columns<L>(call, tile, weights, values, call.value_stride, column, columns);
      continue;
    }
    copy_columns<L>(values, call.value_stride, tile.count, columns, tail);
    weigh_columns<L>(call, tile, weights, tail, kLanes, column, columns);
  }
}

// --- the call ---

template <Lanes L>
void attend_group(const Attend& call, int first_row, int rows) {
  alignas(64) TileScores scores;
  alignas(64) TileQueries queries;
  SoftmaxState state;
  for (int index = 0; index < rows; ++index) {
    state.largest[index] = -__builtin_inff();
    state.total[index] = 0.0f;
    fill_zero<L>(call.out + (first_row + index) * call.out_stride, call.head_dim);
  }
  const float scale = 1.0f / __builtin_sqrtf(static_cast<float>(call.head_dim));
  for (int begin = 0; begin < call.key_count; begin += kKeyTile) {
    const KeyTile tile{begin, smaller(kKeyTile, call.key_count - begin), first_row, rows};
    score_tile<L>(call, tile, queries, scores);
    for (int index = 0; index < rows; ++index) {
      soften_row<L>(call, tile, first_row + index, scale, scores[index], state);
    }
    weigh_tile<L>(call, tile, scores);
  }
  for (int index = 0; index < rows; ++index) {
    const float total = state.total[index];
    float* out = call.out + (first_row + index) * call.out_stride;
    rescale<L>(out, call.head_dim, total == 0.0f ? 0.0f : 1.0f / total);
  }
}

template <Lanes L>
void attend(const Attend& call) {
  for (int row = 0; row < call.row_count; row += kRowGroup) {
    attend_group<L>(call, row, smaller(kRowGroup, call.row_count - row));
  }
}

}  // namespace llada::simd
