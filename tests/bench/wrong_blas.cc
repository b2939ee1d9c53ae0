// SPDX-License-Identifier: Apache-2.0
// A BLAS that has gemm, dsyr, ddot and zdotu alone, and does to them what WRONG_BLAS says: ""
// nothing, "element" one element is off by a thousandth, "padding" writes what is no result
// (between the columns of C, the other triangle), "nan", "crash".
#include <cmath>
#include <complex>
#include <csignal>
#include <cstdlib>
#include <string>

namespace {

std::string wrong() {
  const char* const variable = std::getenv("WRONG_BLAS");
  return variable == nullptr ? "" : variable;
}

template <class T>
void gemm(char ta, char tb, int m, int n, int k, T alpha, const T* a, int lda, const T* b, int ldb,
          T beta, T* c, int ldc) {
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < m; ++i) {
      double sum = 0;
      for (int l = 0; l < k; ++l) {
        sum += static_cast<double>(ta == 'T' ? a[l + i * lda] : a[i + l * lda]) *
               static_cast<double>(tb == 'T' ? b[j + l * ldb] : b[l + j * ldb]);
      }
      c[i + j * ldc] =
          static_cast<T>(static_cast<double>(alpha) * sum +
                         static_cast<double>(beta) * static_cast<double>(c[i + j * ldc]));
    }
  }
  const std::string how = wrong();
  T& last = c[m - 1 + (n - 1) * ldc];
  if (how == "element") last += T{0.001};
  if (how == "nan") last = std::nan("");
  if (how == "padding" && ldc > m) c[m] = T{7};
  if (how == "crash") std::raise(SIGSEGV);
}

}  // namespace

#define EXPORTED extern "C" [[gnu::visibility("default")]]

EXPORTED void wrong_dgemm(const char* ta, const char* tb, const int* m, const int* n, const int* k,
                          const double* alpha, const double* a, const int* lda, const double* b,
                          const int* ldb, const double* beta, double* c, const int* ldc) {
  gemm(*ta, *tb, *m, *n, *k, *alpha, a, *lda, b, *ldb, *beta, c, *ldc);
}

EXPORTED void wrong_sgemm(const char* ta, const char* tb, const int* m, const int* n, const int* k,
                          const float* alpha, const float* a, const int* lda, const float* b,
                          const int* ldb, const float* beta, float* c, const int* ldc) {
  gemm(*ta, *tb, *m, *n, *k, *alpha, a, *lda, b, *ldb, *beta, c, *ldc);
}

EXPORTED void wrong_dsyr(const char* uplo, const int* n, const double* alpha, const double* x,
                         const int* incx, double* a, const int* lda) {
  for (int j = 0; j < *n; ++j) {
    for (int i = 0; i < *n; ++i) {
      if (*uplo == 'U' ? i <= j : i >= j) a[i + j * *lda] += *alpha * x[i * *incx] * x[j * *incx];
    }
  }
  if (wrong() == "element") a[0] += 0.001;
  if (wrong() == "padding") a[*uplo == 'U' ? 1 : *lda] = 7;
}

EXPORTED double wrong_ddot(const int* n, const double* x, const int* incx, const double* y,
                           const int* incy) {
  double sum = wrong() == "element" ? 0.001 : 0;
  for (int i = 0; i < *n; ++i) sum += x[i * *incx] * y[i * *incy];
  return sum;
}

// As Intel's compilers return it.
EXPORTED void wrong_zdotu(std::complex<double>* result, const int* n, const std::complex<double>* x,
                          const int* incx, const std::complex<double>* y, const int* incy) {
  *result = wrong() == "element" ? 0.001 : 0;
  for (int i = 0; i < *n; ++i) *result += x[i * *incx] * y[i * *incy];
}
