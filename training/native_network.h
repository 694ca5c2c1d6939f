// A small LLaDA on the CPU, forward and backward, of one thread's sequences: the network of model.py.
//
// Products are the BLAS library's, in float32, or those of half_products.h (with weights only) or tile_products.h;
// all else is float32.
#pragma once

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "half_products.h"
#include "tile_products.h"

namespace {

using Floats = std::vector<float>;

inline void grow(Floats& x, std::size_t size) {
  if (x.size() < size) x.resize(size);
}

struct Shape {
  int d, layers, heads, ff, vocab;
  float theta, eps;
  int head_size() const { return d / heads; }
};

// What products are computed in: float32, half precision (AVX-512 FP16) or bfloat16 (AMX, or AVX-512 BF16).
enum class Products { kFloat, kHalf, kTile, kDot };

inline bool in_tiles(Products products) { return products == Products::kTile || products == Products::kDot; }
inline tiles::Unit unit_of(Products products) { return products == Products::kDot ? tiles::Unit::kDot : tiles::Unit::kAmx; }

// A matrix of the network, out x in, within the flat array.
struct Matrix {
  std::size_t offset;
  int out, in;
  half::Right transposed, plain;    // in half precision: for the forward and the backward product
  tiles::Operand forward, backward;  // the same in tiles
};

// What a product keeps of its input for the backward pass: one of the three.
struct Input {
  Floats values;
  half::Right halves;
  tiles::Operand tiles;
};

// A float32 matrix of a product, rows `stride` apart; or its transpose.
struct View {
  const float* values;
  int stride;
  bool transposed = false;
};

// Products of float32 matrices, in tiles or by the BLAS library.
class Multiplier {
 public:
  explicit Multiplier(Products products) : products_(products) {}

  // c[m, n] = factor * a[m, k] * b[k, n] (+ keep * c)
  void operator()(int m, int n, int k, float factor, View a, View b, float keep, float* c, int stride) {
    if (!in_tiles(products_)) {
      const auto order = [](const View& v) { return v.transposed ? CblasTrans : CblasNoTrans; };
      cblas_sgemm(CblasRowMajor, order(a), order(b), m, n, k, factor, a.values, a.stride, b.values, b.stride, keep, c, stride);
      return;
    }
    tiles::pack<tiles::Side::kLeft>(a.values, a.stride, a.transposed, m, k, left_);
    tiles::pack<tiles::Side::kRight>(b.values, b.stride, !b.transposed, n, k, right_);
    if (factor == 1 && keep == 0) return tiles::product(unit_of(products_), left_, right_, c, stride, false);
    grow(sums_, std::size_t(m) * n);
    tiles::product(unit_of(products_), left_, right_, sums_.data(), n, false);
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < n; ++j) {
        float& to = c[std::size_t(i) * stride + j];
        to = factor * sums_[std::size_t(i) * n + j] + (keep == 0 ? 0 : keep * to);
      }
  }

 private:
  Products products_;
  tiles::Operand left_, right_;
  Floats sums_;
};

// Offsets of the tensors in one flat array, in the checkpoint's order.
struct Layout {
  struct Block {
    std::size_t norm1, norm2;
    Matrix qkv, out, gate_up, down;
  };
  std::size_t embedding = 0, final_norm = 0, total = 0;
  std::vector<Block> blocks;
  Matrix head;

  explicit Layout(const Shape& s) : total(std::size_t(s.d) * s.vocab) {
    const int d = s.d, ff = s.ff;
    for (int i = 0; i < s.layers; ++i) {
      Block b{};
      b.norm1 = take(d);
      b.qkv = matrix(3 * d, d);
      b.out = matrix(d, d);
      b.norm2 = take(d);
      b.gate_up = matrix(2 * ff, d);
      b.down = matrix(d, ff);
      blocks.push_back(std::move(b));
    }
    final_norm = take(d);
    head = matrix(s.vocab, d);
  }

