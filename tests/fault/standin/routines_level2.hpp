// SPDX-License-Identifier: Apache-2.0
// Level 2 of the stand-in's cuBLAS (routines.hpp).
#pragma once

#include "routines.hpp"

namespace standin {

// y = alpha A x + beta y, A of rows x columns by its elements, where has(i, j).
template <class T, class Matrix, class Has>
int times_vector(Kernel& kernel, I64 rows, I64 columns, const T* alpha, const T* x, I64 incx,
                 const T* beta, T* y, I64 incy, Matrix a, Has has) {
  const T* dx = kernel.vector(x, columns, incx, false);
  T* dy = kernel.vector(y, rows, incy, true);
  const auto alpha_at = kernel.scalar(alpha), beta_at = kernel.scalar(beta);
  return kernel.launch([=] {
    const T al = alpha_at(), be = beta_at();
    for (I64 i = 0; i < rows; ++i) {
      T sum{};
      for (I64 j = 0; j < columns; ++j)
        if (has(i, j)) sum += a(i, j) * dx[j * incx];
      dy[i * incy] = updated(al * sum, be, dy[i * incy]);
    }
  });
}
inline bool everywhere(I64 /*i*/, I64 /*j*/) { return true; }

template <class T>
BlasStatus gemv(const char* name, cuda::BlasHandle handle, BlasOperation op, I64 m, I64 n,
                const T* alpha, const T* a, I64 lda, const T* x, I64 incx, const T* beta, T* y,
                I64 incy) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!legal(op) || m < 0 || n < 0 || lda < std::max<I64>(1, m) || incx == 0 || incy == 0 ||
        alpha == nullptr || beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0) return 0;
    const bool t = transposes(op);
    const General<T> matrix{kernel.matrix(a, m, n, lda, false), lda, op};
    return times_vector(kernel, t ? n : m, t ? m : n, alpha, x, incx, beta, y, incy, matrix,
                        everywhere);
  });
}

// Element (i, j) of A lies in row ku + i - j of its column.
template <class T>
BlasStatus gbmv(const char* name, cuda::BlasHandle handle, BlasOperation op, I64 m, I64 n, I64 kl,
                I64 ku, const T* alpha, const T* a, I64 lda, const T* x, I64 incx, const T* beta,
                T* y, I64 incy) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!legal(op) || m < 0 || n < 0 || kl < 0 || ku < 0 || lda < kl + ku + 1 || incx == 0 ||
        incy == 0 || alpha == nullptr || beta == nullptr) {
      return kBlasInvalidValue;
    }
    if (m == 0 || n == 0) return 0;
    const bool t = transposes(op);
    const T* da = kernel.matrix(a, kl + ku + 1, n, lda, false);
    const auto element = [=](I64 i, I64 j) {
      const I64 row = t ? j : i, column = t ? i : j;
      return conjugate_if(op == BlasOperation::C, da[ku + row - column + column * lda]);
    };
    const auto has = [=](I64 i, I64 j) {
      const I64 below = t ? j - i : i - j;
      return below <= kl && -below <= ku;
    };
    return times_vector(kernel, t ? n : m, t ? m : n, alpha, x, incx, beta, y, incy, element, has);
  });
}

template <class T>
BlasStatus structured_vector(const char* name, cuda::BlasHandle handle, const Stored& stored,
                             bool hermitian, const T* alpha, const T* a, const T* x, I64 incx,
                             const T* beta, T* y, I64 incy) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!stored.legal() || incx == 0 || incy == 0 || alpha == nullptr || beta == nullptr)
      return kBlasInvalidValue;
    if (stored.n == 0) return 0;
    const Structured<T> matrix{kernel.structured(a, stored, false), stored, hermitian};
    const auto has = [=](I64 i, I64 j) { return stored.has(i, j) || stored.has(j, i); };
    return times_vector(kernel, stored.n, stored.n, alpha, x, incx, beta, y, incy, matrix, has);
  });
}
template <class T>
BlasStatus symv(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n, const T* alpha,
                const T* a, I64 lda, const T* x, I64 incx, const T* beta, T* y, I64 incy) {
  return structured_vector(name, handle, full(fill, n, lda), false, alpha, a, x, incx, beta, y,
                           incy);
}
template <class T>
BlasStatus hemv(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n, const T* alpha,
                const T* a, I64 lda, const T* x, I64 incx, const T* beta, T* y, I64 incy) {
  return structured_vector(name, handle, full(fill, n, lda), true, alpha, a, x, incx, beta, y,
                           incy);
}
template <class T>
BlasStatus hbmv(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n, I64 k,
                const T* alpha, const T* a, I64 lda, const T* x, I64 incx, const T* beta, T* y,
                I64 incy) {
  return structured_vector(name, handle, band(fill, n, k, lda), true, alpha, a, x, incx, beta, y,
                           incy);
}
template <class T>
BlasStatus hpmv(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n, const T* alpha,
                const T* a, const T* x, I64 incx, const T* beta, T* y, I64 incy) {
  return structured_vector(name, handle, packed(fill, n), true, alpha, a, x, incx, beta, y, incy);
}

