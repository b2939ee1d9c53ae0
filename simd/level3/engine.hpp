// SPDX-License-Identifier: Apache-2.0
// What the recursions of level 3 share. Each is written once and walked twice: first to learn how
// much scratch memory its products take at most, which is reserved before anything is written, then
// to compute. So nothing can run out half way.
#pragma once

#include <algorithm>
#include <array>
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

// The threads that Engine::product() asks for with an alpha that is not 0.
template <class T>
int product_threads(const Level3Kernels<T>& kernels, bool trans_a, bool trans_b, std::int64_t m,
                    std::int64_t n, std::int64_t k, int threads) {
  GemmProblem<T> p;
  p.trans_a = trans_a, p.trans_b = trans_b;
  p.m = m, p.n = n, p.k = k;
  p.alpha = T{1};
  return useful_threads(kernels.gemm, p, threads);
}

// The largest of(order), at least 1, over the orders that a recursion comes to which cuts n at
// half_of() down to one block; ends as soon as that is `enough`. A level has at most three orders:
// its parts have `few` whole blocks or one more, but for the last, which has the rest of n.
template <class Of>
int largest_over_orders(std::int64_t n, std::int64_t block, int enough, Of&& of) {
  int largest = 1;
  std::int64_t few = (n + block - 1) / block, last = n;
  std::array<bool, 2> has{};  // parts of few + 0 and few + 1 blocks, beside the last one
  while (last > 0 || has[0] || has[1]) {
    if (last > 0) largest = std::max(largest, of(last));
    for (const int more : {1, 0}) {
      if (has[static_cast<std::size_t>(more)] && largest < enough)
        largest = std::max(largest, of((few + more) * block));
    }
    if (largest >= enough) break;
    std::array<bool, 2> next{};
    const auto add = [&](std::int64_t blocks) {
      next[static_cast<std::size_t>(blocks - few / 2)] = true;
    };
    for (const int more : {1, 0}) {
      const std::int64_t blocks = few + more;
      if (!has[static_cast<std::size_t>(more)] || blocks <= 1) continue;
      add(blocks / 2);
      add(blocks - blocks / 2);
    }
    const std::int64_t first = last > block ? half_of(last, block) : last;
    if (last > block) add(first / block);
    last -= first;
    few /= 2;
    has = next;
  }
  return largest;
}

}  // namespace fulcrum::simd
