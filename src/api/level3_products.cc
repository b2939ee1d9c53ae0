// SPDX-License-Identifier: Apache-2.0
// Products with a symmetric or Hermitian matrix, and updates of one: the entry points. They differ
// in what stands in front of alpha; everything behind is checked once.
#include "fulcrum/herk.hpp"
#include "fulcrum/symm.hpp"
#include "fulcrum/syrk.hpp"
#include "offload/routines/level3.hpp"
#include "simd/scalar.hpp"
#include "src/api/arguments.hpp"
#include "src/api/instantiate.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

// What leading dimensions must at least be, beside 1.
struct Least {
  std::int64_t lda, ldb, ldc;
};

// alpha, A, lda, B and ldb where there is a B, beta, C, ldc. `reads`: A and B are.
template <class T, template <class> class Problem>
[[gnu::always_inline]] inline void compute(api::Arguments& arguments, const Least& least,
                                           bool nothing, bool reads, const Problem<T>& p,
                                           const CallOptions& options) {
  constexpr bool kTwo = requires { p.b; };
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", p.lda, least.lda);
  int at_b = 0;
  if constexpr (kTwo) {
    at_b = arguments.any();
    arguments.leading("ldb", p.ldb, least.ldb);
  }
  arguments.any();
  const int at_c = arguments.any();
  arguments.leading("ldc", p.ldc, least.ldc);
  if (nothing || (!reads && p.beta == T{1})) return execute::quick_return(p);
  if (reads) {
    arguments.not_null(at_a, "A", p.a);
    if constexpr (kTwo) arguments.not_null(at_b, "B", p.b);
  }
  arguments.not_null(at_c, "C", p.c);
  execute::call(p, options);
}

template <class T>
[[gnu::always_inline]] inline void product(const char* routine, bool hermitian, Layout layout,
                                           Side side, Uplo uplo, std::int64_t m, std::int64_t n,
                                           T alpha, const T* A, std::int64_t lda, const T* B,
                                           std::int64_t ldb, T beta, T* C, std::int64_t ldc,
                                           const CallOptions& options) {
  const bool by_rows = layout == Layout::RowMajor;
  api::Arguments arguments(routine);
  arguments.layout(layout);
  arguments.side(side);
  arguments.uplo(uplo);
  arguments.size("m", m);
  arguments.size("n", n);
  // By rows it is the product of the transposes: A on the other side, its other triangle stored.
  const SymmProblem<T> p{(side == Side::Right) != by_rows,
                         hermitian,
                         (uplo == Uplo::Upper) != by_rows,
                         by_rows ? n : m,
                         by_rows ? m : n,
                         alpha,
                         A,
                         lda,
                         B,
                         ldb,
                         beta,
                         C,
                         ldc,
                         layout};
  compute(arguments, {side == Side::Left ? m : n, p.m, p.m}, m == 0 || n == 0, alpha != T{}, p,
          options);
}

// By one matrix or two. `p` has what the caller says as it is said.
template <class T, template <class> class Problem>
[[gnu::always_inline]] inline void update(const char* routine, bool hermitian, Layout layout,
                                          Uplo uplo, Op op, Problem<T> p,
                                          const CallOptions& options) {
  const bool by_rows = layout == Layout::RowMajor, plain = op == Op::NoTrans;
  api::Arguments arguments(routine);
  arguments.layout(layout);
  arguments.uplo(uplo);
  arguments.op("trans", op);
  if (hermitian ? op == Op::Trans : ComplexScalar<T> && op == Op::ConjTrans) [[unlikely]]
    arguments.refuse("trans", op, hermitian ? "NoTrans or ConjTrans" : "NoTrans or Trans");
  arguments.size("n", p.n);
  arguments.size("k", p.k);
  // By rows the other triangle is stored, of the transpose, and the operands are transposes too.
  p.hermitian = hermitian;
  p.upper = (uplo == Uplo::Upper) != by_rows;
  p.trans = plain == by_rows;
  p.layout = layout;
  if constexpr (requires { p.b; }) p.alpha = simd::conj_if(hermitian && by_rows, p.alpha);
  const std::int64_t rows = plain != by_rows ? p.n : p.k;
  compute(arguments, {rows, rows, p.n}, p.n == 0, p.alpha != T{} && p.k > 0, p, options);
}

constexpr bool kSymmetric = false, kHermitian = true;

}  // namespace

template <Scalar T>
void symm(Layout layout, Side side, Uplo uplo, std::int64_t m, std::int64_t n, T alpha, const T* A,
          std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C, std::int64_t ldc,
          const CallOptions& options) {
  product("symm", kSymmetric, layout, side, uplo, m, n, alpha, A, lda, B, ldb, beta, C, ldc,
          options);
}

template <ComplexScalar T>
void hemm(Layout layout, Side side, Uplo uplo, std::int64_t m, std::int64_t n, T alpha, const T* A,
          std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C, std::int64_t ldc,
          const CallOptions& options) {
  product("hemm", kHermitian, layout, side, uplo, m, n, alpha, A, lda, B, ldb, beta, C, ldc,
          options);
}

template <Scalar T>
void syrk(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, T alpha, const T* A,
          std::int64_t lda, T beta, T* C, std::int64_t ldc, const CallOptions& options) {
  update("syrk", kSymmetric, layout, uplo, trans,
         SyrkProblem<T>{false, false, false, n, k, alpha, A, lda, beta, C, ldc}, options);
}

template <ComplexScalar T>
void herk(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, Real<T> alpha,
          const T* A, std::int64_t lda, Real<T> beta, T* C, std::int64_t ldc,
          const CallOptions& options) {
  update("herk", kHermitian, layout, uplo, trans,
         SyrkProblem<T>{false, false, false, n, k, alpha, A, lda, beta, C, ldc}, options);
}

template <Scalar T>
void syr2k(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, T alpha, const T* A,
           std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C, std::int64_t ldc,
           const CallOptions& options) {
  update("syr2k", kSymmetric, layout, uplo, trans,
         Syr2kProblem<T>{false, false, false, n, k, alpha, A, lda, B, ldb, beta, C, ldc}, options);
}

template <ComplexScalar T>
void her2k(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, T alpha, const T* A,
           std::int64_t lda, const T* B, std::int64_t ldb, Real<T> beta, T* C, std::int64_t ldc,
           const CallOptions& options) {
  update("her2k", kHermitian, layout, uplo, trans,
         Syr2kProblem<T>{false, false, false, n, k, alpha, A, lda, B, ldb, beta, C, ldc}, options);
}

FULCRUM_INSTANTIATE(symm)
FULCRUM_INSTANTIATE_COMPLEX(hemm)
FULCRUM_INSTANTIATE(syrk)
FULCRUM_INSTANTIATE_COMPLEX(herk)
FULCRUM_INSTANTIATE(syr2k)
FULCRUM_INSTANTIATE_COMPLEX(her2k)

}  // namespace fulcrum
