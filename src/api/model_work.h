// What a dense step of a model has to read and to compute, whatever computes it.
#pragma once

#include <vector>

#include "api/machine_limits.h"
#include "model/weights.h"

namespace llada {

// Every matrix that a step multiplies with, head included, in the order of use.
[[nodiscard]] std::vector<const PackedMatrix*> step_matrices(const Weights& weights);

// Rows served by expert `expert` where each of `rows` goes to `experts_used` and all experts get
// the same work, as a well-trained router sees to.
[[nodiscard]] int rows_of_expert(const MoeConfig& moe, int rows, int expert);

// A step of `rows` rows: weights are read once, experts that serve no row not at all.
[[nodiscard]] Work work_of_step(const Weights& weights, int rows);

// Numbers of the model, embedding and norms included.
[[nodiscard]] std::uint64_t parameters_of(const Weights& weights);

}  // namespace llada
