// Checks of attention of one head against f64. As product_checks.h.
#pragma once

#include <limits>

#include "kernels/row_checks.h"

namespace llada::test {

// Random queries, keys and values with their own strides, and one row description per query.
struct AttendCase {
  int rows, keys, head_dim;
  std::ptrdiff_t stride;  // of keys and values
  std::vector<float> q, k, v, own_k, own_v;
  std::vector<AttentionRow> info;

  AttendCase(int row_count, int key_count, int dim, float spread, std::uint32_t seed)
      : rows(row_count), keys(key_count), head_dim(dim), stride(dim + 5) {
    const auto query_size = static_cast<std::size_t>(rows * dim);
    const auto key_size = static_cast<std::size_t>(keys * stride);
    q = random_values(query_size, seed, spread);
    own_k = random_values(query_size, seed + 1, spread);
    own_v = random_values(query_size, seed + 2);
    k = random_values(key_size, seed + 3, spread);
    v = random_values(key_size, seed + 4);
    info.resize(static_cast<std::size_t>(rows), AttentionRow{.key_end = keys});
  }
  void replace(int row, int key) {
    AttentionRow& at = info[static_cast<std::size_t>(row)];
    at.replaced = key;
    at.own_key = own_k.data() + row * head_dim;
    at.own_value = own_v.data() + row * head_dim;
  }
  [[nodiscard]] MatrixView<const float> key_view() const { return {k.data(), keys, head_dim, stride}; }
  [[nodiscard]] MatrixView<const float> value_view() const { return {v.data(), keys, head_dim, stride}; }
  [[nodiscard]] std::string shape() const {
    return fmt::format("rows={} keys={} head_dim={}", rows, keys, head_dim);
  }
};

inline std::vector<float> run_attend(const KernelSet& set, const AttendCase& of, int first, int count) {
  std::vector<float> out(static_cast<std::size_t>(count * of.head_dim), std::numeric_limits<float>::quiet_NaN());
  std::vector<float> scratch(static_cast<std::size_t>(of.keys));
  set.attend(MatrixView<const float>(of.q.data() + first * of.head_dim, count, of.head_dim), of.key_view(),
             of.value_view(), std::span(of.info).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)),
             scratch, MatrixView<float>(out.data(), count, of.head_dim));
  return out;
}

inline std::vector<double> exact_attention(const AttendCase& of, int row) {
  const AttentionRow& info = of.info[static_cast<std::size_t>(row)];
  const auto dim = static_cast<std::size_t>(of.head_dim);
  std::vector<double> weights, out(dim, 0.0);
  double largest = -1e300, total = 0;
  for (int key = 0; key < info.key_end; ++key) {
    const float* at = key == info.replaced ? info.own_key : of.k.data() + key * of.stride;
    double score = 0;
    for (std::size_t i = 0; i < dim; ++i) score += double{of.q[static_cast<std::size_t>(row) * dim + i]} * at[i];
    weights.push_back(score / std::sqrt(static_cast<double>(dim)));
    largest = std::max(largest, weights.back());
  }
  for (double& weight : weights) total += weight = std::exp(weight - largest);
  for (int key = 0; key < info.key_end; ++key) {
    const float* at = key == info.replaced ? info.own_value : of.v.data() + key * of.stride;
    for (std::size_t i = 0; i < dim; ++i) out[i] += weights[static_cast<std::size_t>(key)] / total * at[i];
  }
  return out;
}

// Root mean square error of one row relative to the values' own size (1 by construction).
inline double attend_error(const AttendCase& of, std::span<const float> found) {
  double squares = 0;
  for (int row = 0; row < of.rows; ++row) {
    const auto expected = exact_attention(of, row);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const double error = found[static_cast<std::size_t>(row * of.head_dim) + i] - expected[i];
      squares += std::isnan(error) ? 1e30 : error * error;
    }
  }
  return std::sqrt(squares / static_cast<double>(of.rows * of.head_dim));
}

inline void expect_attention(Failures& failures, const KernelSet& set, const AttendCase& of, double allowed,
                             std::string_view what) {
  const double error = attend_error(of, run_attend(set, of, 0, of.rows));
  if (error <= allowed) return;
  failures.push_back(fmt::format("{}: attend {} {}: rms error {:.2e}, allowed {:.0e}", set.name, what, of.shape(),
                                 error, allowed));
}

