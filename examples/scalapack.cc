// SPDX-License-Identifier: Apache-2.0
// The way past one machine: ScaLAPACK distributes a matrix over MPI processes, and its PBLAS calls
// our BLAS on every one of them. Solves A x = b with a block-cyclic A on a grid of 1 x P processes.
//
//   LD_LIBRARY_PATH=build/release/lib/blas mpirun -np 2 build/release/examples/scalapack [n]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "tests/clients/maps.hpp"

extern "C" {
void Cblacs_pinfo(int* rank, int* processes);
void Cblacs_get(int context, int what, int* value);
void Cblacs_gridinit(int* context, const char* order, int rows, int columns);
void Cblacs_gridinfo(int context, int* rows, int* columns, int* row, int* column);
void Cblacs_gridexit(int context);
void Cblacs_exit(int keep_mpi);
int numroc_(const int* n, const int* block, const int* process, const int* source,
            const int* processes);
void descinit_(int* descriptor, const int* m, const int* n, const int* mb, const int* nb,
               const int* rsrc, const int* csrc, const int* context, const int* ld, int* info);
void pdgesv_(const int* n, const int* nrhs, double* a, const int* ia, const int* ja,
             const int* desca, int* pivots, double* b, const int* ib, const int* jb,
             const int* descb, int* info);
void pdgemv_(const char* trans, const int* m, const int* n, const double* alpha, const double* a,
             const int* ia, const int* ja, const int* desca, const double* x, const int* ix,
             const int* jx, const int* descx, const int* incx, const double* beta, double* y,
             const int* iy, const int* jy, const int* descy, const int* incy);
}

namespace {

// Element (i, j) of the same matrix on every process.
double element(int i, int j) {
  const double wave = std::sin(0.37 * i + 1.3 * j + 0.01 * i * j);
  return i == j ? wave + 4 : wave;
}

}  // namespace

int main(int argc, char** argv) {
  const int n = argc > 1 ? std::atoi(argv[1]) : 300;
  const int block = 32, zero = 0, one = 1;
  int rank = 0, processes = 0, context = 0, rows = 0, columns = 0, row = 0, column = 0, info = 0;
  Cblacs_pinfo(&rank, &processes);
  Cblacs_get(-1, 0, &context);
  Cblacs_gridinit(&context, "Row", 1, processes);
  Cblacs_gridinfo(context, &rows, &columns, &row, &column);

  const int own = numroc_(&n, &block, &column, &zero, &columns);  // columns of A that are here
  const auto size = static_cast<std::size_t>(n);
  std::vector<double> a(size * static_cast<std::size_t>(std::max(own, 1))), b(size), x, residual;
  for (int j = 0; j < own; ++j) {
    const int global = (j / block * columns + column) * block + j % block;
    for (int i = 0; i < n; ++i)
      a[static_cast<std::size_t>(j) * size + static_cast<std::size_t>(i)] = element(i, global);
  }
  for (int i = 0; i < n; ++i) b[static_cast<std::size_t>(i)] = std::cos(0.1 * i);
  x = residual = b;

  int desc_a[9], desc_b[9];
  descinit_(desc_a, &n, &n, &block, &block, &zero, &zero, &context, &n, &info);
  descinit_(desc_b, &n, &one, &block, &block, &zero, &zero, &context, &n, &info);
  std::vector<int> pivots(size + block);
  std::vector<double> factors = a;
  pdgesv_(&n, &one, factors.data(), &one, &one, desc_a, pivots.data(), x.data(), &one, &one, desc_b,
          &info);
  const double plus = 1, minus = -1;
  pdgemv_("N", &n, &n, &plus, a.data(), &one, &one, desc_a, x.data(), &one, &one, desc_b, &one,
          &minus, residual.data(), &one, &one, desc_b, &one);

  require_fulcrum();
  bool good = info == 0;
  if (column == 0) {  // where b lies
    double most = 0;
    for (const double r : residual) most = std::max(most, std::fabs(r));
    good = good && most < 1e-10 * n;
    std::printf("%d processes, n = %d: largest residual %.2e\n", processes, n, most);
  }
  Cblacs_gridexit(context);
  Cblacs_exit(0);
  return good ? 0 : 1;
}