template <class T>
BlasStatus triangular_vector(const char* name, cuda::BlasHandle handle, const Stored& stored,
                             bool solve, BlasOperation op, BlasDiagonal diagonal, const T* a, T* x,
                             I64 incx) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!stored.legal() || !legal(op) || !legal(diagonal) || incx == 0) return kBlasInvalidValue;
    if (stored.n == 0) return 0;
    const Triangular<T> matrix{kernel.structured(a, stored, false), stored, op, diagonal};
    T* dx = kernel.vector(x, stored.n, incx, true);
    return kernel.launch([=] { triangular(matrix, solve, dx, incx); });
  });
}
template <class T>
BlasStatus trmv(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op,
                BlasDiagonal diagonal, I64 n, const T* a, I64 lda, T* x, I64 incx) {
  return triangular_vector(name, handle, full(fill, n, lda), false, op, diagonal, a, x, incx);
}
template <class T>
BlasStatus trsv(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op,
                BlasDiagonal diagonal, I64 n, const T* a, I64 lda, T* x, I64 incx) {
  return triangular_vector(name, handle, full(fill, n, lda), true, op, diagonal, a, x, incx);
}
template <class T>
BlasStatus tbmv(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op,
                BlasDiagonal diagonal, I64 n, I64 k, const T* a, I64 lda, T* x, I64 incx) {
  return triangular_vector(name, handle, band(fill, n, k, lda), false, op, diagonal, a, x, incx);
}
template <class T>
BlasStatus tbsv(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op,
                BlasDiagonal diagonal, I64 n, I64 k, const T* a, I64 lda, T* x, I64 incx) {
  return triangular_vector(name, handle, band(fill, n, k, lda), true, op, diagonal, a, x, incx);
}
template <class T>
BlasStatus tpmv(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op,
                BlasDiagonal diagonal, I64 n, const T* a, T* x, I64 incx) {
  return triangular_vector(name, handle, packed(fill, n), false, op, diagonal, a, x, incx);
}
template <class T>
BlasStatus tpsv(const char* name, cuda::BlasHandle handle, BlasFill fill, BlasOperation op,
                BlasDiagonal diagonal, I64 n, const T* a, T* x, I64 incx) {
  return triangular_vector(name, handle, packed(fill, n), true, op, diagonal, a, x, incx);
}

template <class T>
BlasStatus outer_product(const char* name, cuda::BlasHandle handle, bool conj, I64 m, I64 n,
                         const T* alpha, const T* x, I64 incx, const T* y, I64 incy, T* a,
                         I64 lda) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (m < 0 || n < 0 || incx == 0 || incy == 0 || lda < std::max<I64>(1, m) || alpha == nullptr)
      return kBlasInvalidValue;
    if (m == 0 || n == 0) return 0;
    const T* dx = kernel.vector(x, m, incx, false);
    const T* dy = kernel.vector(y, n, incy, false);
    T* da = kernel.matrix(a, m, n, lda, true);
    const auto alpha_at = kernel.scalar(alpha);
    return kernel.launch([=] {
      const T al = alpha_at();
      for (I64 j = 0; j < n; ++j) {
        const T right = al * conjugate_if(conj, dy[j * incy]);
        for (I64 i = 0; i < m; ++i) da[i + j * lda] += dx[i * incx] * right;
      }
    });
  });
}
template <class T>
BlasStatus ger(const char* name, cuda::BlasHandle handle, I64 m, I64 n, const T* alpha, const T* x,
               I64 incx, const T* y, I64 incy, T* a, I64 lda) {
  return outer_product(name, handle, false, m, n, alpha, x, incx, y, incy, a, lda);
}
template <class T>
BlasStatus gerc(const char* name, cuda::BlasHandle handle, I64 m, I64 n, const T* alpha, const T* x,
                I64 incx, const T* y, I64 incy, T* a, I64 lda) {
  return outer_product(name, handle, true, m, n, alpha, x, incx, y, incy, a, lda);
}

