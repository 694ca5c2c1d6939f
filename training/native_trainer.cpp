// Training step of a small LLaDA on the CPU: gradients, Muon and AdamW.
//
// Each thread takes whole micro-batches (so that products need no synchronisation) and sums gradients of
// its own (native_network.h). Gradients are checked against model.py's in test_training.py. C interface at the
// end, for native.py.
#include <atomic>
#include <memory>
#include <thread>

#include "native_network.h"

extern "C" void openblas_set_num_threads(int);

namespace {

// A part of the flat array that the orthogonal update applies to.
struct Part {
  std::size_t offset;
  int rows, cols;
};

// Nearest orthogonal matrix by a quintic Newton-Schulz iteration, 5 steps; x is rows x cols.
void orthogonalise(Floats& x, int rows, int cols, Multiplier& multiply) {
  constexpr float a = 3.4445f, b = -4.7750f, c = 2.0315f;
  float norm = 1e-7f;
  for (float v : x) norm += v * v;
  norm = std::sqrt(norm);
  for (float& v : x) v /= norm;
  const int n = std::min(rows, cols);
  const bool wide = rows <= cols;
  Floats gram(std::size_t(n) * n), mixed(gram.size()), next(x.size());
  for (int step = 0; step < 5; ++step) {
    multiply(n, n, wide ? cols : rows, 1, {x.data(), cols, !wide}, {x.data(), cols, wide}, 0, gram.data(), n);
    mixed = gram;
    multiply(n, n, n, c, {gram.data(), n}, {gram.data(), n}, b, mixed.data(), n);
    next = x;
    if (wide)
      multiply(rows, cols, n, 1, {mixed.data(), n}, {x.data(), cols}, a, next.data(), cols);
    else
      multiply(rows, cols, n, 1, {x.data(), cols}, {mixed.data(), n}, a, next.data(), cols);
    x.swap(next);
  }
}

class Trainer {
 public:
  Trainer(const Shape& shape, int threads, int micro_rows, Products products)
      : shape_(shape), layout_(shape), micro_rows_(micro_rows), products_(products), weights_(layout_.total),
        gradient_(layout_.total), first_(layout_.total), second_(layout_.total), orthogonal_(layout_.total, 0) {
    openblas_set_num_threads(1);
    for (int i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>(shape_, layout_, products));
    const int d = shape.d, ff = shape.ff;
    for (const Layout::Block& b : layout_.blocks) {
      for (int i = 0; i < 3; ++i) add(b.qkv.offset + std::size_t(i) * d * d, d, d);
      add(b.out.offset, d, d);
      for (int i = 0; i < 2; ++i) add(b.gate_up.offset + std::size_t(i) * d * ff, ff, d);
      add(b.down.offset, d, ff);
    }
  }

  double gradients(const int* tokens, const int* targets, const float* weights, float* confidence, const int* lengths,
                   int sequences) {
    const std::vector<MicroBatch> batches = split(tokens, targets, weights, confidence, lengths, sequences);
    std::vector<double> losses(batches.size());
    if (products_ != Products::kFloat) convert_weights();
    std::atomic<std::size_t> next = 0;
    parallel([&](std::size_t t) {
      std::fill(workers_[t]->gradient().begin(), workers_[t]->gradient().end(), 0.0f);
      for (std::size_t i = next++; i < batches.size(); i = next++) losses[i] = workers_[t]->run(weights_.data(), batches[i]);
    });
    gradient_ = workers_[0]->gradient();
    for (std::size_t t = 1; t < workers_.size(); ++t)
      for (std::size_t i = 0; i < layout_.total; ++i) gradient_[i] += workers_[t]->gradient()[i];
    double sum = 0;
    for (double loss : losses) sum += loss;
    return sum;
  }

  // Clips to norm 1 after scaling; returns the norm before.
  double update(float rate, float decay, float scale) {
    double square = 0;
    for (float& g : gradient_) {
      g *= scale;
      square += double(g) * g;
    }
    const double norm = std::sqrt(square);
    if (norm > 1)
      for (float& g : gradient_) g = float(g / norm);
    ++step_;
    std::atomic<std::size_t> next = 0;
    parallel([&](std::size_t) {
      Multiplier multiply(products_);
      for (std::size_t i = next++; i < parts_.size(); i = next++) update_part(parts_[i], rate, decay, multiply);
    });
    update_rest(rate, decay);
    return norm;
  }

  Floats& weights() { return weights_; }
  Floats& gradient() { return gradient_; }
  Floats& first() { return first_; }
  Floats& second() { return second_; }
  long& step() { return step_; }

 private:
  void convert_weights() {
    const std::vector<Matrix*> all = layout_.matrices();
    std::atomic<std::size_t> next = 0;
    parallel([&](std::size_t) {
      for (std::size_t i = next++; i < all.size(); i = next++) {
        Matrix& m = *all[i];
        const float* weights = &weights_[m.offset];
        if (products_ == Products::kHalf) {
          half::convert(weights, m.out, m.in, nullptr, &m.plain);
          half::convert_transposed(weights, m.out, m.in, m.transposed);
        } else {
          tiles::pack<tiles::Side::kRight>(weights, m.in, false, m.out, m.in, m.forward);
          tiles::pack<tiles::Side::kRight>(weights, m.in, true, m.in, m.out, m.backward);
        }
      }
    });
  }

