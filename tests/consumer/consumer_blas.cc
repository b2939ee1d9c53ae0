// SPDX-License-Identifier: Apache-2.0
// The BLAS from outside, as a program that declares the Fortran symbol itself.
#include <cstdio>

extern "C" void dgemm_(const char* transa, const char* transb, const int* m, const int* n,
                       const int* k, const double* alpha, const double* a, const int* lda,
                       const double* b, const int* ldb, const double* beta, double* c,
                       const int* ldc);

int main() {
  const double a[] = {1, 2, 3, 4};
  const double b[] = {5, 6, 7, 8};
  double c[] = {0, 0, 0, 0};
  const int two = 2;
  const double one = 1;
  const double zero = 0;
  dgemm_("N", "N", &two, &two, &two, &one, a, &two, b, &two, &zero, c, &two);
  std::printf("%g %g %g %g\n", c[0], c[1], c[2], c[3]);
  return c[0] == 23 && c[1] == 34 && c[2] == 31 && c[3] == 46 ? 0 : 1;
}
