// What a command costs on a chip.
#pragma once

#include "npu/command.h"
#include "npu/virtual/profile.h"
#include "npu/virtual/soc.h"

namespace llada {

class CommandTimer {
 public:
  CommandTimer(const DeviceProfile& profile, const Calibration& calibration)
      : profile_(profile), calibration_(calibration) {}

  [[nodiscard]] SocJob stage(const StageCommand& command) const;
  [[nodiscard]] SocJob map(std::uint64_t bytes, bool registered) const;
  [[nodiscard]] SocJob unmap() const;
  [[nodiscard]] SocJob products(const ProductsCommand& command) const;
  [[nodiscard]] SocJob attention(const AttentionCommand& command) const;
  [[nodiscard]] SocJob elementwise(const ElementwiseCommand& command) const;
  [[nodiscard]] SocJob head_statistics(const HeadStatisticsCommand& command) const;
  [[nodiscard]] SocJob launch() const;
  // At least as long as the arithmetic and as the bytes take.
  [[nodiscard]] SocJob cpu(std::string name, std::uint64_t operations, std::uint64_t bytes) const;

 private:
  [[nodiscard]] std::uint64_t charged_rows(std::uint32_t rows) const;
  [[nodiscard]] Nanoseconds compute_time(std::uint64_t operations) const;
  [[nodiscard]] SocJob plain(std::string name, std::uint64_t bytes) const;

  const DeviceProfile& profile_;
  const Calibration& calibration_;
};

// a * b / divisor rounded up, exact for any product; saturates at INT64_MAX.
[[nodiscard]] std::int64_t scaled_up(std::uint64_t a, std::uint64_t b, std::uint64_t divisor);

}  // namespace llada
