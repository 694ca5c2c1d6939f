// The readable scalar set: every other set is checked against it. Sums are kept in double.
#pragma once

#include "kernels/kernel_set.h"

namespace llada {

[[nodiscard]] const KernelSet& ref_kernel_set();

}  // namespace llada
