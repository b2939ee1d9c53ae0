// SPDX-License-Identifier: Apache-2.0
// Products with a triangular matrix and solutions of its systems, in place of a vector: the entry
// points.
#include "fulcrum/trmv.hpp"
#include "fulcrum/trsv.hpp"
#include "offload/routines/level2.hpp"
#include "src/api/arguments.hpp"
#include "src/api/instantiate.hpp"
#include "src/api/ops.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

constexpr bool kMultiply = false, kSolve = true;

// k: diagonals beside the main one, where A is a band.
template <class T>
[[gnu::always_inline]] inline void compute(const char* routine, bool solve, Storage storage,
                                           Layout layout, Uplo uplo, Op trans, Diag diag,
                                           std::int64_t n, std::int64_t k, const T* A,
                                           std::int64_t lda, T* x, std::int64_t incx,
                                           const CallOptions& options) {
  const bool band = storage == Storage::Band, packed = storage == Storage::Packed;
  api::Arguments arguments(routine);
  arguments.layout(layout);
  arguments.uplo(uplo);
  if (band || packed) {
    arguments.op("trans", trans);
  } else {
    arguments.any_op("trans", trans);
  }
  arguments.diag(diag);
  arguments.size("n", n);
  if (band) arguments.size("k", k);
  const int at_a = arguments.any();
  if (!packed) arguments.leading("lda", lda, band ? k + 1 : n);
  const int at_x = arguments.any();
  arguments.increment("incx", incx);
  // By rows the other triangle is stored, of the transpose.
  const bool by_rows = layout == Layout::RowMajor;
  const TrvProblem<T> p{storage,
                        solve,
                        (uplo == Uplo::Upper) != by_rows,
                        api::transposes(trans) != by_rows,
                        api::conjugates(trans),
                        diag == Diag::Unit,
                        n,
                        k,
                        A,
                        lda,
                        x,
                        incx,
                        layout};
  if (n == 0) return execute::quick_return(p);
  arguments.not_null(at_a, packed ? "Ap" : "A", A);
  arguments.not_null(at_x, "x", x);
  execute::call(p, options);
}

}  // namespace

template <Scalar T>
void trmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const T* A,
          std::int64_t lda, T* x, std::int64_t incx, const CallOptions& options) {
  compute("trmv", kMultiply, Storage::Full, layout, uplo, trans, diag, n, 0, A, lda, x, incx,
          options);
}

template <Scalar T>
void tbmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, std::int64_t k, const T* A,
          std::int64_t lda, T* x, std::int64_t incx, const CallOptions& options) {
  compute("tbmv", kMultiply, Storage::Band, layout, uplo, trans, diag, n, k, A, lda, x, incx,
          options);
}

template <Scalar T>
void tpmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const T* Ap, T* x,
          std::int64_t incx, const CallOptions& options) {
  compute("tpmv", kMultiply, Storage::Packed, layout, uplo, trans, diag, n, 0, Ap, 1, x, incx,
          options);
}

template <Scalar T>
void trsv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const T* A,
          std::int64_t lda, T* x, std::int64_t incx, const CallOptions& options) {
  compute("trsv", kSolve, Storage::Full, layout, uplo, trans, diag, n, 0, A, lda, x, incx, options);
}

template <Scalar T>
void tbsv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, std::int64_t k, const T* A,
          std::int64_t lda, T* x, std::int64_t incx, const CallOptions& options) {
  compute("tbsv", kSolve, Storage::Band, layout, uplo, trans, diag, n, k, A, lda, x, incx, options);
}

template <Scalar T>
void tpsv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const T* Ap, T* x,
          std::int64_t incx, const CallOptions& options) {
  compute("tpsv", kSolve, Storage::Packed, layout, uplo, trans, diag, n, 0, Ap, 1, x, incx,
          options);
}

FULCRUM_INSTANTIATE(trmv)
FULCRUM_INSTANTIATE(tbmv)
FULCRUM_INSTANTIATE(tpmv)
FULCRUM_INSTANTIATE(trsv)
FULCRUM_INSTANTIATE(tbsv)
FULCRUM_INSTANTIATE(tpsv)

}  // namespace fulcrum
