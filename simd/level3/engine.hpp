// SPDX-License-Identifier: Apache-2.0
// What the recursions of level 3 share: those of small problems, and of the diagonal blocks of
// larger ones. Each is written once and walked twice: first to learn how much scratch memory its
// products take at most, then to compute. On one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "simd/gemm/noted.hpp"
#include "simd/gemm/on_stack.hpp"
#include "simd/gemm/panels.hpp"
#include "simd/gemm/share.hpp"
#include "simd/level3/level3.hpp"
#include "simd/scalar.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {

template <class T>
class Engine {
 public:
  explicit Engine(const Level3Kernels<T>& kernels) : kernels_(kernels) {}

  // The scratch memory that recursion(engine) takes, in bytes.
  template <class Recursion>
  std::size_t measure(Recursion&& recursion) {
    mode_ = Mode::Measure;
    bytes_ = 0;
    recursion(*this);
    return bytes_;
  }

  // Walks `recursion` to compute, in measure() bytes at `memory`.
  template <class Recursion>
  void compute_in(void* memory, Recursion&& recursion) {
    mode_ = Mode::Compute;
    memory_ = memory;
    recursion(*this);
  }

  // In the workspace, reserved before anything is written; with Scratch::None without.
  template <class Recursion>
  void compute(Scratch scratch, Recursion&& recursion) {
    note_path(GemmPath::Small);
    if (scratch == Scratch::Workspace) {
      const std::size_t bytes = measure(recursion);
      compute_in(bytes > 0 ? workspace(bytes) : nullptr, recursion);
    } else {
      mode_ = Mode::OnStack;
      recursion(*this);
    }
  }

  bool measuring() const { return mode_ == Mode::Measure; }
  const Level3Kernels<T>& kernels() const { return kernels_; }

  // C(m,n) = alpha a(m,k) b(k,n) + beta C
  void product(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, const Operand<T>& a,
               const Operand<T>& b, T beta, T* c, std::int64_t ldc) {
    if (m == 0 || n == 0) return;
    const GemmProblem<T> p = {a.trans, b.trans, m,    n,    k, alpha, a.data,
                              a.ld,    b.data,  b.ld, beta, c, ldc,   Layout::ColMajor,
                              a.conj,  b.conj};
    if (mode_ == Mode::OnStack) {
      if constexpr (ComplexScalar<T>) {
        gemm_complex_on_stack(kernels_.gemm, p);
      } else {
        gemm_on_stack(kernels_.gemm, p);
      }
      return;
    }
    if (gemm_is_direct(p)) {
      if (!measuring()) kernels_.gemm.small(p);
      return;
    }
    const GemmPlan plan = gemm_plan(kernels_.gemm, p, 1, AsGemv::No);
    if (measuring()) {
      bytes_ = std::max(bytes_, plan.scratch);
    } else {
      gemm_as_planned(kernels_.gemm, p, plan, memory_);
    }
  }

 private:
  enum class Mode : std::uint8_t { Measure, Compute, OnStack };

  const Level3Kernels<T>& kernels_;
  Mode mode_ = Mode::Measure;
  void* memory_ = nullptr;
  std::size_t bytes_ = 0;
};

// Order of the blocks that are computed in a tile on the stack: 18 KiB at most.
template <class T>
inline constexpr std::int64_t kTileOrder = sizeof(T) == 16 ? 32 : 48;

// Where an order is cut in two: in whole blocks.
constexpr std::int64_t half_of(std::int64_t n, std::int64_t block) {
  const std::int64_t blocks = (n + block - 1) / block;
  return blocks / 2 * block;
}

// So few multiply-adds, of a whole product, are computed by a recursion on one thread, in place:
// packing costs more than it gains.
inline constexpr std::int64_t kSmallOrder = 128;
inline bool is_small_product(std::int64_t m, std::int64_t n, std::int64_t k) {
  constexpr double kMost = static_cast<double>(kSmallOrder * kSmallOrder * kSmallOrder);
  return static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k) <= kMost;
}

// The threads of a product of `flops_of_each` m n k operations of real numbers, which several share
// in the packed loop.
template <class T>
int threads_of_loop(double flops_of_each, std::int64_t m, std::int64_t n, std::int64_t k,
                    int threads) {
  if (is_small_product(m, n, k)) return 1;
  return threads_for(flops_of_each * (ComplexScalar<T> ? 4 : 1), m, n, k, threads);
}

}  // namespace fulcrum::simd
