// Checks of what happens between the products: rms_norm, swiglu, add, rope. As product_checks.h.
#pragma once

#include "kernels/product_checks.h"

namespace llada::test {

inline constexpr int kRowLengths[] = {1, 2, 15, 16, 17, 31, 32, 33, 64, 100, 4096, 4099};

inline double largest_relative(std::span<const float> found, std::span<const double> expected) {
  double worst = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double size = std::max(std::fabs(expected[i]), 1e-30);
    const double error = std::fabs(found[i] - expected[i]) / size;
    worst = std::max(worst, std::isnan(error) ? 1e30 : error);
  }
  return worst;
}

inline void expect_close(Failures& failures, std::string what, std::span<const float> found,
                         std::span<const double> expected, double allowed) {
  const double worst = largest_relative(found, expected);
  if (worst > allowed) failures.push_back(fmt::format("{}: relative error {:.2e}, allowed {:.0e}", what, worst, allowed));
}

inline Failures check_rms_norm(const KernelSet& set) {
  Failures failures;
  for (const int length : kRowLengths) {
    for (const float spread : {1e-3f, 1.0f, 300.0f}) {
      const auto count = static_cast<std::size_t>(length);
      const auto x = random_values(count, 11, spread), weight = random_values(count, 12);
      std::vector<float> y(count);
      set.rms_norm(x, weight, 1e-5f, y);
      double squares = 0;
      for (const float value : x) squares += double{value} * value;
      std::vector<double> expected(count);
      for (std::size_t i = 0; i < count; ++i) {
        expected[i] = x[i] / std::sqrt(squares / length + double{1e-5f}) * weight[i];
      }
      expect_close(failures, fmt::format("{}: rms_norm length={} spread={}", set.name, length, spread), y,
                   expected, 1e-6);
    }
  }
  return failures;
}

inline LogitSums exact_logit_sums(std::span<const float> logits) {
  LogitSums sums{.finite = true};
  for (int i = 0; i < static_cast<int>(logits.size()); ++i) {
    const auto at = [&](int index) { return logits[static_cast<std::size_t>(index)]; };
    if (sums.top < 0 || at(i) > at(sums.top)) {
      sums.second = sums.top;
      sums.top = i;
    } else if (sums.second < 0 || at(i) > at(sums.second)) {
      sums.second = i;
    }
  }
  for (const float logit : logits) {
    const double below = double{logit} - logits[static_cast<std::size_t>(sums.top)];
    sums.sum += std::exp(below);
    sums.weighted += below * std::exp(below);
  }
  return sums;
}

// What is beside the top logit's own term must be right by itself: it is the distance to probability 1.
inline bool same_sums(const LogitSums& found, const LogitSums& exact) {
  const auto close = [](double a, double b) { return std::fabs(a - b) <= 2e-6 * std::fabs(b) + 1e-30; };
  return found.finite && found.top == exact.top && found.second == exact.second &&
         close(found.sum - 1, exact.sum - 1) && close(found.weighted, exact.weighted);
}

inline Failures check_logit_sums(const KernelSet& set) {
  Failures failures;
  for (const int length : kRowLengths) {
    for (const float spread : {0.0f, 0.1f, 3.0f, 30.0f}) {
      auto logits = random_values(static_cast<std::size_t>(length), 41, spread);
      const LogitSums found = set.logit_sums(logits), exact = exact_logit_sums(logits);
      if (!same_sums(found, exact)) {
        failures.push_back(fmt::format("{}: logit_sums length={} spread={}: top {} second {} sum-1 {} weighted {}; "
                                       "expected {} {} {} {}", set.name, length, spread, found.top, found.second,
                                       found.sum - 1, found.weighted, exact.top, exact.second, exact.sum - 1,
                                       exact.weighted));
      }
      for (const float bad : {std::nanf(""), INFINITY, -INFINITY}) {
        auto broken = logits;
        broken[static_cast<std::size_t>(length - 1)] = bad;
        if (set.logit_sums(broken).finite) failures.push_back(fmt::format("{}: logit_sums takes {}", set.name, bad));
      }
    }
  }
  return failures;
}

inline double silu_times(double gate, double up) { return gate / (1.0 + std::exp(-gate)) * up; }

