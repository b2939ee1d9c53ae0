// SPDX-License-Identifier: Apache-2.0
// A BLAS library of the tests' own, with the symbols that `fulcrum crossover --library` asks for.
// PLAIN_BLAS says what is wrong with it: "" nothing, "integers" it claims 64-bit ones, "dies"
// loading it ends the process, "wrong" its dot is off by one.
#include <cstdlib>
#include <string>

namespace {

std::string fault() {
  const char* const variable = std::getenv("PLAIN_BLAS");
  return variable == nullptr ? "" : variable;
}

template <class T>
void gemm(int m, int n, int k, T alpha, const T* a, int lda, const T* b, int ldb, T beta, T* c,
          int ldc) {
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < m; ++i) {
      T sum = 0;
      for (int l = 0; l < k; ++l) sum += a[i + l * lda] * b[l + j * ldb];
      T& out = c[i + j * ldc];
      out = alpha * sum + (beta == 0 ? 0 : beta * out);
    }
  }
}

template <class T>
T dot(int n, const T* x, int incx, const T* y, int incy) {
  T sum = fault() == "wrong" ? 1 : 0;
  for (int i = 0; i < n; ++i) sum += x[i * incx] * y[i * incy];
  return sum;
}

template <class T>
void axpy(int n, T alpha, const T* x, int incx, T* y, int incy) {
  for (int i = 0; i < n; ++i) y[i * incy] += alpha * x[i * incx];
}

int threads = 0;

}  // namespace

#define EXPORTED extern "C" [[gnu::visibility("default")]]

EXPORTED const char* openblas_get_config() {
  if (fault() == "dies") std::_Exit(3);
  return fault() == "integers" ? "OpenBLAS 0.0 USE64BITINT" : "OpenBLAS 0.0  of the tests";
}
EXPORTED void openblas_set_num_threads(int count) { threads = count; }
EXPORTED int openblas_get_num_threads() { return threads; }

#define ROUTINES(letter, T)                                                                   \
  EXPORTED void cblas_##letter##gemm(int, int, int, int m, int n, int k, T alpha, const T* a, \
                                     int lda, const T* b, int ldb, T beta, T* c, int ldc) {   \
    gemm<T>(m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);                                    \
  }                                                                                           \
  EXPORTED void cblas_##letter##gemv(int, int, int m, int n, T alpha, const T* a, int lda,    \
                                     const T* x, int, T beta, T* y, int) {                    \
    gemm<T>(m, 1, n, alpha, a, lda, x, n, beta, y, m);                                        \
  }                                                                                           \
  EXPORTED void cblas_##letter##axpy(int n, T alpha, const T* x, int incx, T* y, int incy) {  \
    axpy<T>(n, alpha, x, incx, y, incy);                                                      \
  }                                                                                           \
  EXPORTED T cblas_##letter##dot(int n, const T* x, int incx, const T* y, int incy) {         \
    return dot<T>(n, x, incx, y, incy);                                                       \
  }
ROUTINES(s, float)
ROUTINES(d, double)