// Adds term(i, j) to the stored elements.
template <class T, class Term>
void add_to_triangle(T* a, const Stored& stored, bool hermitian, const Term& term) {
  for (I64 j = 0; j < stored.n; ++j) {
    for (I64 i = 0; i < stored.n; ++i) {
      if (!stored.has(i, j)) continue;
      T& element = a[stored.at(i, j)];
      element += term(i, j);
      if (hermitian && i == j) make_real(element);
    }
  }
}

template <class T, class Alpha>
BlasStatus rank_one(const char* name, cuda::BlasHandle handle, const Stored& stored, bool hermitian,
                    const Alpha* alpha, const T* x, I64 incx, T* a) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!stored.legal() || incx == 0 || alpha == nullptr) return kBlasInvalidValue;
    if (stored.n == 0) return 0;
    const T* dx = kernel.vector(x, stored.n, incx, false);
    T* da = kernel.structured(a, stored, true);
    const auto alpha_at = kernel.scalar(alpha);
    return kernel.launch([=] {
      const Alpha al = alpha_at();
      add_to_triangle(da, stored, hermitian, [=](I64 i, I64 j) {
        return al * dx[i * incx] * conjugate_if(hermitian, dx[j * incx]);
      });
    });
  });
}
template <class T>
BlasStatus syr(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n, const T* alpha,
               const T* x, I64 incx, T* a, I64 lda) {
  return rank_one(name, handle, full(fill, n, lda), false, alpha, x, incx, a);
}
template <class T>
BlasStatus her(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n,
               const RealOf<T>* alpha, const T* x, I64 incx, T* a, I64 lda) {
  return rank_one(name, handle, full(fill, n, lda), true, alpha, x, incx, a);
}
template <class T>
BlasStatus hpr(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n,
               const RealOf<T>* alpha, const T* x, I64 incx, T* a) {
  return rank_one(name, handle, packed(fill, n), true, alpha, x, incx, a);
}

template <class T>
BlasStatus rank_two(const char* name, cuda::BlasHandle handle, const Stored& stored, bool hermitian,
                    const T* alpha, const T* x, I64 incx, const T* y, I64 incy, T* a) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (!stored.legal() || incx == 0 || incy == 0 || alpha == nullptr) return kBlasInvalidValue;
    if (stored.n == 0) return 0;
    const T* dx = kernel.vector(x, stored.n, incx, false);
    const T* dy = kernel.vector(y, stored.n, incy, false);
    T* da = kernel.structured(a, stored, true);
    const auto alpha_at = kernel.scalar(alpha);
    return kernel.launch([=] {
      const T al = alpha_at(), other = conjugate_if(hermitian, al);
      add_to_triangle(da, stored, hermitian, [=](I64 i, I64 j) {
        return al * dx[i * incx] * conjugate_if(hermitian, dy[j * incy]) +
               other * dy[i * incy] * conjugate_if(hermitian, dx[j * incx]);
      });
    });
  });
}
template <class T>
BlasStatus syr2(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n, const T* alpha,
                const T* x, I64 incx, const T* y, I64 incy, T* a, I64 lda) {
  return rank_two(name, handle, full(fill, n, lda), false, alpha, x, incx, y, incy, a);
}
template <class T>
BlasStatus her2(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n, const T* alpha,
                const T* x, I64 incx, const T* y, I64 incy, T* a, I64 lda) {
  return rank_two(name, handle, full(fill, n, lda), true, alpha, x, incx, y, incy, a);
}
template <class T>
BlasStatus hpr2(const char* name, cuda::BlasHandle handle, BlasFill fill, I64 n, const T* alpha,
                const T* x, I64 incx, const T* y, I64 incy, T* a) {
  return rank_two(name, handle, packed(fill, n), true, alpha, x, incx, y, incy, a);
}

}  // namespace standin
