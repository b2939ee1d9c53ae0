// SPDX-License-Identifier: Apache-2.0
// Batches of triangular systems under the names and with the argument orders of oneMKL, for CBLAS
// and Fortran.

#include "src/abi/abi.hpp"
#include "src/abi/batch.hpp"
#include "src/abi/check.hpp"
#include "src/abi/symbols.hpp"
#include "src/api/strides_apart.hpp"
#include "src/api/trsm_groups.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

template <class Letter>
struct Shape {
  Letter side, uplo, trans, diag;
  std::int64_t m, n, lda, ldb;
};

// `at_ldb`: where ldb stands in the Fortran list.
template <class Letter>
Illegal check(const Shape<Letter>& s, bool by_rows, int at_ldb) {
  if (!known_side(s.side)) return unknown(1, "side", s.side, kSideLetters);
  if (!known_uplo(s.uplo)) return unknown(2, "uplo", s.uplo, kUploLetters);
  if (!known_trans(s.trans)) return unknown(3, "transa", s.trans, kTransLetters);
  if (!known_diag(s.diag)) return unknown(4, "diag", s.diag, kDiagLetters);
  if (s.m < 0) return too_small(5, "m", s.m, 0);
  if (s.n < 0) return too_small(6, "n", s.n, 0);
  const std::int64_t least_a = at_least_one(right(s.side) ? s.n : s.m);
  const std::int64_t least_b = at_least_one(by_rows ? s.n : s.m);
  if (s.lda < least_a) return too_small(9, "lda", s.lda, least_a);
  if (s.ldb < least_b) return too_small(at_ldb, "ldb", s.ldb, least_b);
  return {};
}

template <class Letter>
api::TrmLetters letters(Letter side, Letter uplo, Letter trans, Letter diag) {
  return {right(side), upper(uplo), transposed(trans), is(trans, 'C', 113), unit(diag)};
}

template <class T, class Letter>
using Groups = api::TrsmGroups<T, Int, Letter, Letter, Letter, Letter>;

template <class T, class Letter>
void trsm_batch(Caller caller, const char* routine, const Letter* side, const Letter* uplo,
                const Letter* transa, const Letter* diag, const Int* m, const Int* n,
                const T* alpha, const T* const* a, const Int* lda, T* const* b, const Int* ldb,
                Int group_count, const Int* group_size) {
  Groups<T, Letter> groups = {
      layout_of(caller), side, uplo, transa, diag, m, n, alpha, a, lda, b, ldb, group_size};
  groups.letters = &letters<Letter>;
  if (group_count < 0)
    return report_as_written(caller, routine, too_small(12, "group_count", group_count, 0));
  for (Int g = 0; g < group_count; ++g) {
    const Shape<Letter> shape = {groups.side[g], groups.uplo[g], groups.trans_a[g], groups.diag[g],
                                 groups.m[g],    groups.n[g],    groups.lda[g],     groups.ldb[g]};
    Illegal illegal = check(shape, caller == Caller::Rows, 11);
    if (!illegal && groups.count[g] < 0) illegal = too_small(13, "group_size", groups.count[g], 0);
    if (illegal) [[unlikely]]
      return report_entry(g, illegal,
                          [&](const Illegal& entry) { report_as_written(caller, routine, entry); });
  }
  execute::call_or_fall_back(groups.batch(group_count));
}

template <class T, class Letter>
void trsm_batch_strided(Caller caller, const char* routine, Letter side, Letter uplo, Letter transa,
                        Letter diag, Int m, Int n, T alpha, const T* a, Int lda, Int stride_a, T* b,
                        Int ldb, Int stride_b, Int batch) {
  const Shape<Letter> s = {side, uplo, transa, diag, m, n, lda, ldb};
  const bool by_rows = caller == Caller::Rows;
  const std::int64_t rows = by_rows ? s.n : s.m, columns = by_rows ? s.m : s.n;
  Illegal illegal = check(s, by_rows, 12);
  if (!illegal && batch < 0) illegal = too_small(14, "batch_size", batch, 0);
  if (!illegal && !api::strides_apart(rows, columns, s.ldb, stride_b, batch))
    illegal = too_small(13, "strideb", stride_b, (columns - 1) * s.ldb + rows);
  if (illegal) [[unlikely]]
    return report_as_written(caller, routine, illegal);
  simd::TrsmGroup<T> group;
  group.item =
      api::trm_problem<T>(true, layout_of(caller), letters(s.side, s.uplo, s.trans, s.diag), s.m,
                          s.n, alpha, a, s.lda, b, s.ldb);
  group.count = batch;
  group.stride_a = stride_a, group.stride_b = stride_b;
  execute::call_or_fall_back(simd::batch_of(group));
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp.
#define FULCRUM_LIST_TRSM_BATCH(A, T)                                                                       \
  A##_LETTERS(side), A##_LETTERS(uplo), A##_LETTERS(transa), A##_LETTERS(diag), A##_INTS(m), A##_INTS(n),   \
  A##_SCALARS(T, alpha), A##_INS(T, a), A##_INTS(lda), A##_OUTS(T, b), A##_INTS(ldb), A##_INT(group_count), \
  A##_INTS(group_size)
#define FULCRUM_LIST_TRSM_BATCH_STRIDED(A, T)                                                       \
  A##_LETTER(side), A##_LETTER(uplo), A##_LETTER(transa), A##_LETTER(diag), A##_INT(m), A##_INT(n), \
  A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda), A##_INT(stridea), A##_OUT(T, b), A##_INT(ldb),  \
  A##_INT(strideb), A##_INT(batch_size)

#define FULCRUM_TRSM_TRSM_BATCH(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRSM_BATCH, T, trsm_batch)
#define FULCRUM_TRSM_TRSM_BATCH_STRIDED(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRSM_BATCH_STRIDED, T, trsm_batch_strided)

#define FULCRUM_TRSM(FAMILY, NAME, T) FULCRUM_TRSM_##FAMILY(NAME, T)
FULCRUM_BLAS_TRSM_BATCH_ROUTINES(FULCRUM_TRSM)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_TRSM_BATCH_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
