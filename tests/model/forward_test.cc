#include "model/forward.h"

#include <gtest/gtest.h>

#include "model/oracle.h"
#include "model/random_model.h"
#include "support/temp_folder.h"
#include "support/test_data.h"

namespace llada {
namespace {

using test::Vector;

std::vector<ForwardRow> rows_of(const std::vector<int>& tokens) {
  std::vector<ForwardRow> rows;
  for (std::size_t pos = 0; pos < tokens.size(); ++pos) {
    rows.push_back({SequenceId(0), Position(static_cast<int>(pos)), TokenId(tokens[pos])});
  }
  return rows;
}

// A model with everything a pass needs, at the size a test wants.
struct Bench {
  ModelFiles files;
  const KernelSet* kernels;
  std::unique_ptr<ThreadPool> pool;
  Weights weights;
  std::unique_ptr<ForwardPass> pass;
  std::vector<KvCache> caches;

  static Bench make(ModelFiles files, const KernelSet& kernels, int threads, int positions, int max_rows = 0) {
    auto pool = ThreadPool::create(threads).value();
    auto weights = Weights::load(files, kernels).value();
    Bench bench{std::move(files), &kernels, std::move(pool), std::move(weights), nullptr, {}};
    bench.caches.push_back(KvCache::create(bench.weights.config(), positions).value());
    bench.pass = ForwardPass::create(bench.weights, kernels, *bench.pool, max_rows > 0 ? max_rows : positions, positions).value();
    return bench;
  }
  void run(std::span<const ForwardRow> rows, int step = 0) {
    std::vector<KvCache*> pointers;
    for (KvCache& cache : caches) pointers.push_back(&cache);
    const Status status = pass->run(rows, pointers, Step(step));
    ASSERT_TRUE(status) << status.error().message;
  }
  std::vector<float> logits(int rows) {
    const int vocabulary = weights.config().vocabulary;
    std::vector<float> out(static_cast<std::size_t>(rows * vocabulary));
    std::vector<int> indices;
    for (int row = 0; row < rows; ++row) indices.push_back(row);
    EXPECT_TRUE(pass->logits(indices, {out.data(), rows, vocabulary}));
    return out;
  }
};

double relative_rms(std::span<const float> found, std::span<const double> truth) {
  double error = 0, size = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    error += (found[i] - truth[i]) * (found[i] - truth[i]);
    size += truth[i] * truth[i];
  }
  return std::sqrt(error / size);
}

std::size_t argmax(std::span<const double> row) {
  return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

// Argmax of every row agrees wherever the truth's two best differ by more than twice the worst error.
void expect_same_argmax(std::span<const float> found, const std::vector<Vector>& truth) {
  const std::size_t width = truth[0].size();
  for (std::size_t row = 0; row < truth.size(); ++row) {
    const auto line = found.subspan(row * width, width);
    double worst = 0;
    for (std::size_t i = 0; i < width; ++i) worst = std::max(worst, std::abs(line[i] - truth[row][i]));
    Vector sorted = truth[row];
    std::nth_element(sorted.begin(), sorted.begin() + 1, sorted.end(), std::greater<>());
    if (sorted[0] - sorted[1] <= 2 * worst) continue;
    EXPECT_EQ(static_cast<std::size_t>(std::max_element(line.begin(), line.end()) - line.begin()), argmax(truth[row])) << "row " << row;
  }
}

// f32 activations must be exact to rounding. 8-bit ones cost what they cost in llama.cpp, whose error on
// these very files golden.json puts at 0.0198 to 0.0204.
// With 8-bit activations llama.cpp has 0.0198 to 0.0204 on these files; one scale per 512 inputs instead of
// 32 doubles that.
double tolerance(const KernelSet& kernels) {
  if (kernels.activations == "f32") return 1e-5;
  if (kernels.activations == "int16") return 1e-3;
  return is_requantised(kernels.layout) ? 5e-2 : 2.5e-2;
}

std::vector<int> golden_tokens() {
  const auto golden = read_json_file(test::data_path("llada-tiny/golden.json")).value();
  return golden["tokens"].get<std::vector<int>>();
}

class GoldenLogits : public testing::TestWithParam<const char*> {};

TEST_P(GoldenLogits, AgreeWithTheFloat64ReferenceOnEveryKernelSet) {
  const std::string type = GetParam();
  const std::vector<int> tokens = golden_tokens();
  const auto reference = test::read_array<float>(test::data_path("llada-tiny/logits." + type + ".ref64.bin"));
  std::vector<Vector> truth;
  for (std::size_t row = 0; row < tokens.size(); ++row) {
    truth.emplace_back(reference.begin() + static_cast<std::ptrdiff_t>(row * 1024), reference.begin() + static_cast<std::ptrdiff_t>((row + 1) * 1024));
  }
  const Vector flat(reference.begin(), reference.end());
  for (const KernelSet* kernels : all_kernel_sets()) {
    if (!kernels->supported()) continue;
    auto files = ModelFiles::open(test::data_path("llada-tiny/llada-tiny-" + type + ".gguf"));
    ASSERT_TRUE(files) << files.error().message;
    Bench bench = Bench::make(std::move(*files), *kernels, 2, static_cast<int>(tokens.size()));
    bench.run(rows_of(tokens));
    const auto found = bench.logits(static_cast<int>(tokens.size()));
    const double error = relative_rms(found, flat);
    RecordProperty(type + "." + std::string(kernels->name), std::to_string(error));
    std::printf("%-6s %-14s relative rms %.3g\n", type.c_str(), std::string(kernels->name).c_str(), error);
    EXPECT_LT(error, tolerance(*kernels)) << type << " " << kernels->name;
    expect_same_argmax(found, truth);
  }
}
INSTANTIATE_TEST_SUITE_P(Types, GoldenLogits, testing::Values("f32", "f16", "q8_0", "q4_0"));

ModelConfig small_config(const std::string& architecture) {
  ModelConfig config;
  config.architecture = architecture;
  config.layers = 2;
  config.hidden = 64;
  config.heads = 4;
  config.kv_heads = architecture == "dream" ? 2 : 4;
  config.head_dim = architecture == "dream" ? 24 : 16;
  config.ffn = architecture == "llada-moe" ? 0 : 96;
  config.vocabulary = 83;
  config.context = 64;
  config.rope_dims = config.head_dim;
  config.rope_interleaved = architecture == "llada";
  config.qkv_bias = architecture == "dream";
  config.qk_norm = architecture == "llada-moe" || architecture == "rnd1";
  config.tied_head = architecture == "dream";
  config.mask = TokenId(80);
  if (architecture == "llada-moe" || architecture == "rnd1") {
    config.moe.experts = 6;
    config.moe.experts_used = 2;
    config.moe.expert_ffn = 32;
    config.moe.normalise = architecture == "rnd1";
  }
  return config;
}

class Families : public testing::TestWithParam<const char*> {};

TEST_P(Families, MatchALiteralFloat64Implementation) {
  const test::TempFolder folder;
  const auto path = folder.path() / "model.gguf";
  const Status written = test::RandomModel(small_config(GetParam()), TensorType::kF32).write(path);
  ASSERT_TRUE(written) << written.error().message;
  const std::vector<int> tokens{1, 80, 80, 5, 80, 17, 82, 0, 80, 33, 80, 80, 80, 2, 80, 9, 80, 80, 80};
  auto files = ModelFiles::open(path);
  ASSERT_TRUE(files) << files.error().message;
  const auto truth = test::Oracle(*files).logits(tokens);
  Vector flat;
  for (const Vector& row : truth) flat.insert(flat.end(), row.begin(), row.end());
  for (const KernelSet* kernels : all_kernel_sets()) {
    if (!kernels->supported()) continue;
    Bench bench = Bench::make(ModelFiles::open(path).value(), *kernels, 2, static_cast<int>(tokens.size()));
    bench.run(rows_of(tokens));
    const auto found = bench.logits(static_cast<int>(tokens.size()));
    EXPECT_LT(relative_rms(found, flat), kernels->activations == "bf16" ? 2e-2 : 1e-5) << kernels->name;
    expect_same_argmax(found, truth);
  }
}
INSTANTIATE_TEST_SUITE_P(Architectures, Families, testing::Values("llada", "dream", "llada-moe", "rnd1"));

class Passes : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(test::RandomModel(small_config("llada"), TensorType::kF32).write(path()));
  }
  std::filesystem::path path() const { return folder_.path() / "model.gguf"; }
  Bench bench(int threads, int positions, int max_rows = 0) {
    return Bench::make(ModelFiles::open(path()).value(), **find_kernel_set("ref"), threads, positions, max_rows);
  }
  test::TempFolder folder_;
  const std::vector<int> tokens_{1, 80, 80, 5, 80, 17, 82, 0, 80, 33, 80, 80, 80, 2, 80, 9, 80, 80, 80, 80, 4};
};

