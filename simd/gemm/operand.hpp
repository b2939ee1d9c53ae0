// SPDX-License-Identifier: Apache-2.0
// Operands of products, alike for real and complex elements.
#pragma once

#include <cstdint>
#include <cstring>

#include "fulcrum/types.hpp"
#include "simd/gemm/gemm.hpp"

namespace fulcrum::simd {

// An operand of a product with what is done to it.
template <class T>
struct Operand {
  const T* data = nullptr;
  std::int64_t ld = 1;
  bool trans = false, conj = false;

  // op(this) from row i and column j on.
  Operand at(std::int64_t i, std::int64_t j) const {
    Operand part = *this;
    part.data += trans ? j + i * ld : i + j * ld;
    return part;
  }
};

template <class T>
Operand<T> operand_a(const GemmProblem<T>& p) {
  return {p.a, p.lda, p.trans_a, p.conj_a};
}
template <class T>
Operand<T> operand_b(const GemmProblem<T>& p) {
  return {p.b, p.ldb, p.trans_b, p.conj_b};
}

// An array on the stack that nothing is written to: std::complex would fill it with zeros, a third
// of the time of a product of 16 x 16 x 24.
template <class T, std::int64_t kSize>
class OnStack {
 public:
  T* data() { return reinterpret_cast<T*>(parts_); }  // NOLINT

 private:
  alignas(64) Real<T> parts_[kSize * static_cast<std::int64_t>(sizeof(T) / sizeof(Real<T>))];
};

// dst(m,n) = src(n,m)', leading dimensions ldd of rows and lds of columns.
template <class T>
void transpose(const GemmKernels<T>& kernels, std::int64_t m, std::int64_t n, const T* src,
               std::int64_t lds, T* dst, std::int64_t ldd) {
  if constexpr (RealScalar<T>) {
    kernels.transpose(m, n, src, lds, dst, ldd);
  } else {
    // As bytes, so that both parts are moved at once; the longer loop inside.
    const auto move = [&](std::int64_t i, std::int64_t j) {
      std::memcpy(dst + i * ldd + j, src + j * lds + i, sizeof(T));
    };
    if (m > n) {
      for (std::int64_t j = 0; j < n; ++j)
        for (std::int64_t i = 0; i < m; ++i) move(i, j);
    } else {
      for (std::int64_t i = 0; i < m; ++i)
        for (std::int64_t j = 0; j < n; ++j) move(i, j);
    }
  }
}

}  // namespace fulcrum::simd
