#include "kernels/arm/lanes_neon.h"
#include "kernels/arm/tables.h"
#include "kernels/simd/tables.h"

namespace llada::simd {

constinit const RowTable kRowsNeon = row_kernels<Neon>();

}  // namespace llada::simd
