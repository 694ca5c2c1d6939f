#pragma once

#include "base/aligned.h"
#include "kernels/matrix.h"

namespace llada {

// An owned row-major f32 matrix with room for `max_rows` rows.
class RowBuffer {
 public:
  Status allocate(int max_rows, int cols) {
    LLADA_TRY(storage, AlignedBuffer::allocate(sizeof(float) * static_cast<std::size_t>(max_rows) *
                                               static_cast<std::size_t>(cols)));
    storage_ = std::move(storage);
    cols_ = cols;
    return {};
  }
  [[nodiscard]] MatrixView<float> view(int rows) { return {storage_.as<float>().data(), rows, cols_}; }
  [[nodiscard]] std::span<float> row(int index) { return view(index + 1).row(index); }

 private:
  AlignedBuffer storage_;
  int cols_ = 0;
};

}  // namespace llada