TEST_F(Passes, GiveTheSameBitsOnAnyThreadCount) {
  const int count = static_cast<int>(tokens_.size());
  Bench one = bench(1, count);
  one.run(rows_of(tokens_));
  for (int threads : {2, 3, 8}) {
    Bench many = bench(threads, count);
    many.run(rows_of(tokens_));
    EXPECT_EQ(one.logits(count), many.logits(count)) << threads;
  }
}

TEST_F(Passes, ReadTheCacheForPositionsThatAreNotAmongTheRows) {
  const int count = static_cast<int>(tokens_.size());
  Bench full = bench(2, count), partial = bench(2, count);
  full.run(rows_of(tokens_));
  partial.run(rows_of(tokens_));
  const std::vector<ForwardRow> some{{SequenceId(0), Position(4), TokenId(80)}, {SequenceId(0), Position(7), TokenId(0)}};
  partial.run(some, 1);
  const auto all = full.logits(count), two = partial.logits(2);
  const std::size_t width = 83;
  for (std::size_t i = 0; i < width; ++i) {
    EXPECT_EQ(two[i], all[4 * width + i]);
    EXPECT_EQ(two[width + i], all[7 * width + i]);
  }
  EXPECT_EQ(partial.caches[0].version(Position(4)).step, Step(1));
  EXPECT_EQ(partial.caches[0].version(Position(5)).step, Step(0));
}