inline Failures check_attend(const KernelSet& set) {
  Failures failures;
  std::uint32_t seed = 100;
  for (const int rows : {1, 3, 16, 70}) {
    for (const int keys : {1, 2, 15, 16, 17, 64, 65, 130, 300}) {
      for (const int dim : {8, 20, 64, 128, 200}) {
        AttendCase plain(rows, keys, dim, 1.0f, seed += 10);
        expect_attention(failures, set, plain, 1e-6, "plain");
        for (int row = 0; row < rows; ++row) {
          plain.info[static_cast<std::size_t>(row)].key_end = 1 + (row * 37) % keys;
        }
        expect_attention(failures, set, plain, 1e-6, "with key_end");
        for (int row = 0; row < rows; row += 2) plain.replace(row, (row * 29) % keys);
        expect_attention(failures, set, plain, 1e-6, "with replaced keys");
        for (AttentionRow& info : plain.info) info.key_end = keys;
        expect_attention(failures, set, plain, 1e-6, "with replaced keys, all seen");
      }
    }
  }
  return failures;
}

// Scores of +-hundreds: e^score overflows, and all but one weight may vanish. The tolerance follows from
// f32 scores: an error of 2^-24 x 500 in a score is one of 3e-5 in its weight.
inline Failures check_attend_large_scores(const KernelSet& set) {
  Failures failures;
  for (const int keys : {1, 64, 200}) {
    const AttendCase large(9, keys, 128, 6.0f, 900);
    expect_attention(failures, set, large, 5e-5, "with large scores");
  }
  return failures;
}

// A replaced key gives, bit for bit, what keys and values with the replacement in place give; stale
// entries there and past key_end may hold NaN.
inline Failures check_attend_replacement_is_exact(const KernelSet& set) {
  Failures failures;
  const int rows = 20, keys = 150, dim = 72;
  AttendCase probe(rows, keys, dim, 1.0f, 500);
  for (int row = 0; row < rows; ++row) {
    AttendCase fixed = probe;
    const int at = (row * 31) % keys;
    probe.replace(row, at);
    std::copy_n(probe.own_k.data() + row * dim, dim, fixed.k.data() + at * fixed.stride);
    std::copy_n(probe.own_v.data() + row * dim, dim, fixed.v.data() + at * fixed.stride);
    const auto expected = run_attend(set, fixed, row, 1);
    const auto found = run_attend(set, probe, row, 1);
    if (std::memcmp(found.data(), expected.data(), expected.size() * sizeof(float)) != 0) {
      failures.push_back(fmt::format("{}: attend row {} with key {} replaced differs", set.name, row, at));
    }
  }
  return failures;
}

inline Failures check_attend_ignores_what_it_must_not_see(const KernelSet& set) {
  Failures failures;
  AttendCase clean(18, 100, 64, 1.0f, 700);
  for (int row = 0; row < clean.rows; ++row) {
    clean.info[static_cast<std::size_t>(row)].key_end = 90;
    clean.replace(row, 40);
  }
  AttendCase dirty = clean;
  for (const int key : {40, 90, 95, 99}) {
    std::fill_n(dirty.k.data() + key * dirty.stride, dirty.head_dim, std::numeric_limits<float>::quiet_NaN());
    std::fill_n(dirty.v.data() + key * dirty.stride, dirty.head_dim, std::numeric_limits<float>::quiet_NaN());
  }
  for (int row = 0; row < dirty.rows; ++row) dirty.replace(row, 40);
  const auto expected = run_attend(set, clean, 0, clean.rows), found = run_attend(set, dirty, 0, dirty.rows);
  if (std::memcmp(found.data(), expected.data(), expected.size() * sizeof(float)) != 0) {
    failures.push_back(fmt::format("{}: attend lets unseen keys in", set.name));
  }
  return failures;
}

// Bit for bit: all rows in one call, or each in its own, in any company.
inline Failures check_attend_splits(const KernelSet& set) {
  Failures failures;
  AttendCase mixed(75, 200, 96, 1.0f, 800);
  for (int row = 0; row < mixed.rows; ++row) {
    mixed.info[static_cast<std::size_t>(row)].key_end = row % 3 == 0 ? 200 : 1 + (row * 13) % 200;
    if (row % 4 == 1) mixed.replace(row, (row * 7) % 200);
  }
  mixed.info[5].key_end = 0;
  const auto whole = run_attend(set, mixed, 0, mixed.rows);
  for (int row = 0; row < mixed.rows; ++row) {
    const auto alone = run_attend(set, mixed, row, 1);
    if (std::memcmp(alone.data(), whole.data() + row * mixed.head_dim, alone.size() * sizeof(float)) != 0) {
      failures.push_back(fmt::format("{}: attend row {} depends on the other rows", set.name, row));
    }
  }
  for (int i = 0; i < mixed.head_dim; ++i) {
    if (whole[static_cast<std::size_t>(5 * mixed.head_dim + i)] != 0.0f) {
      failures.push_back(fmt::format("{}: attend of no keys is not zero", set.name));
      break;
    }
  }
  return failures;
}

}  // namespace llada::test