inline Failures check_swiglu(const KernelSet& set) {
  Failures failures;
  for (const int length : kRowLengths) {
    const auto count = static_cast<std::size_t>(length);
    auto gate = random_values(count, 21, 4.0f);
    const auto up = random_values(count, 22);
    std::vector<double> expected(count);
    for (std::size_t i = 0; i < count; ++i) expected[i] = silu_times(gate[i], up[i]);
    set.swiglu(gate, up);
    expect_close(failures, fmt::format("{}: swiglu length={}", set.name, length), gate, expected, 5e-7);
  }
  return failures;
}

// The exponential, through swiglu: 2^20 gates over all magnitudes that do not underflow, then extremes.
inline Failures check_exponential(const KernelSet& set) {
  Failures failures;
  constexpr std::size_t kSteps = std::size_t{1} << 20;
  std::vector<float> gates(kSteps), ones(kSteps, 1.0f);
  for (std::size_t i = 0; i < kSteps; ++i) {
    gates[i] = -86.0f + 186.0f * static_cast<float>(i) / static_cast<float>(kSteps);
  }
  std::vector<double> expected(kSteps);
  for (std::size_t i = 0; i < kSteps; ++i) expected[i] = silu_times(gates[i], 1.0);
  set.swiglu(gates, ones);
  expect_close(failures, fmt::format("{}: swiglu sweep of [-86, 100)", set.name), gates, expected, 4e-7);

  std::vector<float> extremes = {-1e30f, -200.0f, -104.0f, -0.0f, 0.0f, 1e-40f, 200.0f, 1e30f, -89.5f};
  const std::vector<float> up(extremes.size(), 1.0f);
  const std::vector<float> limits = {0, 0, 0, 0, 0, 5e-41f, 200.0f, 1e30f, 0};
  set.swiglu(extremes, up);
  for (std::size_t i = 0; i < extremes.size(); ++i) {
    if (std::fabs(extremes[i] - limits[i]) <= 1e-36f) continue;
    failures.push_back(fmt::format("{}: swiglu extreme {}: {} found, {} expected", set.name, i, extremes[i], limits[i]));
  }
  return failures;
}

inline Failures check_add(const KernelSet& set) {
  Failures failures;
  for (const int length : kRowLengths) {
    auto x = random_values(static_cast<std::size_t>(length), 31);
    const auto y = random_values(static_cast<std::size_t>(length), 32);
    std::vector<float> expected(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) expected[i] = x[i] + y[i];
    set.add(x, y);
    if (x != expected) failures.push_back(fmt::format("{}: add length={}", set.name, length));
  }
  return failures;
}

// A turned head, in f64: pairs (2i, 2i + 1) or (i, i + pairs); elements past the pairs stay.
inline std::vector<double> turned(std::span<const float> head, std::span<const float> cos,
                                  std::span<const float> sin, bool interleaved) {
  std::vector<double> out(head.begin(), head.end());
  const std::size_t pairs = cos.size();
  for (std::size_t i = 0; i < pairs; ++i) {
    const std::size_t a = interleaved ? 2 * i : i, b = interleaved ? 2 * i + 1 : i + pairs;
    out[a] = double{head[a]} * cos[i] - double{head[b]} * sin[i];
    out[b] = double{head[a]} * sin[i] + double{head[b]} * cos[i];
  }
  return out;
}

inline Failures check_rope(const KernelSet& set) {
  Failures failures;
  for (const int head_dim : {2, 16, 40, 64, 128}) {
    for (const int rotated : {2, head_dim / 2 / 2 * 2, head_dim}) {
      for (const bool interleaved : {false, true}) {
        auto head = random_values(static_cast<std::size_t>(head_dim), 41);
        std::vector<float> cos, sin;
        for (int i = 0; i < rotated / 2; ++i) {
          cos.push_back(std::cos(0.37f * static_cast<float>(i + 1)));
          sin.push_back(std::sin(0.37f * static_cast<float>(i + 1)));
        }
        const auto expected = turned(head, cos, sin, interleaved);
        set.rope(head, cos, sin, interleaved);
        double worst = 0;
        for (std::size_t i = 0; i < head.size(); ++i) worst = std::max(worst, std::fabs(head[i] - expected[i]));
        if (worst > 5e-7) {
          failures.push_back(fmt::format("{}: rope head_dim={} rotated={} interleaved={}: error {:.2e}", set.name,
                                         head_dim, rotated, interleaved, worst));
        }
      }
    }
  }
  return failures;
}

}  // namespace llada::test
