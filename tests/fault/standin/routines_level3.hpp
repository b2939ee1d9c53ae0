// SPDX-License-Identifier: Apache-2.0
// Level 3, sums of matrices and batches of the stand-in's cuBLAS (routines.hpp).
#pragma once

#include <vector>

#include "routines.hpp"

namespace standin {

// C(m,n) = alpha A B + beta C, by the elements of A (m x k) and B (k x n).
template <class T, class A, class B>
void multiply(I64 m, I64 n, I64 k, T alpha, const A& a, const B& b, T beta, T* c, I64 ldc) {
  for (I64 j = 0; j < n; ++j) {
    for (I64 i = 0; i < m; ++i) {
      T sum{};
      for (I64 l = 0; l < k; ++l) sum += a(i, l) * b(l, j);
      T& out = c[i + j * ldc];
      out = updated(k == 0 ? T{} : alpha * sum, beta, out);
    }
  }
}

// Operands of a product, checked.
inline bool legal_product(BlasOperation op_a, BlasOperation op_b, I64 m, I64 n, I64 k, I64 lda,
                          I64 ldb, I64 ldc) {
  const I64 one = 1, rows_a = transposes(op_a) ? k : m, rows_b = transposes(op_b) ? n : k;
  return legal(op_a) && legal(op_b) && m >= 0 && n >= 0 && k >= 0 && lda >= std::max(one, rows_a) &&
         ldb >= std::max(one, rows_b) && ldc >= std::max(one, m);
}

// An operand of which op() is rows x columns.
template <class T>
General<T> operand(Kernel& kernel, const T* a, BlasOperation op, I64 rows, I64 columns, I64 ld) {
  const bool t = transposes(op);
  return {kernel.matrix(a, t ? columns : rows, t ? rows : columns, ld, false), ld, op};
}

template <class T>
BlasStatus gemm(const char* name, cuda::BlasHandle handle, BlasOperation op_a, BlasOperation op_b,
                I64 m, I64 n, I64 k, const T* alpha, const T* a, I64 lda, const T* b, I64 ldb,
                const T* beta, T* c, I64 ldc) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!legal_product(op_a, op_b, m, n, k, lda, ldb, ldc) || alpha == nullptr || beta == nullptr)
      return kBlasInvalidValue;
    if (m == 0 || n == 0) return 0;
    const General<T> da = operand(kernel, a, op_a, m, k, lda);
    const General<T> db = operand(kernel, b, op_b, k, n, ldb);
    T* dc = kernel.matrix(c, m, n, ldc, true);
    const auto alpha_at = kernel.scalar(alpha), beta_at = kernel.scalar(beta);
    return kernel.launch([=] { multiply(m, n, k, alpha_at(), da, db, beta_at(), dc, ldc); });
  });
}

template <class T>
BlasStatus structured_product(const char* name, cuda::BlasHandle handle, bool hermitian,
                              BlasSide side, BlasFill fill, I64 m, I64 n, const T* alpha,
                              const T* a, I64 lda, const T* b, I64 ldb, const T* beta, T* c,
                              I64 ldc) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    const bool right = side == BlasSide::Right;
    const Stored stored = full(fill, right ? n : m, lda);
    if (!legal(side) || m < 0 || n < 0 || !stored.legal() || ldb < std::max<I64>(1, m) ||
        ldc < std::max<I64>(1, m) || alpha == nullptr || beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0) return 0;
    const Structured<T> da{kernel.structured(a, stored, false), stored, hermitian};
    const General<T> db = operand(kernel, b, BlasOperation::N, m, n, ldb);
    T* dc = kernel.matrix(c, m, n, ldc, true);
    const auto alpha_at = kernel.scalar(alpha), beta_at = kernel.scalar(beta);
    return kernel.launch([=] {
      if (right) {
        multiply(m, n, n, alpha_at(), db, da, beta_at(), dc, ldc);
      } else {
        multiply(m, n, m, alpha_at(), da, db, beta_at(), dc, ldc);
      }
    });
  });
}
template <class T>
BlasStatus symm(const char* name, cuda::BlasHandle handle, BlasSide side, BlasFill fill, I64 m,
                I64 n, const T* alpha, const T* a, I64 lda, const T* b, I64 ldb, const T* beta,
                T* c, I64 ldc) {
  return structured_product(name, handle, false, side, fill, m, n, alpha, a, lda, b, ldb, beta, c,
                            ldc);
}
template <class T>
BlasStatus hemm(const char* name, cuda::BlasHandle handle, BlasSide side, BlasFill fill, I64 m,
                I64 n, const T* alpha, const T* a, I64 lda, const T* b, I64 ldb, const T* beta,
                T* c, I64 ldc) {
  return structured_product(name, handle, true, side, fill, m, n, alpha, a, lda, b, ldb, beta, c,
                            ldc);
}

