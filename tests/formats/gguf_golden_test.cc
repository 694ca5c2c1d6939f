// Files that llama.cpp's tools wrote.
#include <gtest/gtest.h>

#include "formats/gguf.h"
#include "formats/json.h"
#include "formats/quant.h"
#include "support/test_data.h"

namespace llada {
namespace {

GgufFile open_tiny(const std::string& type) {
  auto file = GgufFile::open(test::data_path("llada-tiny/llada-tiny-" + type + ".gguf"));
  if (!file) throw std::runtime_error(file.error().message);
  return std::move(*file);
}

TEST(GgufGolden, MetadataOfTheTinyModelHasTheValuesItWasMadeWith) {
  const GgufFile file = open_tiny("q4_0");
  const GgufMetadata& m = file.metadata();
  EXPECT_EQ(file.version(), 3u);
  EXPECT_EQ(**m.string("general.architecture"), "llada");
  EXPECT_EQ(**m.integer("llada.block_count"), 4);
  EXPECT_EQ(**m.integer("llada.embedding_length"), 256);
  EXPECT_EQ(**m.integer("llada.attention.head_count"), 4);
  EXPECT_EQ(**m.integer("llada.feed_forward_length"), 512);
  EXPECT_EQ(**m.real("llada.rope.freq_base"), 500000.0);
  EXPECT_FLOAT_EQ(static_cast<float>(**m.real("llada.attention.layer_norm_rms_epsilon")), 1e-5f);
  EXPECT_EQ(**m.boolean("llada.attention.causal"), false);
  EXPECT_EQ(**m.boolean("diffusion.shift_logits"), false);
  EXPECT_EQ(**m.integer("tokenizer.ggml.mask_token_id"), 1023);
  EXPECT_EQ(**m.boolean("tokenizer.ggml.add_bos_token"), true);
}

TEST(GgufGolden, TokenizerArraysOfTheTinyModelAreComplete) {
  const GgufFile file = open_tiny("q8_0");
  const GgufMetadata& m = file.metadata();
  const auto& tokens = **m.strings("tokenizer.ggml.tokens");
  ASSERT_EQ(tokens.size(), 1024u);
  EXPECT_EQ(tokens[0], "!");
  EXPECT_EQ(tokens[256], "\xC4\xA0t");  // U+0120 is GPT-2's space
  EXPECT_EQ((**m.strings("tokenizer.ggml.merges")).size(), 744u);
  EXPECT_EQ((**m.strings("tokenizer.ggml.merges"))[0], "\xC4\xA0 t");
  const auto types = **m.integers("tokenizer.ggml.token_type");
  ASSERT_EQ(types.size(), 1024u);
  EXPECT_EQ(types[0], 1);
  EXPECT_EQ(types[1023], 3);
}

TEST(GgufGolden, TensorsOfTheTinyModelHaveTheirShapesAndTypes) {
  const GgufFile file = open_tiny("q4_0");
  EXPECT_EQ(file.tensors().size(), 39u);  // 4 layers of 9, embedding, output and its norm
  const TensorView* gate = file.tensor("blk.3.ffn_gate.weight");
  ASSERT_NE(gate, nullptr);
  EXPECT_EQ(gate->type, TensorType::kQ4_0);
  EXPECT_EQ(gate->rank, 2);
  EXPECT_EQ(gate->dims, (std::array<std::uint64_t, 4>{256, 512, 1, 1}));
  EXPECT_EQ(gate->data.size(), 256u * 512u / 32u * 18u);
  ASSERT_NE(gate->file, nullptr);
  const TensorView* norm = file.tensor("output_norm.weight");
  ASSERT_NE(norm, nullptr);
  EXPECT_EQ(norm->type, TensorType::kF32);
  EXPECT_EQ(norm->rank, 1);
  EXPECT_EQ(file.tensor("no.such.tensor"), nullptr);
}

TEST(GgufGolden, TensorDataIsWhereTheOtherFilesSayItIs) {
  const GgufFile exact = open_tiny("f32");
  const GgufFile half = open_tiny("f16");
  const GgufFile coarse = open_tiny("q8_0");
  for (const TensorView& tensor : exact.tensors()) {
    std::vector<float> a(tensor.elements()), b(tensor.elements()), c(tensor.elements());
    decode_blocks(tensor.type, tensor.data, a);
    decode_blocks(half.tensor(tensor.name)->type, half.tensor(tensor.name)->data, b);
    decode_blocks(coarse.tensor(tensor.name)->type, coarse.tensor(tensor.name)->data, c);
    for (std::size_t i = 0; i < a.size(); ++i) {
      ASSERT_NEAR(a[i], b[i], 1e-3f * std::abs(a[i]) + 1e-6f) << tensor.name << " " << i;
      ASSERT_NEAR(a[i], c[i], 0.05f) << tensor.name << " " << i;
    }
  }
}

TEST(GgufGolden, FileBytesIsTheSizeOnDisk) { EXPECT_EQ(open_tiny("q4_0").file_bytes(), 1807584u); }

TEST(GgufGolden, VocabularyFilesWithoutTensorsAreRead) {
  const auto gpt2 = GgufFile::open(test::data_path("tokenizers/ggml-vocab-gpt-2.gguf"));
  ASSERT_TRUE(gpt2.has_value()) << gpt2.error().message;
  EXPECT_TRUE(gpt2->tensors().empty());
  EXPECT_EQ((**gpt2->metadata().strings("tokenizer.ggml.tokens")).size(), 50257u);
  EXPECT_EQ((**gpt2->metadata().strings("tokenizer.ggml.merges")).size(), 50000u);

  const auto qwen2 = GgufFile::open(test::data_path("tokenizers/vocab-qwen2-sdar.gguf"));
  ASSERT_TRUE(qwen2.has_value()) << qwen2.error().message;
  EXPECT_EQ((**qwen2->metadata().strings("tokenizer.ggml.tokens")).size(), 151936u);
  EXPECT_EQ((**qwen2->metadata().strings("tokenizer.ggml.merges")).size(), 151387u);
  EXPECT_EQ(**qwen2->metadata().integer("tokenizer.ggml.mask_token_id"), 151669);
}

TEST(GgufMetadata, AbsentKeysAreNoError) {
  const GgufMetadata none;
  EXPECT_EQ(none.integer("k").value(), std::nullopt);
  EXPECT_EQ(none.real("k").value(), std::nullopt);
  EXPECT_EQ(none.boolean("k").value(), std::nullopt);
  EXPECT_EQ(none.string("k").value(), nullptr);
  EXPECT_EQ(none.strings("k").value(), nullptr);
  EXPECT_EQ(none.integers("k").value(), std::nullopt);
}

TEST(GgufMetadata, IntegersOfAnyWidthAreAccepted) {
  GgufMetadata m;
  m.set("u8", std::uint8_t{200});
  m.set("i16", std::int16_t{-5});
  m.set("u64", std::uint64_t{1} << 62);
  m.set("u16s", GgufArray(std::vector<std::uint16_t>{1, 65535}));
  EXPECT_EQ(m.integer("u8").value(), 200);
  EXPECT_EQ(m.integer("i16").value(), -5);
  EXPECT_EQ(m.integer("u64").value(), std::int64_t{1} << 62);
  EXPECT_EQ(m.integers("u16s").value(), (std::vector<std::int64_t>{1, 65535}));
}

TEST(GgufMetadata, AnIntegerThatDoesNotFitIsAnError) {
  GgufMetadata m;
  m.set("one", std::uint64_t{1} << 63);
  m.set("many", GgufArray(std::vector<std::uint64_t>{1, UINT64_MAX}));
  EXPECT_EQ(m.integer("one").error().code, ErrorCode::kFormat);
  EXPECT_EQ(m.integers("many").error().code, ErrorCode::kFormat);
}

TEST(GgufMetadata, AnotherTypeIsAnErrorThatNamesKeyAndType) {
  GgufMetadata m;
  m.set("k", GgufArray(std::vector<float>{1.0f}));
  m.set("n", std::uint32_t{1});
  for (const std::string& message :
       {m.integer("k").error().message, m.real("k").error().message, m.boolean("k").error().message,
        m.string("k").error().message, m.strings("k").error().message,
        m.integers("k").error().message}) {
    EXPECT_NE(message.find("key k is of type array of f32"), std::string::npos) << message;
  }
  EXPECT_FALSE(m.boolean("n").has_value());
  EXPECT_FALSE(m.real("n").has_value());
  EXPECT_FALSE(m.integers("n").has_value());
  EXPECT_FALSE(m.strings("n").has_value());
}

}  // namespace
}  // namespace llada
