// What happens to a row between the products. Rows are f32 at any address that is a multiple of 4.
#pragma once

#include <stdint.h>

namespace llada::dsp {

// y = x / sqrt(mean(x^2) + epsilon) * weight; y may be x
void norm_row(const float* x, const float* weight, float epsilon, float* y, uint32_t count);
// y = silu(gate) * up
void gate_row(const float* gate, const float* up, float* y, uint32_t count);
// y = a + b
void add_row(const float* a, const float* b, float* y, uint32_t count);
// Turns pairs (2 i, 2 i + 1) of a head, or (i, i + pairs); cosines and sines: [pairs].
void rotate_pairs(float* head, const float* cosines, const float* sines, uint32_t pairs);
void rotate_halves(float* head, const float* cosines, const float* sines, uint32_t pairs);

}  // namespace llada::dsp