// Which op() a rank update takes: conjugated where it is Hermitian only.
inline bool legal_update(BlasOperation op, bool hermitian) {
  return op == BlasOperation::N || op == (hermitian ? BlasOperation::C : BlasOperation::T);
}

// The stored triangle of C = alpha op(A) op(B)' + other op(B) op(A)' + beta C, n x n; the second
// product is left out where `two` is false.
template <class T, class Alpha, class Beta>
void update_triangle(const General<T>& a, const General<T>& b, I64 k, bool two, bool hermitian,
                     Alpha alpha, Beta beta, T* c, const Stored& stored) {
  const Alpha other = conjugate_if(hermitian, alpha);
  for (I64 j = 0; j < stored.n; ++j) {
    for (I64 i = 0; i < stored.n; ++i) {
      if (!stored.has(i, j)) continue;
      T first{}, second{};
      for (I64 l = 0; l < k; ++l) first += a(i, l) * conjugate_if(hermitian, b(j, l));
      for (I64 l = 0; two && l < k; ++l) second += b(i, l) * conjugate_if(hermitian, a(j, l));
      T& out = c[stored.at(i, j)];
      T value = k == 0 ? T{} : alpha * first;
      if (two && k > 0) value += other * second;
      out = updated(value, beta, out);
      if (hermitian && i == j) make_real(out);
    }
  }
}

template <class T, class Scalar>
BlasStatus rank_k(const char* name, cuda::BlasHandle handle, bool hermitian, BlasFill fill,
                  BlasOperation op, I64 n, I64 k, const Scalar* alpha, const T* a, I64 lda,
                  const Scalar* beta, T* c, I64 ldc) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    const Stored stored = full(fill, n, ldc);
    if (!stored.legal() || !legal_update(op, hermitian) || k < 0 ||
        lda < std::max<I64>(1, transposes(op) ? k : n) || alpha == nullptr || beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (n == 0) return 0;
    const General<T> da = operand(kernel, a, op, n, k, lda);
    T* dc = kernel.structured(c, stored, true);
    const auto alpha_at = kernel.scalar(alpha), beta_at = kernel.scalar(beta);
    return kernel.launch(
        [=] { update_triangle(da, da, k, false, hermitian, alpha_at(), beta_at(), dc, stored); });
  });
}
template <class T>
BlasStatus syrk(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op, I64 n,
                I64 k, const T* alpha, const T* a, I64 lda, const T* beta, T* c, I64 ldc) {
  return rank_k(name, handle, false, fill, op, n, k, alpha, a, lda, beta, c, ldc);
}
template <class T>
BlasStatus herk(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op, I64 n,
                I64 k, const RealOf<T>* alpha, const T* a, I64 lda, const RealOf<T>* beta, T* c,
                I64 ldc) {
  return rank_k(name, handle, true, fill, op, n, k, alpha, a, lda, beta, c, ldc);
}

