// Views of row-major matrices: data, extents, and the distance between rows.
#pragma once

#include <cstddef>
#include <span>

namespace llada {

template <class T>
struct MatrixView {
  T* data = nullptr;
  int rows = 0;
  int cols = 0;
  std::ptrdiff_t stride = 0;  // elements from one row to the next, >= cols

  MatrixView() = default;
  MatrixView(T* d, int r, int c) : data(d), rows(r), cols(c), stride(c) {}
  MatrixView(T* d, int r, int c, std::ptrdiff_t s) : data(d), rows(r), cols(c), stride(s) {}

  [[nodiscard]] std::span<T> row(int r) const {
    return {data + r * stride, static_cast<std::size_t>(cols)};
  }
  [[nodiscard]] MatrixView columns(int begin, int count) const {
    return {data + begin, rows, count, stride};
  }
  operator MatrixView<const T>() const { return {data, rows, cols, stride}; }
};

}  // namespace llada
