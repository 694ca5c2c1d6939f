#include "npu/command.h"

#include <gtest/gtest.h>

#include "npu/device.h"

namespace llada {
namespace {

ProductsCommand products_of(std::uint32_t rows, std::uint32_t inputs, std::uint32_t outputs) {
  ProductsCommand c{
      ProductPart::kDown, 0, rows, {BufferId(0), 0, std::uint64_t{2} * rows * inputs}, 1, {}};
  c.products[0] = {TensorType::kQ4_0,
                   {},
                   outputs,
                   inputs,
                   {BufferId(1), 0, std::uint64_t{outputs} * inputs / 32 * 18},
                   {BufferId(2), 0, std::uint64_t{2} * rows * outputs}};
  return c;
}

std::string complaint(const Command& command) {
  const DeviceStatus status = check_commands({TensorType::kF16, {FenceCommand{}, command}});
  if (status) return "";
  EXPECT_EQ(status.error().failure, DeviceFailure::kInvalid);
  return status.error().message;
}

TEST(Commands, AProductOfMatchingRangesIsAccepted) {
  EXPECT_EQ(complaint(products_of(32, 64, 16)), "");
}

TEST(Commands, AComplaintNamesTheCommandTheFieldAndTheBound) {
  EXPECT_EQ(complaint(products_of(0, 64, 16)), "command 1: rows is 0, allowed 1..65536");
  EXPECT_EQ(complaint(products_of(32, 60, 16)), "command 1: 60 inputs are no whole blocks of q4_0");
}

TEST(Commands, RangesThatDoNotFitTheirShapeAreRefused) {
  ProductsCommand c = products_of(32, 64, 16);
  ++c.products[0].weights.length;
  EXPECT_EQ(complaint(c), "command 1: weights has 577 bytes, its shape needs 576");
  c = products_of(32, 64, 16);
  c.input.length -= 2;
  EXPECT_EQ(complaint(c), "command 1: input has 4094 bytes, its shape needs 4096");
}

TEST(Commands, RangesThatOverflowOrAreEmptyAreRefused) {
  StageCommand stage{{BufferId(0), UINT64_MAX - 3, 4}, {BufferId(1), 0, 4}};
  EXPECT_EQ(complaint(stage), "command 1: from ends beyond 2^64");
  stage.from = {BufferId(0), 0, 0};
  EXPECT_NE(complaint(stage), "");
  EXPECT_EQ(complaint(MapCommand{BufferId(-1)}), "command 1: buffer is -1, allowed from 0");
}

TEST(Commands, CopiesOfUnequalLengthAreRefused) {
  EXPECT_NE(complaint(StageCommand{{BufferId(0), 0, 8}, {BufferId(1), 0, 4}}), "");
}

TEST(Commands, ProductsBeyondTheCountMustBeEmpty) {
  ProductsCommand c = products_of(32, 64, 16);
  c.products[2].outputs = 1;
  EXPECT_EQ(complaint(c), "command 1: product 2 lies beyond the count");
}

TEST(Commands, HeadsMustShareKeysEvenly) {
  const BufferRange q{BufferId(0), 0, 2 * 3 * 8}, kv{BufferId(0), 0, 2 * 2 * 8};
  EXPECT_EQ(complaint(AttentionCommand{0, 1, 1, 3, 2, 8, q, kv, kv, kv, kv, {BufferId(0), 0, 4}, q}),
            "command 1: 3 heads over 2 kv_heads");
}

TEST(Commands, ElementwiseWorkIsRefusedWhereItsSecondRangeDoesNotFitItsKind) {
  const BufferRange rows{BufferId(0), 0, 2 * 2 * 8};  // two rows of 8 f16
  const auto work = [&](ElementwiseKind kind, std::uint64_t second_bytes, std::uint32_t head_dim, float epsilon) {
    return complaint(ElementwiseCommand{kind, 0, 2, 8, head_dim, epsilon, rows, {BufferId(1), 0, second_bytes}, rows});
  };
  EXPECT_EQ(work(ElementwiseKind::kNorm, 32, 0, 1e-5f), "");
  EXPECT_EQ(work(ElementwiseKind::kNorm, 16, 0, 0), "command 1: second has 16 bytes, its shape needs 32");
  EXPECT_EQ(work(ElementwiseKind::kNorm, 32, 0, -1), "command 1: epsilon is -1, allowed 0..1");
  EXPECT_EQ(work(ElementwiseKind::kAdd, 32, 0, 1), "command 1: an epsilon, but no norm");
  EXPECT_EQ(work(ElementwiseKind::kAddVector, 32, 0, 0), "");
  EXPECT_EQ(work(ElementwiseKind::kRotatePairs, 2 * 2 * 4, 4, 0), "");
  EXPECT_NE(work(ElementwiseKind::kRotatePairs, 2 * 6 * 4, 4, 0), "");  // more angles than a head has pairs
  EXPECT_EQ(work(ElementwiseKind::kRotateHalves, 16, 3, 0), "command 1: rows of 8 are no whole heads of 3");
  EXPECT_EQ(work(ElementwiseKind::kScatterRows, 8, 0, 0), "");
  EXPECT_EQ(work(ElementwiseKind::kGatherRows, 8, 8, 0), "command 1: head_dim is 8, allowed 0..0");
}

TEST(Commands, ATileOfTheHeadStaysWithinTheVocabularyBound) {
  const BufferRange logits{BufferId(0), 0, 16}, statistics{BufferId(0), 0, 64};
  EXPECT_EQ(complaint(HeadStatisticsCommand{1, 100, 8, 8, logits, statistics}), "");
  EXPECT_NE(complaint(HeadStatisticsCommand{1, CommandLimits::kExtent - 4, 8, 8, logits, statistics}),
            "");
}

TEST(Device, WithoutBucketsAnyWidthWillDo) {
  EXPECT_EQ(width_bucket(NpuCapabilities{.name = "npu"}, 33), 33);
}

TEST(Device, AWidthBucketIsTheSmallestThatHoldsTheRows) {
  NpuCapabilities capabilities{.name = "npu", .width_buckets = {32, 64, 128}};
  EXPECT_EQ(width_bucket(capabilities, 1), 32);
  EXPECT_EQ(width_bucket(capabilities, 64), 64);
  EXPECT_EQ(width_bucket(capabilities, 65), 128);
  const auto wide = width_bucket(capabilities, 129);
  ASSERT_FALSE(wide);
  EXPECT_EQ(to_error(wide.error()).code, ErrorCode::kUnsupported);
  EXPECT_EQ(to_error(wide.error()).message,
            "device: unsupported: 129 rows, the widest program of npu takes 128");
}

}  // namespace
}  // namespace llada
