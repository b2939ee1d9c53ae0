// SPDX-License-Identifier: Apache-2.0
// A BLAS that has gemm alone, and does to it what WRONG_BLAS says: "" nothing, "element" one
// element is off by a thousandth, "padding" writes between the columns of C, "nan", "crash".
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <string>

namespace {

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
  const char* const variable = std::getenv("WRONG_BLAS");
  const std::string how = variable == nullptr ? "" : variable;
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
