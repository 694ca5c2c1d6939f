// What an instruction set offers to the algorithms of this folder: 16 lanes of f32 or i32, one lane per
// output of a panel. Each algorithm is written once, over a type that models `Lanes`; x86/ and arm/ bring
// the types.
//
// Files compiled for one instruction set must not leak its code into the rest of the program. Hence:
// lane types live in unnamed namespaces, so everything instantiated over them is local to its file, and
// the headers of this folder use no inline functions or templates of the standard library. (A test
// looks through the symbols.)
#pragma once

#include <cstddef>
#include <cstdint>

namespace llada::simd {

inline constexpr int kLanes = 16;

template <class L>
concept Lanes = requires(typename L::F32 f, typename L::I32 i, float* f32, std::uint8_t* bytes) {
  // f32 lanes
  L::load(f32);
  L::store(f32, f);
  L::set1(0.0f);
  L::add(f, f);
  L::sub(f, f);
  L::mul(f, f);
  L::div(f, f);
  L::fma(f, f, f);  // a * b + c, rounded once
  L::min(f, f);  // NaN where the second is
  L::max(f, f);
  L::reduce_add(f);  // pairwise: lane i + lane i + 8, then + 4, + 2, + 1
  L::reduce_max(f);
  L::load_f16(bytes);  // 16 f16 -> f32
  // i32 lanes, also seen as 4 bytes each
  L::load_bits(bytes);
  L::store_bits(bytes, i);
  L::set1_i32(0);
  L::and_bits(i, i);
  L::or_bits(i, i);
  L::xor_bits(i, i);
  L::add_i32(i, i);
  L::sub_i32(i, i);
  L::template shift_left<1>(i);
  L::template shift_right<1>(i);  // zeros come in
  L::load_u8(bytes);              // 16 bytes -> lanes
  L::load_i8(bytes);
  L::load_u16(bytes);
  L::store_i8(bytes, i);     // values within [-128, 127]
  L::lookup(bytes, i);       // every byte b of i, b < 16 -> bytes[b]
  // between the two
  L::to_f32(i);
  L::to_i32(f);  // to nearest, ties to even
  L::as_f32(i);  // the same bits
  L::as_bits(f);
  // 16 rows of 16 f32, `stride` apart -> out[column][row]
  L::transpose(f32, std::ptrdiff_t{}, f32);
  L::prefetch(bytes);
  L::kTileRows;  // rows of a register block
};

// What the int8 products need besides.
template <class L>
concept DotLanes = Lanes<L> && requires(typename L::I32 i, const std::int8_t* x) {
  // sum + the 4-term dot product of each lane's codes with the 4 signed bytes at x. Codes are unsigned,
  // or signed where kSignedCodes says so (then values below 128 may still be given as they are).
  L::dot4(i, i, x);
  L::kSignedCodes;
  L::kDotRows;  // rows of a register block of the int8 products, as L::kTileRows is of the f32 ones
};

// Where an instruction multiplies small matrices: two outputs and two rows at once, eight inputs each.
template <class L>
concept MatrixLanes = DotLanes<L> && requires(typename L::I32 codes, typename L::PairSums sums, const std::int8_t* x) {
  L::no_sums();
  L::octets(codes, codes);  // codes of four inputs and of the next four -> of all eight
  L::dot8(sums, L::octets(codes, codes), x, x);  // sums + products with eight inputs of two rows
  L::sums_of(sums, 0);                           // of the first or the second row
};

}  // namespace llada::simd
