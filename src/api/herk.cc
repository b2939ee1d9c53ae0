// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/herk.hpp"

#include "simd/scalar.hpp"
#include "src/api/arguments.hpp"
#include "src/api/level3.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

namespace {

// One operand or two.
template <template <class> class Problem, class T>
void update(const char* routine, Problem<T> p, Layout layout, Uplo uplo, Op op,
            const CallOptions& options) {
  constexpr bool kTwo = requires { p.b; };
  const bool by_rows = layout == Layout::RowMajor, plain = op == Op::NoTrans;
  api::Arguments arguments(routine);
  arguments.layout(layout);
  arguments.uplo(uplo);
  arguments.op("trans", op);
  if (op == Op::Trans) [[unlikely]]
    api::illegal_letter(routine, 3, "trans", static_cast<char>(op), "NoTrans or ConjTrans");
  arguments.size("n", p.n);
  arguments.size("k", p.k);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", p.lda, plain != by_rows ? p.n : p.k);
  int at_b = 0;
  if constexpr (kTwo) {
    at_b = arguments.any();
    arguments.leading("ldb", p.ldb, plain != by_rows ? p.n : p.k);
  }
  arguments.any();
  const int at_c = arguments.any();
  arguments.leading("ldc", p.ldc, p.n);
  // By rows the other triangle is stored, of the transpose, and the operands are transposes too.
  p.hermitian = true;
  p.upper = (uplo == Uplo::Upper) != by_rows;
  p.trans = plain == by_rows;
  p.layout = layout;
  if constexpr (kTwo) {
    if (p.hermitian && by_rows) p.alpha = simd::conj_if(true, p.alpha);
  }
  const bool reads = p.alpha != T{} && p.k > 0;
  if (p.n == 0 || (!reads && p.beta == T{1})) return execute::quick_return(p);
  if (reads) {
    arguments.not_null(at_a, "A", p.a);
    if constexpr (kTwo) arguments.not_null(at_b, "B", p.b);
  }
  arguments.not_null(at_c, "C", p.c);
  execute::call(p, options);
}

}  // namespace

template <ComplexScalar T>
void herk(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, Real<T> alpha,
          const T* A, std::int64_t lda, Real<T> beta, T* C, std::int64_t ldc,
          const CallOptions& options) {
  update("herk", SyrkProblem<T>{false, false, false, n, k, alpha, A, lda, beta, C, ldc}, layout,
         uplo, trans, options);
}

template <ComplexScalar T>
void her2k(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, T alpha, const T* A,
           std::int64_t lda, const T* B, std::int64_t ldb, Real<T> beta, T* C, std::int64_t ldc,
           const CallOptions& options) {
  update("her2k", Syr2kProblem<T>{false, false, false, n, k, alpha, A, lda, B, ldb, beta, C, ldc},
         layout, uplo, trans, options);
}

template void herk(Layout, Uplo, Op, std::int64_t, std::int64_t, float, const std::complex<float>*,
                   std::int64_t, float, std::complex<float>*, std::int64_t, const CallOptions&);
template void herk(Layout, Uplo, Op, std::int64_t, std::int64_t, double,
                   const std::complex<double>*, std::int64_t, double, std::complex<double>*,
                   std::int64_t, const CallOptions&);
template void her2k(Layout, Uplo, Op, std::int64_t, std::int64_t, std::complex<float>,
                    const std::complex<float>*, std::int64_t, const std::complex<float>*,
                    std::int64_t, float, std::complex<float>*, std::int64_t, const CallOptions&);
template void her2k(Layout, Uplo, Op, std::int64_t, std::int64_t, std::complex<double>,
                    const std::complex<double>*, std::int64_t, const std::complex<double>*,
                    std::int64_t, double, std::complex<double>*, std::int64_t, const CallOptions&);

}  // namespace fulcrum
