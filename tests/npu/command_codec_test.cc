#include "npu/command_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "npu/random_commands.h"

namespace llada {
namespace {

// One command of every kind.
CommandList list_of_all_kinds() {
  const BufferRange rows{BufferId(1), 0, 2 * 64 * 2}, weights{BufferId(2), 36, 8 * 36};
  ProductsCommand products{ProductPart::kDown, 3, 2, rows, 1, {}};
  products.products[0] = {TensorType::kQ4_0, {}, 8, 64, weights, {BufferId(4), 0, 2 * 8 * 2}};
  const BufferRange own{BufferId(3), 512, 2 * 32 * 2};
  CommandList list;
  list.commands = {
      StageCommand{{BufferId(0), 1 << 20, 4096}, {BufferId(2), 0, 4096}},
      MapCommand{BufferId(5)},
      products,
      AttentionCommand{
          3, 2, 4, 2, 1, 32, rows, {BufferId(3), 0, 256}, {BufferId(3), 256, 256}, own, own,
          {BufferId(3), 1024, 8}, rows},
      ElementwiseCommand{ElementwiseKind::kGate, 3, 2, 64, 0, 0, rows, rows, rows},
      HeadStatisticsCommand{2, 100, 8, 4, {BufferId(4), 0, 32}, {BufferId(4), 32, 128}},
      FenceCommand{},
      UnmapCommand{BufferId(5)}};
  return list;
}

DeviceFailure failure_of(std::span<const std::byte> bytes) {
  const auto decoded = decode_commands(bytes);
  EXPECT_FALSE(decoded);
  return decoded ? DeviceFailure::kLost : decoded.error().failure;
}

// Writes the payload's checksum again, so that what lies behind it is reached.
void seal(std::vector<std::byte>& bytes) {
  const std::uint64_t sum = checksum(std::span(bytes).subspan(24));
  for (std::size_t at = 0; at < 8; ++at)
    bytes[16 + at] = static_cast<std::byte>((sum >> (8 * at)) & 0xff);
}

TEST(CommandCodec, AListOfEveryKindComesBackEqual) {
  const CommandList list = list_of_all_kinds();
  ASSERT_TRUE(check_commands(list)) << check_commands(list).error().message;
  const auto decoded = decode_commands(encode_commands(list));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(*decoded, list);
}

RC_GTEST_PROP(CommandCodec, AnyValidListComesBackEqualAndInTheSameBytes, ()) {
  const CommandList list = test::some_command_list();
  RC_ASSERT(check_commands(list).has_value());
  const auto bytes = encode_commands(list);
  const auto decoded = decode_commands(bytes);
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(*decoded == list);
  RC_ASSERT(encode_commands(*decoded) == bytes);
}

TEST(CommandCodec, TheFormatIsWhatTheHeaderSays) {
  CommandList list;
  list.commands = {MapCommand{BufferId(0x01020304)}, FenceCommand{}};
  const auto bytes = encode_commands(list);
  const std::vector<int> expected{'L', 'N', 'P', 'U', 2, 0, 1, 0, 2, 0, 0, 0, 6, 0, 0, 0};
  ASSERT_EQ(bytes.size(), 24u + 6u);
  for (std::size_t at = 0; at < expected.size(); ++at)
    EXPECT_EQ(std::to_integer<int>(bytes[at]), expected[at]) << "byte " << at;
  const std::vector<int> payload{1, 4, 3, 2, 1, 7};
  for (std::size_t at = 0; at < payload.size(); ++at)
    EXPECT_EQ(std::to_integer<int>(bytes[24 + at]), payload[at]) << "payload byte " << at;
}

TEST(CommandCodec, TheChecksumIsFnv1a) {
  const std::string text = "foobar";  // test vector published with the algorithm
  EXPECT_EQ(checksum(std::as_bytes(std::span(text))), 0x85944171f73967e8u);
}

TEST(CommandCodec, EveryTruncationIsGarbage) {
  const auto bytes = encode_commands(list_of_all_kinds());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_EQ(failure_of(std::span(bytes).first(size)), DeviceFailure::kGarbage) << size;
}

TEST(CommandCodec, EveryChangedByteIsRefused) {
  const auto bytes = encode_commands(list_of_all_kinds());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] ^= std::byte{0x41};
    EXPECT_FALSE(decode_commands(changed)) << "byte " << at;
  }
}

TEST(CommandCodec, AChangedByteUnderAValidChecksumIsRefusedOrAnotherValidList) {
  const auto bytes = encode_commands(list_of_all_kinds());
  for (std::size_t at = 24; at < bytes.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      auto changed = bytes;
      changed[at] ^= static_cast<std::byte>(flip);
      seal(changed);
      const auto decoded = decode_commands(changed);
      if (!decoded) continue;
      EXPECT_TRUE(check_commands(*decoded));
      EXPECT_EQ(encode_commands(*decoded), changed) << "byte " << at;
    }
  }
}

RC_GTEST_PROP(CommandCodec, RandomPayloadsAreRefusedOrReencodeToTheSameBytes, ()) {
  auto payload = *rc::gen::container<std::vector<std::uint8_t>>(rc::gen::arbitrary<std::uint8_t>());
  auto bytes = encode_commands({});
  for (const std::uint8_t b : payload) bytes.push_back(static_cast<std::byte>(b % 9));
  bytes[12] = static_cast<std::byte>(payload.size() & 0xff);
  bytes[13] = static_cast<std::byte>(payload.size() >> 8);
  bytes[8] = static_cast<std::byte>(test::pick(0, 3));
  seal(bytes);
  const auto decoded = decode_commands(bytes);
  if (decoded) RC_ASSERT(encode_commands(*decoded) == bytes);
}

TEST(CommandCodec, AnotherVersionIsUnsupported) {
  auto bytes = encode_commands(list_of_all_kinds());
  bytes[4] = std::byte{1};
  EXPECT_EQ(failure_of(bytes), DeviceFailure::kUnsupported);
}

TEST(CommandCodec, AWrongNumberOfCommandsIsGarbage) {
  auto bytes = encode_commands(list_of_all_kinds());
  bytes[8] = std::byte{9};
  EXPECT_EQ(failure_of(bytes), DeviceFailure::kGarbage);
}

}  // namespace
}  // namespace llada
