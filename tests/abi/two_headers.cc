// SPDX-License-Identifier: Apache-2.0
// The system's cblas.h and ours in one program, the one named first by FULCRUM_SYSTEM_FIRST, with a
// prototype of the program's own of a Fortran name. Exits with the number of wrong results.
#ifdef FULCRUM_SYSTEM_FIRST
#include FULCRUM_SYSTEM_CBLAS
#include "fulcrum/cblas.h"
#else
#include "fulcrum/cblas.h"
#include FULCRUM_SYSTEM_CBLAS
#endif

extern "C" int dswap_(int* n, double* x, int* incx, double* y, int* incy);

int main() {
  double x[] = {1, 2}, y[] = {3, 4}, transposed[] = {0, 0};
  int two = 2, one = 1, wrong = 0;
  dswap_(&two, x, &one, y, &one);
  wrong += x[0] == 3 && y[1] == 2 ? 0 : 1;
  wrong += cblas_ddot(2, x, 1, y, 1) == 11 ? 0 : 1;
  // Beyond the reference's: declared by ours alone.
  cblas_domatcopy(CblasRowMajor, CblasTrans, 1, 2, 2, x, 2, transposed, 1);
  wrong += transposed[0] == 6 && transposed[1] == 8 ? 0 : 1;
  cblas_domatcopy(CblasRowMajor, CblasConjNoTrans, 1, 2, 1, x, 2, transposed, 2);
  return wrong + (transposed[0] == 3 && transposed[1] == 4 ? 0 : 1);
}