template <class T, class Beta>
BlasStatus rank_2k(const char* name, cuda::BlasHandle handle, bool hermitian, BlasFill fill,
                   BlasOperation op, I64 n, I64 k, const T* alpha, const T* a, I64 lda, const T* b,
                   I64 ldb, const Beta* beta, T* c, I64 ldc) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    const Stored stored = full(fill, n, ldc);
    const I64 rows = std::max<I64>(1, transposes(op) ? k : n);
    if (!stored.legal() || !legal_update(op, hermitian) || k < 0 || lda < rows || ldb < rows ||
        alpha == nullptr || beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (n == 0) return 0;
    const General<T> da = operand(kernel, a, op, n, k, lda), db = operand(kernel, b, op, n, k, ldb);
    T* dc = kernel.structured(c, stored, true);
    const auto alpha_at = kernel.scalar(alpha);
    const auto beta_at = kernel.scalar(beta);
    return kernel.launch(
        [=] { update_triangle(da, db, k, true, hermitian, alpha_at(), beta_at(), dc, stored); });
  });
}
template <class T>
BlasStatus syr2k(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op, I64 n,
                 I64 k, const T* alpha, const T* a, I64 lda, const T* b, I64 ldb, const T* beta,
                 T* c, I64 ldc) {
  return rank_2k(name, handle, false, fill, op, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
template <class T>
BlasStatus her2k(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op, I64 n,
                 I64 k, const T* alpha, const T* a, I64 lda, const T* b, I64 ldb,
                 const RealOf<T>* beta, T* c, I64 ldc) {
  return rank_2k(name, handle, true, fill, op, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

// In the place of B: alpha times it multiplied by A, or solved with A. On the right a row of B
// meets A transposed.
template <class T>
void triangular_product(const Triangular<T>& a, bool right, bool solve, I64 m, I64 n, T alpha, T* b,
                        I64 ldb) {
  const I64 count = right ? m : n, size = right ? n : m, step = right ? 1 : ldb,
            inc = right ? ldb : 1;
  for (I64 v = 0; v < count; ++v) {
    T* const vector = b + v * step;
    for (I64 i = 0; solve && i < size; ++i) vector[i * inc] *= alpha;
    if (right) {
      triangular(Turned<T>{a}, solve, vector, inc);
    } else {
      triangular(a, solve, vector, inc);
    }
    for (I64 i = 0; !solve && i < size; ++i) vector[i * inc] *= alpha;
  }
}

inline bool legal_triangular(const Stored& stored, BlasSide side, BlasOperation op,
                             BlasDiagonal diagonal, I64 m, I64 n, I64 ldb) {
  return stored.legal() && legal(side, diagonal) && legal(op) && m >= 0 && n >= 0 &&
         ldb >= std::max<I64>(1, m);
}

// C is B, or overlaps it nowhere.
template <class T>
BlasStatus trmm(const char* name, cuda::BlasHandle handle, BlasSide side, BlasFill fill,
                BlasOperation op, BlasDiagonal diagonal, I64 m, I64 n, const T* alpha, const T* a,
                I64 lda, const T* b, I64 ldb, T* c, I64 ldc) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    const bool right = side == BlasSide::Right;
    const Stored stored = full(fill, right ? n : m, lda);
    if (!legal_triangular(stored, side, op, diagonal, m, n, ldb) || ldc < std::max<I64>(1, m) ||
        alpha == nullptr || (b == c && ldb != ldc)) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0) return 0;
    const Triangular<T> da{kernel.structured(a, stored, false), stored, op, diagonal};
    const T* db = kernel.matrix(b, m, n, ldb, false);
    T* dc = kernel.matrix(c, m, n, ldc, true);
    const auto alpha_at = kernel.scalar(alpha);
    return kernel.launch([=] {
      for (I64 j = 0; db != dc && j < n; ++j) std::copy_n(db + j * ldb, m, dc + j * ldc);
      triangular_product(da, right, false, m, n, alpha_at(), dc, ldc);
    });
  });
}

template <class T>
BlasStatus trsm(const char* name, cuda::BlasHandle handle, BlasSide side, BlasFill fill,
                BlasOperation op, BlasDiagonal diagonal, I64 m, I64 n, const T* alpha, const T* a,
                I64 lda, T* b, I64 ldb) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    const bool right = side == BlasSide::Right;
    const Stored stored = full(fill, right ? n : m, lda);
    if (!legal_triangular(stored, side, op, diagonal, m, n, ldb) || alpha == nullptr)
      return kBlasInvalidValue;
    if (m == 0 || n == 0) return 0;
    const Triangular<T> da{kernel.structured(a, stored, false), stored, op, diagonal};
    T* db = kernel.matrix(b, m, n, ldb, true);
    const auto alpha_at = kernel.scalar(alpha);
    return kernel.launch([=] { triangular_product(da, right, true, m, n, alpha_at(), db, ldb); });
  });
}

