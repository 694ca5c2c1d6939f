#include "npu/head_statistics.h"

#include <bit>
#include <cstring>

#include "npu/command_codec.h"

namespace llada {
namespace {

static_assert(std::endian::native == std::endian::little, "records are copied as they lie in memory");

struct Record {
  std::int32_t top = -1;
  std::int32_t second = -1;
  float top_logit = 0;
  float second_logit = 0;
  double sum = 0;
  double weighted = 0;
  std::uint32_t broken = 0;
  std::uint32_t zeros[5]{};
  std::uint64_t checksum = 0;
};
static_assert(sizeof(Record) == kHeadStatisticsBytes);

std::uint64_t checksum_of(const Record& record) {
  return checksum(std::as_bytes(std::span(&record, 1)).first(offsetof(Record, checksum)));
}

}  // namespace

void write_record(const TokenSums& sums, HeadRecord record) {
  Record written{.top = sums.top,
                 .second = sums.second,
                 .top_logit = sums.top_logit,
                 .second_logit = sums.second_logit,
                 .sum = sums.sum,
                 .weighted = sums.weighted,
                 .broken = sums.broken ? 1u : 0u};
  written.checksum = checksum_of(written);
  std::memcpy(record.data(), &written, sizeof written);
}

DeviceResult<TokenSums> read_record(std::span<const std::byte, kHeadStatisticsBytes> record) {
  Record read;
  std::memcpy(&read, record.data(), sizeof read);
  if (read.checksum != checksum_of(read)) {
    return device_fail(DeviceFailure::kGarbage, "head statistics do not match their checksum");
  }
  return TokenSums{read.top, read.second, read.top_logit, read.second_logit,
                   read.sum, read.weighted, read.broken != 0};
}

}  // namespace llada