TEST_F(Passes, ProbeRowsSeeEverythingButTheirOwnEntryAndLeaveTheCacheAlone) {
  const int count = static_cast<int>(tokens_.size());
  std::vector<int> masked = tokens_;
  masked[5] = 80;
  Bench truth = bench(1, count), probing = bench(1, count);
  // Cache of the tokens, then position 5 alone with a mask: that is what a probe must see.
  truth.run(rows_of(tokens_));
  truth.run(std::vector<ForwardRow>{{SequenceId(0), Position(5), TokenId(80)}}, 1);
  probing.run(rows_of(tokens_));
  probing.run(std::vector<ForwardRow>{{SequenceId(0), Position(5), TokenId(80), true}}, 1);
  EXPECT_EQ(truth.logits(1), probing.logits(1));
  EXPECT_EQ(probing.caches[0].version(Position(5)).token, TokenId(17));
  probing.run(std::vector<ForwardRow>{{SequenceId(0), Position(6), TokenId(82)}}, 2);
  Bench untouched = bench(1, count);
  untouched.run(rows_of(tokens_));
  untouched.run(std::vector<ForwardRow>{{SequenceId(0), Position(6), TokenId(82)}}, 2);
  EXPECT_EQ(untouched.logits(1), probing.logits(1));
}

TEST_F(Passes, KeepSequencesApart) {
  const int count = static_cast<int>(tokens_.size());
  Bench one = bench(2, count), two = bench(2, count, 2 * count);
  two.caches.push_back(KvCache::create(two.weights.config(), count).value());
  one.run(rows_of(tokens_));
  std::vector<ForwardRow> rows = rows_of(tokens_);
  for (int pos = 0; pos < count; ++pos) rows.push_back({SequenceId(1), Position(pos), TokenId(pos % 7)});
  two.run(rows);
  const auto alone = one.logits(count), together = two.logits(count);
  EXPECT_EQ(alone, together);
}

TEST_F(Passes, RefuseRowsAndTokensOutOfRange) {
  Bench b = bench(1, 4);
  KvCache* cache = b.caches.data();
  const auto refused = [&](ForwardRow row) {
    return !b.pass->run(std::vector<ForwardRow>{row}, std::span(&cache, 1), Step(0));
  };
  EXPECT_TRUE(refused({SequenceId(1), Position(0), TokenId(0)}));
  EXPECT_TRUE(refused({SequenceId(0), Position(4), TokenId(0)}));
  EXPECT_TRUE(refused({SequenceId(0), Position(-1), TokenId(0)}));
  EXPECT_TRUE(refused({SequenceId(0), Position(0), TokenId(83)}));
  EXPECT_TRUE(refused({SequenceId(0), Position(0), TokenId(0)}));  // positions 1..3 were never computed
}

TEST_F(Passes, HeadStatisticsAgreeWithTheWholeLogits) {
  const int count = static_cast<int>(tokens_.size());
  Bench b = bench(3, count);
  b.run(rows_of(tokens_));
  const auto logits = b.logits(count);
  std::vector<HeadRow> rows;
  for (int row = 0; row < count; ++row) rows.push_back({row, Position(row)});
  for (double temperature : {0.0, 0.7}) {
    const HeadRule rule{.temperature = temperature, .seed = 9, .step = Step(3), .banned = {}, .mask = TokenId(80)};
    const auto stats = b.pass->head(rows, rule).value();
    for (std::size_t row = 0; row < stats.size(); ++row) {
      const std::span<const float> line(logits.data() + row * 83, 83);
      double sum = 0, entropy = 0, best_score = -INFINITY;
      std::size_t best = 0, sampled = 0;
      for (std::size_t i = 0; i < line.size(); ++i) {
        sum += std::exp(double{line[i]});
        if (line[i] > line[best]) best = i;
        const double u = uniform(9, RandomStream::kTokenGumbel, 3, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(i));
        const double score = temperature > 0 ? line[i] - temperature * std::log(-std::log(u)) : double{line[i]};
        if (i != 80 && score > best_score) best_score = score, sampled = i;
      }
      for (float logit : line) entropy -= std::exp(double{logit}) / sum * std::log(std::exp(double{logit}) / sum);
      EXPECT_EQ(stats[row].top.value, static_cast<int>(best));
      EXPECT_EQ(stats[row].sampled.value, static_cast<int>(sampled));
      EXPECT_NEAR(stats[row].top_probability, std::exp(double{line[best]}) / sum, 1e-12);
      EXPECT_NEAR(stats[row].sampled_probability, std::exp(double{line[sampled]}) / sum, 1e-12);
      EXPECT_NEAR(stats[row].entropy, entropy, 1e-9);
    }
  }
}

}  // namespace
}  // namespace llada