// The manual promises that an operand with a factor of 0 is not read, and lets C be an operand that
// is not transposed and has the same leading dimension.
template <class T>
BlasStatus geam(const char* name, cuda::BlasHandle handle, BlasOperation op_a, BlasOperation op_b,
                I64 m, I64 n, const T* alpha, const T* a, I64 lda, const T* beta, const T* b,
                I64 ldb, T* c, I64 ldc) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    const I64 one = 1;
    const bool turns_in_place = (c == a && (op_a != BlasOperation::N || lda != ldc)) ||
                                (c == b && (op_b != BlasOperation::N || ldb != ldc));
    if (!legal(op_a) || !legal(op_b) || m < 0 || n < 0 || turns_in_place ||
        lda < std::max(one, transposes(op_a) ? n : m) ||
        ldb < std::max(one, transposes(op_b) ? n : m) || ldc < std::max(one, m) ||
        alpha == nullptr || beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0) return 0;
    const General<T> da = operand(kernel, a, op_a, m, n, lda);
    const General<T> db = operand(kernel, b, op_b, m, n, ldb);
    T* dc = kernel.matrix(c, m, n, ldc, true);
    const auto alpha_at = kernel.scalar(alpha), beta_at = kernel.scalar(beta);
    return kernel.launch([=] {
      const T al = alpha_at(), be = beta_at();
      for (I64 j = 0; j < n; ++j) {
        for (I64 i = 0; i < m; ++i) {
          const T first = al == T{} ? T{} : al * da(i, j);
          dc[i + j * ldc] = be == T{} ? first : first + be * db(i, j);
        }
      }
    });
  });
}

template <class T>
BlasStatus dgmm(const char* name, cuda::BlasHandle handle, BlasSide side, I64 m, I64 n, const T* a,
                I64 lda, const T* x, I64 incx, T* c, I64 ldc) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    const I64 one = 1;
    const bool right = side == BlasSide::Right;
    if ((!right && side != BlasSide::Left) || m < 0 || n < 0 || lda < std::max(one, m) ||
        ldc < std::max(one, m) || incx == 0) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0) return 0;
    const T* da = kernel.matrix(a, m, n, lda, false);
    const T* dx = kernel.vector(x, right ? n : m, incx, false);
    T* dc = kernel.matrix(c, m, n, ldc, true);
    return kernel.launch([=] {
      for (I64 j = 0; j < n; ++j)
        for (I64 i = 0; i < m; ++i) dc[i + j * ldc] = da[i + j * lda] * dx[(right ? j : i) * incx];
    });
  });
}

// Batches.

// Outputs of a batch that lie `stride` apart must not meet; that is the caller's to see to.
inline void check_apart(Kernel& kernel, I64 size, I64 stride, I64 count) {
  if (count > 1 && std::abs(stride) < size) kernel.violation("outputs of the batch overlap");
}

template <class T>
BlasStatus gemm_strided_batched(const char* name, cuda::BlasHandle handle, BlasOperation op_a,
                                BlasOperation op_b, I64 m, I64 n, I64 k, const T* alpha, const T* a,
                                I64 lda, I64 stride_a, const T* b, I64 ldb, I64 stride_b,
                                const T* beta, T* c, I64 ldc, I64 stride_c, I64 count) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!legal_product(op_a, op_b, m, n, k, lda, ldb, ldc) || count < 0 || alpha == nullptr ||
        beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0 || count == 0) return 0;
    check_apart(kernel, (n - 1) * ldc + m, stride_c, count);
    std::vector<std::pair<General<T>, General<T>>> inputs;
    std::vector<T*> outputs;
    for (I64 i = 0; i < count; ++i) {
      inputs.emplace_back(operand(kernel, a + i * stride_a, op_a, m, k, lda),
                          operand(kernel, b + i * stride_b, op_b, k, n, ldb));
      outputs.push_back(kernel.matrix(c + i * stride_c, m, n, ldc, true));
    }
    const auto alpha_at = kernel.scalar(alpha), beta_at = kernel.scalar(beta);
    return kernel.launch([=] {
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        const auto& [da, db] = inputs[i];
        multiply(m, n, k, alpha_at(), da, db, beta_at(), outputs[i], ldc);
      }
    });
  });
}