  void add(std::size_t offset, int rows, int cols) {
    parts_.push_back({offset, rows, cols});
    std::fill_n(orthogonal_.begin() + offset, std::size_t(rows) * cols, char(1));
  }

  template <typename Work>
  void parallel(Work work) {
    std::vector<std::thread> threads;
    for (std::size_t t = 1; t < workers_.size(); ++t) threads.emplace_back([&work, t] { work(t); });
    work(0);
    for (std::thread& thread : threads) thread.join();
  }

  std::vector<MicroBatch> split(const int* tokens, const int* targets, const float* weights, float* confidence,
                                const int* lengths, int sequences) const {
    std::vector<MicroBatch> out;
    int at = 0;
    for (int i = 0; i < sequences; at += lengths[i++]) {
      if (out.empty() || out.back().rows + lengths[i] > micro_rows_)
        out.push_back({tokens + at, targets + at, weights + at, confidence + at, {}, 0});
      out.back().sequences.push_back({out.back().rows, lengths[i]});
      out.back().rows += lengths[i];
    }
    return out;
  }

  void update_part(const Part& m, float rate, float decay, Multiplier& multiply) {
    constexpr float momentum = 0.95f;
    const std::size_t n = std::size_t(m.rows) * m.cols;
    Floats x(n);
    for (std::size_t i = 0; i < n; ++i) {
      const float g = gradient_[m.offset + i];
      float& f = first_[m.offset + i];
      f = momentum * f + (1 - momentum) * g;
      x[i] = (1 - momentum) * g + momentum * f;
    }
    orthogonalise(x, m.rows, m.cols, multiply);
    const float size = rate * 0.2f * std::sqrt(float(std::max(m.rows, m.cols)));
    for (std::size_t i = 0; i < n; ++i) {
      float& w = weights_[m.offset + i];
      w = w * (1 - rate * decay) - size * x[i];
    }
  }

  // AdamW for everything else; norms do not decay.
  void update_rest(float rate, float decay) {
    constexpr float b1 = 0.9f, b2 = 0.98f;
    const float c1 = 1 - std::pow(b1, float(step_)), c2 = 1 - std::pow(b2, float(step_));
    const std::size_t table = std::size_t(shape_.d) * shape_.vocab;
    for (std::size_t i = 0; i < layout_.total; ++i) {
      if (orthogonal_[i]) continue;
      const float g = gradient_[i];
      first_[i] = b1 * first_[i] + (1 - b1) * g;
      second_[i] = b2 * second_[i] + (1 - b2) * g * g;
      const bool decays = i < table || i >= layout_.head.offset;
      weights_[i] -= rate * (first_[i] / c1 / (std::sqrt(second_[i] / c2) + 1e-9f) + (decays ? decay * weights_[i] : 0));
    }
  }

  Shape shape_;
  Layout layout_;
  int micro_rows_;
  Products products_;
  Floats weights_, gradient_, first_, second_;
  std::vector<char> orthogonal_;  // 1: in one of parts_
  std::vector<Part> parts_;
  std::vector<std::unique_ptr<Worker>> workers_;
  long step_ = 0;
};

}  // namespace

extern "C" {
// Whether products in half precision are to be had for this shape on this processor.
bool trainer_has_halves(int d, int ff, int vocab) {
  return half::kAvailable && half::fits(d) && half::fits(ff) && half::fits(vocab);
}
// Whether this processor has, and the system allows, products in bfloat16, by AMX or by dot products. To be asked before
// they are used.
bool trainer_has_tiles() { return tiles::available(tiles::Unit::kAmx); }
bool trainer_has_dots() { return tiles::available(tiles::Unit::kDot); }
// products: as in Products.
void* trainer_new(int d, int layers, int heads, int ff, int vocab, float theta, float eps, int threads, int micro_rows,
                  int products) {
  return new Trainer({d, layers, heads, ff, vocab, theta, eps}, threads, micro_rows, Products(products));
}
void trainer_free(void* t) { delete static_cast<Trainer*>(t); }
std::size_t trainer_size(void* t) { return static_cast<Trainer*>(t)->weights().size(); }
float* trainer_weights(void* t) { return static_cast<Trainer*>(t)->weights().data(); }
float* trainer_gradient(void* t) { return static_cast<Trainer*>(t)->gradient().data(); }
float* trainer_first(void* t) { return static_cast<Trainer*>(t)->first().data(); }
float* trainer_second(void* t) { return static_cast<Trainer*>(t)->second().data(); }
long* trainer_step(void* t) { return &static_cast<Trainer*>(t)->step(); }
double trainer_gradients(void* t, const int* tokens, const int* targets, const float* weights, float* confidence,
                         const int* lengths, int sequences) {
  return static_cast<Trainer*>(t)->gradients(tokens, targets, weights, confidence, lengths, sequences);
}
double trainer_update(void* t, float rate, float decay, float scale) {
  return static_cast<Trainer*>(t)->update(rate, decay, scale);
}
}
