// SPDX-License-Identifier: Apache-2.0
// y = alpha op(A) x + beta y for a general, symmetric or Hermitian A: the entry points. They differ
// in what stands in front of alpha; everything behind is checked once.
#include "fulcrum/gbmv.hpp"
#include "fulcrum/gemv.hpp"
#include "fulcrum/hemv.hpp"
#include "fulcrum/symv.hpp"
#include "offload/routines/level2.hpp"
#include "src/api/arguments.hpp"
#include "src/api/gemv_arguments.hpp"
#include "src/api/instantiate.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

// Where the operands stand in the list.
struct Operands {
  int a, x, y;
};

// alpha, A, lda where A is not packed, x, incx, beta, y, incy.
template <class Problem>
[[gnu::always_inline]] inline Operands check_behind_sizes(api::Arguments& arguments,
                                                          Storage storage, std::int64_t least_lda,
                                                          const Problem& p) {
  Operands at{};
  arguments.any();
  at.a = arguments.any();
  if (storage != Storage::Packed) arguments.leading("lda", p.lda, least_lda);
  at.x = arguments.any();
  arguments.increment("incx", p.incx);
  arguments.any();
  at.y = arguments.any();
  arguments.increment("incy", p.incy);
  return at;
}

// The checks of gemv, which explain_gemv shares.
template <class T>
[[gnu::always_inline]] inline Operands check_general(api::Arguments& arguments, Layout layout,
                                                     Op trans, std::int64_t m, std::int64_t n,
                                                     const GemvProblem<T>& p) {
  arguments.layout(layout);
  arguments.any_op("trans", trans);
  arguments.size("m", m);
  arguments.size("n", n);
  return check_behind_sizes(arguments, Storage::Full, layout == Layout::ColMajor ? m : n, p);
}

template <class T, template <class> class Problem>
[[gnu::always_inline]] inline void compute(const api::Arguments& arguments, const Operands& at,
                                           const char* name_of_a, const Problem<T>& p,
                                           const CallOptions& options) {
  bool nothing = p.n == 0;
  if constexpr (requires { p.m; }) nothing = nothing || p.m == 0;
  if (nothing || (p.alpha == T{} && p.beta == T{1})) return execute::quick_return(p);
  if (p.alpha != T{}) {
    arguments.not_null(at.a, name_of_a, p.a);
    arguments.not_null(at.x, "x", p.x);
  }
  arguments.not_null(at.y, "y", p.y);
  execute::call(p, options);
}

// Of a symmetric or Hermitian matrix in any storage, with k diagonals beside the main one where it
// is a band.
template <class T>
[[gnu::always_inline]] inline void symmetric(const char* routine, bool hermitian, Storage storage,
                                             Layout layout, Uplo uplo, std::int64_t n,
                                             std::int64_t k, T alpha, const T* A, std::int64_t lda,
                                             const T* x, std::int64_t incx, T beta, T* y,
                                             std::int64_t incy, const CallOptions& options) {
  // By rows the other triangle is stored, of the transpose: of a Hermitian matrix its conjugate.
  const bool by_rows = layout == Layout::RowMajor;
  const SymvProblem<T> p{storage,
                         hermitian,
                         hermitian && by_rows,
                         (uplo == Uplo::Upper) != by_rows,
                         n,
                         k,
                         alpha,
                         A,
                         lda,
                         x,
                         incx,
                         beta,
                         y,
                         incy,
                         layout};
  const bool band = storage == Storage::Band;
  api::Arguments arguments(routine);
  arguments.layout(layout);
  arguments.uplo(uplo);
  arguments.size("n", n);
  if (band) arguments.size("k", k);
  const Operands at = check_behind_sizes(arguments, storage, band ? k + 1 : n, p);
  compute(arguments, at, storage == Storage::Packed ? "Ap" : "A", p, options);
}

}  // namespace

template <Scalar T>
void gemv(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha, const T* A,
          std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
          const CallOptions& options) {
  const GemvProblem<T> p =
      api::gemv_problem<T>(layout, trans, m, n, alpha, A, lda, x, incx, beta, y, incy);
  api::Arguments arguments("gemv");
  const Operands at = check_general(arguments, layout, trans, m, n, p);
  compute(arguments, at, "A", p, options);
}