template <class T>
BlasStatus gemv_strided_batched(const char* name, cuda::BlasHandle handle, BlasOperation op, I64 m,
                                I64 n, const T* alpha, const T* a, I64 lda, I64 stride_a,
                                const T* x, I64 incx, I64 stride_x, const T* beta, T* y, I64 incy,
                                I64 stride_y, I64 count) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!legal(op) || m < 0 || n < 0 || lda < std::max<I64>(1, m) || incx == 0 || incy == 0 ||
        count < 0 || alpha == nullptr || beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0 || count == 0) return 0;
    const I64 rows = transposes(op) ? n : m, columns = transposes(op) ? m : n;
    check_apart(kernel, (rows - 1) * std::abs(incy) + 1, stride_y, count);
    struct One {
      General<T> a;
      const T* x;
      T* y;
    };
    std::vector<One> all;
    for (I64 i = 0; i < count; ++i) {
      all.push_back({operand(kernel, a + i * stride_a, op, rows, columns, lda),
                     kernel.vector(x + i * stride_x, columns, incx, false),
                     kernel.vector(y + i * stride_y, rows, incy, true)});
    }
    const auto alpha_at = kernel.scalar(alpha), beta_at = kernel.scalar(beta);
    return kernel.launch([=] {
      const T al = alpha_at(), be = beta_at();
      for (const One& one : all) {
        for (I64 i = 0; i < rows; ++i) {
          T sum{};
          for (I64 l = 0; l < columns; ++l) sum += one.a(i, l) * one.x[l * incx];
          one.y[i * incy] = updated(al * sum, be, one.y[i * incy]);
        }
      }
    });
  });
}

// The addresses of the matrices lie in device memory and are known when the kernel runs, so races
// on the matrices themselves are not found.
template <class T>
BlasStatus trsm_batched(const char* name, cuda::BlasHandle handle, BlasSide side, BlasFill fill,
                        BlasOperation op, BlasDiagonal diagonal, I64 m, I64 n, const T* alpha,
                        const T* const* a, I64 lda, T* const* b, I64 ldb, I64 count) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    const bool right = side == BlasSide::Right;
    const Stored stored = full(fill, right ? n : m, lda);
    if (!legal_triangular(stored, side, op, diagonal, m, n, ldb) || count < 0 || alpha == nullptr)
      return kBlasInvalidValue;
    if (m == 0 || n == 0 || count == 0) return 0;
    const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(void*);
    const T* const* all_a = kernel.touch(a, bytes, false);
    T* const* all_b = kernel.touch(b, bytes, false);
    const auto alpha_at = kernel.scalar(alpha);
    Driver& driver = kernel.driver();
    return kernel.launch([=, &driver, what = std::string(name)] {
      const auto resolve = [&](const void* address, I64 size, bool write) {
        const auto found = driver.access(what.c_str(), reinterpret_cast<std::uint64_t>(address),
                                         static_cast<std::size_t>(size) * sizeof(T), write);
        return found ? reinterpret_cast<T*>(found->data()) : nullptr;
      };
      for (I64 i = 0; i < count; ++i) {
        const T* const da = resolve(all_a[i], stored.size(), false);
        T* const db = resolve(all_b[i], (n - 1) * ldb + m, true);
        if (da == nullptr || db == nullptr) continue;
        const Triangular<T> matrix{da, stored, op, diagonal};
        triangular_product(matrix, right, true, m, n, alpha_at(), db, ldb);
      }
    });
  });
}

}  // namespace standin
