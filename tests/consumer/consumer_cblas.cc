// SPDX-License-Identifier: Apache-2.0
// The BLAS from outside by <cblas.h>, with prototypes of the program's own of the Fortran names.
#include <cblas.h>

#include <cstdio>

#ifndef FULCRUM_CBLAS_H_
#error "<cblas.h> is another library's"
#endif

extern "C" double dasum_(int* n, double* x, int* incx);

int main() {
  const double a[] = {1, 2, 3, 4};
  double c[] = {0, 0, 0, 0};
  enum CBLAS_ORDER order = CblasRowMajor;
  cblas_dgemm(order, CblasNoTrans, CblasTrans, 2, 2, 2, 1, a, 2, a, 2, 0, c, 2);
  int four = 4, one = 1;
  std::printf("%g %g %g %g, %zu\n", c[0], c[1], c[2], c[3], cblas_idamax(4, c, 1));
  return dasum_(&four, c, &one) == 5 + 11 + 11 + 25 && cblas_idamax(4, c, 1) == 3 ? 0 : 1;
}
