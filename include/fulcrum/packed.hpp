// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "fulcrum/config.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

namespace api {
template <RealScalar T>
struct Packed;
}

// One operand of gemm, rearranged once into the form that its kernels read, so that no later
// product pays for that: for a matrix that meets many others, such as weights. Where gemm does not
// pack (few rows, small products) it is faster: measure. "Packed" is the field's word
// (cblas_?gemm_pack of oneMKL, the packed panels of BLIS).
//
// Owns a copy: the matrix it was made from may change or go. It serves products in the layout and
// on the side (A or B) that it was packed for, in this process, with the SIMD target in force.
// Movable; a moved-from or default-made one is empty. Threads: any number may multiply with one at
// the same time; none may move or destroy it meanwhile. Memory: rows and columns rounded up to
// panels, below 100 elements more for each of k.
template <RealScalar T>
class FULCRUM_API PackedMatrix {
 public:
  PackedMatrix() noexcept;
  PackedMatrix(PackedMatrix&& other) noexcept;
  PackedMatrix& operator=(PackedMatrix&& other) noexcept;
  ~PackedMatrix();

  bool empty() const noexcept { return packed_ == nullptr; }

  // All of these are 0 or the first enumerator where it is empty.
  char side() const noexcept;             // 'A' or 'B': the operand it stands for
  Layout layout() const noexcept;         // what it was packed with ...
  Op op() const noexcept;                 // ... and is applied already
  std::int64_t rows() const noexcept;     // of op(A) or op(B)
  std::int64_t columns() const noexcept;  // of op(A) or op(B)
  Isa isa() const noexcept;               // the target it was packed for
  std::size_t bytes() const noexcept;     // of memory that it holds

  // For the routines below.
  explicit PackedMatrix(std::unique_ptr<api::Packed<T>> packed) noexcept;
  const api::Packed<T>* get() const noexcept { return packed_.get(); }

 private:
  std::unique_ptr<api::Packed<T>> packed_;
};

// Packs op(A), m x k, or op(B), k x n, given as gemm takes it. Sizes may be 0. Errors:
// Error(InvalidArgument) with the argument's position; OutOfMemory. Cost: one pass over the matrix
// and one over its copy, on the threads of options.threads.
template <RealScalar T>
FULCRUM_API PackedMatrix<T> pack_a(Layout layout, Op transA, std::int64_t m, std::int64_t k,
                                   const T* A, std::int64_t lda, const CallOptions& options = {});
template <RealScalar T>
FULCRUM_API PackedMatrix<T> pack_b(Layout layout, Op transB, std::int64_t k, std::int64_t n,
                                   const T* B, std::int64_t ldb, const CallOptions& options = {});

// gemm with A, B or both packed: C = alpha op(A) op(B) + beta C, with gemm's rules for zero sizes,
// alpha == 0, beta == 0, NaN and Inf. Of a packed operand the transpose and the leading dimension
// are those it was packed with.
//
// The bits do not depend on the number of threads, nor on which operands are packed; they are those
// of gemm where gemm itself packs (large products), and otherwise differ within gemm's error bound.
// Errors: as gemm; Error(InvalidArgument) also where a packed operand is empty, was packed for the
// other side, another layout, other sizes or another SIMD target. Always computed in place: no
// device path exists, and last_decision() says so. Aliasing and threads: as gemm. Source:
// cblas_?gemm_compute.
template <RealScalar T>
FULCRUM_API void gemm(Layout layout, Op transB, std::int64_t m, std::int64_t n, std::int64_t k,
                      T alpha, const PackedMatrix<T>& A, const T* B, std::int64_t ldb, T beta, T* C,
                      std::int64_t ldc, const CallOptions& options = {});
template <RealScalar T>
FULCRUM_API void gemm(Layout layout, Op transA, std::int64_t m, std::int64_t n, std::int64_t k,
                      T alpha, const T* A, std::int64_t lda, const PackedMatrix<T>& B, T beta, T* C,
                      std::int64_t ldc, const CallOptions& options = {});
template <RealScalar T>
FULCRUM_API void gemm(Layout layout, std::int64_t m, std::int64_t n, std::int64_t k, T alpha,
                      const PackedMatrix<T>& A, const PackedMatrix<T>& B, T beta, T* C,
                      std::int64_t ldc, const CallOptions& options = {});

}  // namespace fulcrum