template <RealScalar T>
Explanation explain_gemv(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha,
                         const T* A, std::int64_t lda, const T* x, std::int64_t incx, T beta,
                         const T* y, std::int64_t incy, const CallOptions& options) {
  // y is described, never written.
  T* const out = const_cast<T*>(y);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  const GemvProblem<T> p =
      api::gemv_problem<T>(layout, trans, m, n, alpha, A, lda, x, incx, beta, out, incy);
  api::Arguments arguments("gemv");
  check_general(arguments, layout, trans, m, n, p);
  return execute::explain(p, options);
}

template <Scalar T>
void gbmv(Layout layout, Op trans, std::int64_t m, std::int64_t n, std::int64_t kl, std::int64_t ku,
          T alpha, const T* A, std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y,
          std::int64_t incy, const CallOptions& options) {
  // By rows a band lies as that of the transpose does by columns.
  const bool by_rows = layout == Layout::RowMajor;
  const GbmvProblem<T> p{(trans != Op::NoTrans) != by_rows,
                         trans == Op::ConjTrans,
                         by_rows ? n : m,
                         by_rows ? m : n,
                         by_rows ? ku : kl,
                         by_rows ? kl : ku,
                         alpha,
                         A,
                         lda,
                         x,
                         incx,
                         beta,
                         y,
                         incy,
                         layout};
  api::Arguments arguments("gbmv");
  arguments.layout(layout);
  arguments.op("trans", trans);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.size("kl", kl);
  arguments.size("ku", ku);
  const Operands at = check_behind_sizes(arguments, Storage::Band, kl + ku + 1, p);
  compute(arguments, at, "A", p, options);
}

template <RealScalar T>
void symv(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* A, std::int64_t lda,
          const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
          const CallOptions& options) {
  symmetric("symv", false, Storage::Full, layout, uplo, n, 0, alpha, A, lda, x, incx, beta, y, incy,
            options);
}

template <RealScalar T>
void sbmv(Layout layout, Uplo uplo, std::int64_t n, std::int64_t k, T alpha, const T* A,
          std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
          const CallOptions& options) {
  symmetric("sbmv", false, Storage::Band, layout, uplo, n, k, alpha, A, lda, x, incx, beta, y, incy,
            options);
}

template <RealScalar T>
void spmv(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* Ap, const T* x,
          std::int64_t incx, T beta, T* y, std::int64_t incy, const CallOptions& options) {
  symmetric("spmv", false, Storage::Packed, layout, uplo, n, 0, alpha, Ap, 1, x, incx, beta, y,
            incy, options);
}

template <ComplexScalar T>
void hemv(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* A, std::int64_t lda,
          const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
          const CallOptions& options) {
  symmetric("hemv", true, Storage::Full, layout, uplo, n, 0, alpha, A, lda, x, incx, beta, y, incy,
            options);
}

template <ComplexScalar T>
void hbmv(Layout layout, Uplo uplo, std::int64_t n, std::int64_t k, T alpha, const T* A,
          std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
          const CallOptions& options) {
  symmetric("hbmv", true, Storage::Band, layout, uplo, n, k, alpha, A, lda, x, incx, beta, y, incy,
            options);
}

template <ComplexScalar T>
void hpmv(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* Ap, const T* x,
          std::int64_t incx, T beta, T* y, std::int64_t incy, const CallOptions& options) {
  symmetric("hpmv", true, Storage::Packed, layout, uplo, n, 0, alpha, Ap, 1, x, incx, beta, y, incy,
            options);
}

FULCRUM_INSTANTIATE(gemv)
FULCRUM_INSTANTIATE_REAL(explain_gemv)
FULCRUM_INSTANTIATE(gbmv)
FULCRUM_INSTANTIATE_REAL(symv)
FULCRUM_INSTANTIATE_REAL(sbmv)
FULCRUM_INSTANTIATE_REAL(spmv)
FULCRUM_INSTANTIATE_COMPLEX(hemv)
FULCRUM_INSTANTIATE_COMPLEX(hbmv)
FULCRUM_INSTANTIATE_COMPLEX(hpmv)

}  // namespace fulcrum
