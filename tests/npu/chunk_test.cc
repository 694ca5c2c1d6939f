#include "npu/chunk.h"

#include <gtest/gtest.h>

namespace llada {
namespace {

NetworkShape small_shape() {
  return {2, 64, 4, 2, 16, 96, 100, TensorType::kQ4_0, TensorType::kQ8_0};
}

TEST(Chunks, FollowTheOrderOfExecution) {
  const auto chunks = chunks_of(small_shape());
  ASSERT_TRUE(chunks);
  std::vector<std::string> names;
  for (const Chunk& chunk : *chunks) names.push_back(chunk.name());
  EXPECT_EQ(names,
            (std::vector<std::string>{"layer 0 attention", "layer 0 feed-forward",
                                      "layer 1 attention", "layer 1 feed-forward", "head tile 0"}));
}

TEST(Chunks, HoldTheirMatricesBackToBack) {
  const auto chunks = chunks_of(small_shape());
  ASSERT_TRUE(chunks);
  for (const Chunk& chunk : *chunks) {
    std::uint64_t at = 0;
    for (const WeightMatrix& matrix : chunk.matrices) {
      EXPECT_EQ(matrix.offset, at) << chunk.name();
      EXPECT_EQ(matrix.bytes, *bytes_of(matrix.type, matrix.inputs) * matrix.outputs);
      at += matrix.bytes;
    }
    EXPECT_EQ(chunk.bytes, at);
  }
}

TEST(Chunks, TheHeadIsCutIntoTilesNoLargerThanALayersPack) {
  NetworkShape shape = small_shape();
  shape.vocabulary = 10007;
  const auto chunks = chunks_of(shape);
  ASSERT_TRUE(chunks);
  std::uint32_t token = 0;
  for (const Chunk& chunk : *chunks) {
    if (chunk.kind != ChunkKind::kHead) continue;
    EXPECT_EQ(chunk.first_token, token);
    EXPECT_LE(chunk.bytes, (*chunks)[1].bytes);
    token += chunk.matrices[0].outputs;
  }
  EXPECT_EQ(token, 10007u);
}

TEST(Chunks, ExtentsOutOfBoundsAreNamed) {
  NetworkShape shape = small_shape();
  shape.ffn = 0;
  EXPECT_EQ(chunks_of(shape).error().message, "network shape: ffn is 0, allowed 1..1048576");
  shape = small_shape();
  shape.hidden = 65;
  EXPECT_EQ(chunks_of(shape).error().message,
            "network shape: hidden 65 is no multiple of the 32 elements of a q4_0 block");
}

}  // namespace
}  // namespace llada