  std::vector<Matrix*> matrices() {
    std::vector<Matrix*> all{&head};
    for (Block& b : blocks) all.insert(all.end(), {&b.qkv, &b.out, &b.gate_up, &b.down});
    return all;
  }

 private:
  std::size_t take(std::size_t n) { return std::exchange(total, total + n); }
  Matrix matrix(int out, int in) { return {take(std::size_t(out) * in), out, in, {}, {}, {}, {}}; }
};

void rms_norm(const float* x, const float* gain, float* y, float* scale, int rows, int d, float eps) {
  for (int r = 0; r < rows; ++r, x += d, y += d) {
    float sum = 0;
    for (int i = 0; i < d; ++i) sum += x[i] * x[i];
    const float s = scale[r] = 1 / std::sqrt(sum / d + eps);
    for (int i = 0; i < d; ++i) y[i] = x[i] * s * gain[i];
  }
}

// d_x += gradient through the norm.
void rms_norm_back(const float* x, const float* gain, const float* scale, const float* d_y, float* d_x,
                   float* d_gain, int rows, int d) {
  for (int r = 0; r < rows; ++r, x += d, d_y += d, d_x += d) {
    const float s = scale[r];
    float dot = 0;
    for (int i = 0; i < d; ++i) {
      dot += d_y[i] * gain[i] * x[i];
      d_gain[i] += d_y[i] * x[i] * s;
    }
    const float pull = dot * s * s * s / d;
    for (int i = 0; i < d; ++i) d_x[i] += d_y[i] * gain[i] * s - x[i] * pull;
  }
}

void soft_max(float* row, int n) {
  const float top = *std::max_element(row, row + n);
  float sum = 0;
  for (int i = 0; i < n; ++i) sum += row[i] = std::exp(row[i] - top);
  for (int i = 0; i < n; ++i) row[i] /= sum;
}

struct Sequence {
  int start, length;
};

struct MicroBatch {
  const int* tokens;
  const int* targets;
  const float* weights;
  float* confidence;                // of the rows with a weight: the highest probability
  std::vector<Sequence> sequences;  // starts counted from `tokens`
  int rows = 0;
};

class Worker {
 public:
  Worker(const Shape& shape, const Layout& layout, Products products)
      : s_(shape), layout_(layout), products_(products), multiply_(products), gradient_(layout.total) {}

  double run(const float* weights, const MicroBatch& batch) {
    w_ = weights;
    batch_ = &batch;
    choose_rows();
    resize(batch.rows);
    forward();
    const double loss = head();
    backward();
    return loss;
  }

  Floats& gradient() { return gradient_; }

 private:
  // What the backward pass needs of a layer.
  struct Kept {
    Floats x, scale1, qkv, attention, middle, scale2, gate_up;
    Input normed1, heads_out, normed2, hidden;
  };

  // Rows that go through a chain of products together, of `all`: in tiles as many as stay in the second cache.
  struct Rows {
    int first, count, all;
    std::size_t at(int columns) const { return std::size_t(first) * columns; }  // where they start
  };

  template <typename Visit>
  void each_part(int all, Visit visit) const {
    const int most = in_tiles(products_) ? kPartRows : all;
    for (int first = 0; first < all; first += most) visit(Rows{first, std::min(most, all - first), all});
  }

  // Where to write the input of a product before forward_product: kept as it is, or only as halves or tiles.
  float* room(Input& input, std::size_t size, Floats& passing) const {
    Floats& to = products_ == Products::kFloat ? input.values : passing;
    grow(to, size);
    return to.data();
  }

