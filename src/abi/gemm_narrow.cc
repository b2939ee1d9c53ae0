// SPDX-License-Identifier: Apache-2.0
// Products of narrow operands for Fortran and CBLAS under OpenBLAS's name (sbgemm) and oneMKL's
// (gemm_bf16bf16f32, gemm_f16f16f32, gemm_s8u8s32), with their arguments.
#include "simd/gemm_mixed/gemm_mixed.hpp"

#include <cstdint>
#include <utility>

#include "src/abi/abi.hpp"
#include "src/abi/arguments.hpp"
#include "src/abi/parameters.hpp"
#include "src/abi/product.hpp"
#include "src/abi/symbols.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

// Checked and reported as gemm.
template <class Letter>
constexpr auto kNarrowList = [](auto& arguments, bool by_rows, Letter transa, Letter transb,
                                std::int64_t m, std::int64_t n, std::int64_t k, std::int64_t lda,
                                std::int64_t ldb, std::int64_t ldc) {
  arguments.letter(known_trans(transa), "transa", transa, kTransLetters);
  arguments.letter(known_trans(transb), "transb", transb, kTransLetters);
  shape_of_product(arguments, by_rows, transa, transb, m, n, k, lda, ldb, ldc);
};

template <class T, class Letter>
void gemm_narrow(Caller caller, const char* routine, Letter transa, Letter transb, std::int64_t m,
                 std::int64_t n, std::int64_t k, float alpha, const T* a, std::int64_t lda,
                 const T* b, std::int64_t ldb, float beta, float* c, std::int64_t ldc) {
  Letter first = transa, second = transb;
  if (caller == Caller::Rows) {
    std::swap(first, second);
    std::swap(m, n);
    std::swap(a, b);
    std::swap(lda, ldb);
  }
  if (!legal(kNarrowList<Letter>, caller, routine, transa, transb, m, n, k, lda, ldb, ldc)) return;
  if (m == 0 || n == 0 || (beta == 1 && (alpha == 0 || k == 0))) return;
  execute::call_or_fall_back(
      simd::MixedGemmProblem<T, T, float>{transposed(first), transposed(second), m, n, k, alpha, a,
                                          lda, b, ldb, beta, c, ldc, layout_of(caller)});
}

constexpr const char* kOffsetLetters = "F, C or R";

template <class Letter>
constexpr bool known_offset(Letter offset) {
  return is(offset, 'R', 171) || is(offset, 'C', 172) || is(offset, 'F', 173);
}

// Checked as the caller wrote it: handlers that swap numbers back know no list with an offset.
template <class Letter>
constexpr auto kOffsetList = [](auto& arguments, bool /*as_columns*/, bool by_rows, Letter transa,
                                Letter transb, Letter offsetc, std::int64_t m, std::int64_t n,
                                std::int64_t k, std::int64_t lda, std::int64_t ldb,
                                std::int64_t ldc) {
  arguments.letter(known_trans(transa), "transa", transa, kTransLetters);
  arguments.letter(known_trans(transb), "transb", transb, kTransLetters);
  arguments.letter(known_offset(offsetc), "offsetc", offsetc, kOffsetLetters);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.size("k", k);
  arguments.skip(2);
  arguments.leading("lda", lda, transposed(transa) != by_rows ? k : m);
  arguments.skip(2);
  arguments.leading("ldb", ldb, transposed(transb) != by_rows ? n : k);
  arguments.skip(3);
  arguments.leading("ldc", ldc, by_rows ? n : m);
};

// The offsets of whole rows stand beside one another: one for each column.
template <class Letter>
simd::OffsetC offset_kind(Letter offsetc, bool by_rows) {
  if (is(offsetc, 'F', 173)) return simd::OffsetC::One;
  return is(offsetc, 'R', 171) != by_rows ? simd::OffsetC::PerColumn : simd::OffsetC::PerRow;
}

// By rows A holds unsigned numbers and B signed ones: what is computed is op(B)' op(A)' then.
template <class Letter>
void gemm_offset(Caller caller, const char* routine, Letter transa, Letter transb, Letter offsetc,
                 std::int64_t m, std::int64_t n, std::int64_t k, float alpha, const void* a,
                 std::int64_t lda, std::int8_t ao, const void* b, std::int64_t ldb, std::int8_t bo,
                 float beta, std::int32_t* c, std::int64_t ldc, const std::int32_t* co) {
  const bool by_rows = caller == Caller::Rows;
  if (!legal(kOffsetList<Letter>, by_rows ? Caller::Columns : caller, routine, by_rows, transa,
             transb, offsetc, m, n, k, lda, ldb, ldc))
    return;
  if (m == 0 || n == 0) return;
  if (by_rows) {
    std::swap(transa, transb);
    std::swap(m, n);
    std::swap(a, b);
    std::swap(lda, ldb);
    std::swap(ao, bo);
  }
  simd::OffsetGemmProblem p;
  p.plain = {transposed(transa),
             transposed(transb),
             m,
             n,
             k,
             alpha != 0 ? 1 : 0,
             static_cast<const std::int8_t*>(a),
             lda,
             static_cast<const std::uint8_t*>(b),
             ldb,
             beta != 0 ? 1 : 0,
             c,
             ldc,
             layout_of(caller)};
  p.alpha = alpha, p.beta = beta;
  p.offset_a = ao, p.offset_b = bo;
  p.offset_c = co, p.kind = offset_kind(offsetc, by_rows);
  execute::call_or_fall_back(p);
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp. T: the type of A and B.
#define FULCRUM_LIST_GEMM_NARROW(A, T)                                                                  \
  A##_LETTER(transa), A##_LETTER(transb), A##_INT(m), A##_INT(n), A##_INT(k), A##_SCALAR(float, alpha), \
  A##_IN(T, a), A##_INT(lda), A##_IN(T, b), A##_INT(ldb), A##_SCALAR(float, beta), A##_OUT(float, c),   \
  A##_INT(ldc)
#define FULCRUM_LIST_GEMM_OFFSET(A, T)                                                                   \
  A##_LETTER(transa), A##_LETTER(transb), A##_LETTER(offsetc), A##_INT(m), A##_INT(n), A##_INT(k),       \
  A##_SCALAR(float, alpha), A##_IN(void, a), A##_INT(lda), A##_SCALAR(std::int8_t, ao), A##_IN(void, b), \
  A##_INT(ldb), A##_SCALAR(std::int8_t, bo), A##_SCALAR(float, beta), A##_OUT(std::int32_t, c),          \
  A##_INT(ldc), A##_IN(std::int32_t, co)

#define FULCRUM_NARROW_GEMM_NARROW(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEMM_NARROW, T, gemm_narrow)
#define FULCRUM_NARROW_GEMM_OFFSET(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEMM_OFFSET, T, gemm_offset)

#define FULCRUM_NARROW(FAMILY, NAME, T) FULCRUM_NARROW_##FAMILY(NAME, T)
FULCRUM_BLAS_NARROW_ROUTINES(FULCRUM_NARROW)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_NARROW_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
