// SPDX-License-Identifier: Apache-2.0
// What the recursions of level 3 share. Each is written once and walked twice: first to learn how
// much scratch memory its products take at most, which is reserved before anything is written, then
// to compute. So nothing can run out half way.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "simd/gemm/batch.hpp"
#include "simd/gemm/on_stack.hpp"
#include "simd/level3/level3.hpp"
#include "simd/scalar.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {

// An operand of a product with what is done to it.
template <class T>
struct Factor3 {
  const T* data = nullptr;
  std::int64_t ld = 1;
  bool trans = false, conj = false;

  // op(this) from row i and column j on.
  Factor3 at(std::int64_t i, std::int64_t j) const {
    Factor3 part = *this;
    part.data += trans ? j + i * ld : i + j * ld;
    return part;
  }
};

template <class T>
class Engine {
 public:
  Engine(const Level3Kernels<T>& kernels, int threads, Scratch scratch)
      : kernels_(kernels), threads_(scratch == Scratch::None ? 1 : threads), scratch_(scratch) {}

  // Walks `recursion` to measure: the scratch memory that it takes, in bytes.
  template <class Recursion>
  std::size_t measure(Recursion&& recursion) {
    measuring_ = true;
    recursion();
    measuring_ = false;
    return bytes_;
  }

  // Measures, reserves, and walks `recursion` to compute.
  template <class Recursion>
  void run(Recursion&& recursion) {
    if (scratch_ == Scratch::Workspace && measure(recursion) > 0) workspace(bytes_);
    recursion();
  }

  bool measuring() const { return measuring_; }
  int threads() const { return threads_; }
  const Level3Kernels<T>& kernels() const { return kernels_; }

  // C(m,n) = alpha a(m,k) b(k,n) + beta C
  void product(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, const Factor3<T>& a,
               const Factor3<T>& b, T beta, T* c, std::int64_t ldc) {
    if (m == 0 || n == 0) return;
    const GemmProblem<T> p = {a.trans, b.trans, m,    n,    k, alpha, a.data,
                              a.ld,    b.data,  b.ld, beta, c, ldc,   Layout::ColMajor,
                              a.conj,  b.conj};
    if constexpr (ComplexScalar<T>) {
      if (measuring_) {
        bytes_ = std::max(bytes_, gemm_complex_scratch(kernels_.gemm, p, threads_));
      } else if (scratch_ == Scratch::None) {
        gemm_complex_on_stack(kernels_.gemm, p);
      } else {
        gemm_complex(kernels_.gemm, p, threads_);
      }
    } else {
      if (measuring_) {
        bytes_ = std::max(bytes_, gemm_scratch(kernels_.gemm, p, threads_));
      } else if (scratch_ == Scratch::None) {
        gemm_on_stack(kernels_.gemm, p);
      } else {
        gemm(kernels_.gemm, p, threads_);
      }
    }
  }

 private:
  const Level3Kernels<T>& kernels_;
  int threads_;
  Scratch scratch_;
  bool measuring_ = false;
  std::size_t bytes_ = 0;
};

// Order of the blocks that are computed in a tile on the stack: 32 KiB at most.
template <class T>
inline constexpr std::int64_t kTileOrder = sizeof(T) == 16 ? 32 : 64;

// Where an order is cut in two: in whole blocks.
constexpr std::int64_t half_of(std::int64_t n, std::int64_t block) {
  const std::int64_t blocks = (n + block - 1) / block;
  return blocks / 2 * block;
}

}  // namespace fulcrum::simd