  // out[rows, m.out] (+)= x[rows, m.in] * weight^T; x is what room gave.
  void forward_product(const float* x, Input& input, const Matrix& m, float* out, Rows rows, bool keep) {
    switch (products_) {
      case Products::kHalf:
        half::convert(x, rows.count, m.in, &left_, &input.halves);
        return half::product(left_, m.transposed, out, keep);
      case Products::kTile:
      case Products::kDot:
        if (rows.first == 0) input.tiles.resize(m.in, rows.all);
        tiles::pack<tiles::Side::kLeft>(x, m.in, false, rows.count, m.in, tile_left_);
        tiles::pack_part<tiles::Side::kRight>(x, m.in, true, rows.first, rows.count, input.tiles);
        return tiles::product(unit_of(products_), tile_left_, m.forward, out, m.out, keep);
      case Products::kFloat:
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows.count, m.out, m.in, 1, x, m.in, w_ + m.offset, m.in, keep,
                    out, m.out);
    }
  }

  // d_in[rows, m.in] = d_out[rows, m.out] * weight;  gradient += d_out^T * input, in tiles once the last rows are there.
  void backward_product(const float* d_out, const Input& input, const Matrix& m, float* d_in, Rows rows,
                        tiles::Operand& d_out_tiles) {
    float* gradient = &gradient_[m.offset];
    switch (products_) {
      case Products::kHalf:
        half::convert(d_out, rows.count, m.out, &left_, nullptr);
        half::product(left_, m.plain, d_in, false);
        return half::product_transposed(left_, input.halves, gradient);
      case Products::kTile:
      case Products::kDot:
        if (rows.first == 0) d_out_tiles.resize(m.out, rows.all);
        tiles::pack<tiles::Side::kLeft>(d_out, m.out, false, rows.count, m.out, tile_left_);
        tiles::pack_part<tiles::Side::kLeft>(d_out, m.out, true, rows.first, rows.count, d_out_tiles);
        tiles::product(unit_of(products_), tile_left_, m.backward, d_in, m.in, false);
        if (rows.first + rows.count == rows.all) tiles::product(unit_of(products_), d_out_tiles, input.tiles, gradient, m.in, true);
        return;
      case Products::kFloat:
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows.count, m.in, m.out, 1, d_out, m.out, w_ + m.offset,
                    m.in, 0, d_in, m.in);
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m.out, m.in, rows.count, 1, d_out, m.out, input.values.data(),
                    m.in, 1, gradient, m.in);
    }
  }

  void resize(int rows) {
    const std::size_t d = s_.d, n = std::max(rows, padded_);
    std::size_t square = 0;
    for (const Sequence& q : batch_->sequences) square += std::size_t(q.length) * q.length;
    kept_.resize(s_.layers);
    for (Kept& k : kept_) {
      for (Floats* f : {&k.x, &k.middle}) f->resize(n * d);
      k.scale1.resize(n);
      k.scale2.resize(n);
      k.qkv.resize(n * 3 * d);
      k.attention.resize(square * s_.heads);
      k.gate_up.resize(n * 2 * s_.ff);
    }
    for (Floats* f : {&x_, &d_x_, &d_heads_}) f->resize(n * d);
    d_qkv_.resize(n * 3 * d);
    scale_.resize(n);
    const std::size_t part = in_tiles(products_) ? std::min<std::size_t>(n, kPartRows) : n;
    temporary_.resize(part * d);
    wide_.resize(part * 2 * s_.ff);
    narrow_.resize(part * s_.ff);
    make_angles();
  }

  void make_angles() {
    const int half = s_.head_size() / 2;
    int longest = 0;
    for (const Sequence& q : batch_->sequences) longest = std::max(longest, q.length);
    if (cosine_.size() >= std::size_t(longest) * half) return;
    cosine_.resize(std::size_t(longest) * half);
    sine_.resize(cosine_.size());
    for (int p = 0; p < longest; ++p)
      for (int i = 0; i < half; ++i) {
        const double angle = p * std::pow(double(s_.theta), -2.0 * i / s_.head_size());
        cosine_[std::size_t(p) * half + i] = float(std::cos(angle));
        sine_[std::size_t(p) * half + i] = float(std::sin(angle));
      }
  }

  // Rotates queries and keys in place; direction -1 undoes it (and takes gradients back).
  void rotate(float* qkv, float direction) const {
    const int half = s_.head_size() / 2;
    for (const Sequence& q : batch_->sequences)
      for (int p = 0; p < q.length; ++p) {
        const float* c = &cosine_[std::size_t(p) * half];
        const float* n = &sine_[std::size_t(p) * half];
        float* row = qkv + std::size_t(q.start + p) * 3 * s_.d;
        for (int h = 0; h < 2 * s_.heads; ++h, row += 2 * half)
          for (int i = 0; i < half; ++i) {
            const float a = row[i], b = row[i + half], sine = direction * n[i];
            row[i] = a * c[i] - b * sine;
            row[i + half] = b * c[i] + a * sine;
          }
      }
  }

  template <typename Visit>
  void each_head(Visit visit) const {
    std::size_t at = 0;
    for (const Sequence& q : batch_->sequences)
      for (int h = 0; h < s_.heads; ++h, at += std::size_t(q.length) * q.length) visit(q, h, at);
  }

  void attend(Kept& k, float* out) {
    const int d = s_.d, hs = s_.head_size();
    const float shrink = 1 / std::sqrt(float(hs));
    each_head([&](const Sequence& q, int h, std::size_t at) {
      const float* rows = &k.qkv[std::size_t(q.start) * 3 * d + h * hs];
      float* p = &k.attention[at];
      const int n = q.length;
      multiply_(n, n, hs, shrink, {rows, 3 * d}, {rows + d, 3 * d, true}, 0, p, n);
      for (int i = 0; i < n; ++i) soft_max(p + std::size_t(i) * n, n);
      multiply_(n, hs, n, 1, {p, n}, {rows + 2 * d, 3 * d}, 0, out + std::size_t(q.start) * d + h * hs, d);
    });
  }

  // d_out: gradient of heads_out; d_qkv is filled.
  void attend_back(const Kept& k, const float* d_out, float* d_qkv) {
    const int d = s_.d, hs = s_.head_size();
    const float shrink = 1 / std::sqrt(float(hs));
    each_head([&](const Sequence& q, int h, std::size_t at) {
      const int n = q.length;
      const float* rows = &k.qkv[std::size_t(q.start) * 3 * d + h * hs];
      const float* p = &k.attention[at];
      const float* from = d_out + std::size_t(q.start) * d + h * hs;
      float* to = d_qkv + std::size_t(q.start) * 3 * d + h * hs;
      grow(scores_, std::size_t(n) * n);
      float* ds = scores_.data();
      multiply_(n, hs, n, 1, {p, n, true}, {from, d}, 0, to + 2 * d, 3 * d);
      multiply_(n, n, hs, 1, {from, d}, {rows + 2 * d, 3 * d, true}, 0, ds, n);
      for (int i = 0; i < n; ++i) {
        const float* pi = p + std::size_t(i) * n;
        float* di = ds + std::size_t(i) * n;
        float dot = 0;
        for (int j = 0; j < n; ++j) dot += pi[j] * di[j];
        for (int j = 0; j < n; ++j) di[j] = shrink * pi[j] * (di[j] - dot);
      }
      multiply_(n, hs, n, 1, {ds, n}, {rows + d, 3 * d}, 0, to, 3 * d);
      multiply_(n, hs, n, 1, {ds, n, true}, {rows, 3 * d}, 0, to + d, 3 * d);
    });
  }

  // Only rows with a weight have a loss: behind its attention, the last layer computes no others.
  void choose_rows() {
    chosen_.clear();
    for (int r = 0; r < batch_->rows; ++r)
      if (batch_->weights[r] > 0) chosen_.push_back(r);
    padded_ = (int(chosen_.size()) + half::kTileRows - 1) / half::kTileRows * half::kTileRows;
  }

  void gather(float* rows) const {
    const std::size_t d = s_.d;
    for (std::size_t i = 0; i < chosen_.size(); ++i) std::memmove(rows + i * d, rows + chosen_[i] * d, d * sizeof(float));
    std::fill(rows + chosen_.size() * d, rows + padded_ * d, 0.0f);
  }

  void scatter(float* rows) const {
    const std::size_t d = s_.d;
    std::size_t end = batch_->rows;  // of what is not in place yet
    for (std::size_t i = chosen_.size(); i-- > 0; end = chosen_[i]) {
      std::memmove(rows + chosen_[i] * d, rows + i * d, d * sizeof(float));
      std::fill(rows + (chosen_[i] + 1) * d, rows + end * d, 0.0f);
    }
    std::fill(rows, rows + end * d, 0.0f);
  }

  void forward() {
    const int d = s_.d, ff = s_.ff;
    int n = batch_->rows;
    for (int r = 0; r < n; ++r)
      std::memcpy(&x_[std::size_t(r) * d], w_ + layout_.embedding + std::size_t(batch_->tokens[r]) * d, d * sizeof(float));
    for (int l = 0; l < s_.layers; ++l) {
      const Layout::Block& b = layout_.blocks[l];
      Kept& k = kept_[l];
      k.x = x_;
      each_part(n, [&](Rows rows) {
        float* normed = room(k.normed1, std::size_t(rows.count) * d, input_);
        rms_norm(&x_[rows.at(d)], w_ + b.norm1, normed, &k.scale1[rows.first], rows.count, d, s_.eps);
        forward_product(normed, k.normed1, b.qkv, &k.qkv[rows.at(3 * d)], rows, false);
      });
      rotate(k.qkv.data(), 1);
      float* heads_out = room(k.heads_out, std::size_t(std::max(n, padded_)) * d, heads_out_);
      attend(k, heads_out);
      if (l + 1 == s_.layers) {
        gather(heads_out);
        gather(x_.data());
        n = padded_;
      }
      each_part(n, [&](Rows rows) {
        float* x = &x_[rows.at(d)];
        forward_product(heads_out + rows.at(d), k.heads_out, b.out, x, rows, true);
        std::copy_n(x, std::size_t(rows.count) * d, &k.middle[rows.at(d)]);
        float* normed = room(k.normed2, std::size_t(rows.count) * d, input_);
        rms_norm(x, w_ + b.norm2, normed, &k.scale2[rows.first], rows.count, d, s_.eps);
        float* gate_up = &k.gate_up[rows.at(2 * ff)];
        forward_product(normed, k.normed2, b.gate_up, gate_up, rows, false);
        float* hidden = room(k.hidden, std::size_t(rows.count) * ff, input_);
        gate(gate_up, hidden, rows.count);
        forward_product(hidden, k.hidden, b.down, x, rows, true);
      });
    }
  }

  void gate(const float* gate_up, float* hidden, int rows) const {
    const int ff = s_.ff;
    for (int r = 0; r < rows; ++r, gate_up += 2 * ff, hidden += ff)
      for (int i = 0; i < ff; ++i) hidden[i] = gate_up[i] / (1 + std::exp(-gate_up[i])) * gate_up[ff + i];
  }

  // Loss over the chosen rows; leaves the gradient of their last states in d_x_.
  double head() {
    const int d = s_.d, v = s_.vocab, m = int(chosen_.size());
    double loss = 0;
    std::fill(d_x_.begin(), d_x_.end(), 0.0f);
    each_part(padded_, [&](Rows rows) {
      float* normed = room(states_, std::size_t(rows.count) * d, input_);
      rms_norm(&x_[rows.at(d)], w_ + layout_.final_norm, normed, &scale_[rows.first], rows.count, d, s_.eps);
      grow(logits_, std::size_t(rows.count) * v);
      forward_product(normed, states_, layout_.head, logits_.data(), rows, false);
      for (int i = 0; i < rows.count; ++i) {
        float* row = &logits_[std::size_t(i) * v];
        if (rows.first + i >= m) {
          std::fill_n(row, v, 0.0f);
          continue;
        }
        const std::size_t at = chosen_[rows.first + i];
        const float weight = batch_->weights[at];
        const int target = batch_->targets[at];
        soft_max(row, v);
        batch_->confidence[at] = *std::max_element(row, row + v);
        loss -= weight * std::log(std::max(row[target], 1e-30f));
        for (int j = 0; j < v; ++j) row[j] *= weight;
        row[target] -= weight;
      }
      backward_product(logits_.data(), states_, layout_.head, temporary_.data(), rows, d_out_tiles_);
      rms_norm_back(&x_[rows.at(d)], w_ + layout_.final_norm, &scale_[rows.first], temporary_.data(), &d_x_[rows.at(d)],
                    &gradient_[layout_.final_norm], rows.count, d);
    });
    return loss;
  }

  void backward() {
    const int d = s_.d, all = batch_->rows;
    float* g = gradient_.data();
    for (int l = s_.layers - 1; l >= 0; --l) {
      const Layout::Block& b = layout_.blocks[l];
      const Kept& k = kept_[l];
      const bool last = l + 1 == s_.layers;
      const int n = last ? padded_ : all;
      each_part(n, [&](Rows rows) {
        float* d_x = &d_x_[rows.at(d)];
        backward_product(d_x, k.hidden, b.down, narrow_.data(), rows, d_x_tiles_);
        gate_back(&k.gate_up[rows.at(2 * s_.ff)], rows.count);
        backward_product(wide_.data(), k.normed2, b.gate_up, temporary_.data(), rows, d_gate_up_tiles_);
        rms_norm_back(&k.middle[rows.at(d)], w_ + b.norm2, &k.scale2[rows.first], temporary_.data(), d_x, g + b.norm2,
                      rows.count, d);
        backward_product(d_x, k.heads_out, b.out, &d_heads_[rows.at(d)], rows, d_out_tiles_);
      });
      if (last) {
        scatter(d_heads_.data());
        scatter(d_x_.data());
      }
      attend_back(k, d_heads_.data(), d_qkv_.data());
      rotate(d_qkv_.data(), -1);
      each_part(all, [&](Rows rows) {
        backward_product(&d_qkv_[rows.at(3 * d)], k.normed1, b.qkv, temporary_.data(), rows, d_out_tiles_);
        rms_norm_back(&k.x[rows.at(d)], w_ + b.norm1, &k.scale1[rows.first], temporary_.data(), &d_x_[rows.at(d)], g + b.norm1,
                      rows.count, d);
      });
    }
    for (int r = 0; r < all; ++r) {
      float* row = g + layout_.embedding + std::size_t(batch_->tokens[r]) * d;
      for (int i = 0; i < d; ++i) row[i] += d_x_[std::size_t(r) * d + i];
    }
  }

  // narrow_: gradient of the hidden values; wide_: of gate and up.
  void gate_back(const float* gate_up, int rows) {
    const int ff = s_.ff;
    for (int r = 0; r < rows; ++r, gate_up += 2 * ff) {
      const float* dh = &narrow_[std::size_t(r) * ff];
      float* to = &wide_[std::size_t(r) * 2 * ff];
      for (int i = 0; i < ff; ++i) {
        const float sigmoid = 1 / (1 + std::exp(-gate_up[i]));
        to[i] = dh[i] * gate_up[ff + i] * sigmoid * (1 + gate_up[i] * (1 - sigmoid));
        to[ff + i] = dh[i] * gate_up[i] * sigmoid;
      }
    }
  }

  static constexpr int kPartRows = 64;
  static_assert(kPartRows % tiles::kInner == 0);

  Shape s_;
  const Layout& layout_;
  const Products products_;
  Multiplier multiply_;
  const float* w_ = nullptr;
  const MicroBatch* batch_ = nullptr;
  std::vector<std::size_t> chosen_;
  int padded_ = 0;  // chosen rows, filled up with zeros to whole tiles
  Floats gradient_, x_, d_x_, heads_out_, d_heads_, d_qkv_, scale_, scores_, logits_, cosine_, sine_;
  Floats input_, temporary_, wide_, narrow_;  // of a part of the rows
  Input states_;
  half::Left left_;
  tiles::Operand tile_left_, d_x_tiles_, d_gate_up_tiles_, d_out_tiles_;
  std::vector<Kept> kept_;
};

}  // namespace
