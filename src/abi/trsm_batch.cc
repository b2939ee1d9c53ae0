// SPDX-License-Identifier: Apache-2.0
// Batches of triangular systems under the names and with the argument orders of oneMKL, for CBLAS
// and Fortran.

#include "src/abi/abi.hpp"
#include "src/abi/batch.hpp"
#include "src/abi/check.hpp"
#include "src/abi/symbols.hpp"
#include "src/api/strides_apart.hpp"
#include "src/api/trsm_groups.hpp"

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
  const Hand hand = parse_hand(s.side);
  if (hand == Hand::Invalid) return unknown(1, "side", s.side, "L or R");
  if (parse_triangle(s.uplo) == Triangle::Invalid) return unknown(2, "uplo", s.uplo, "U or L");
  if (parse_form(s.trans) == Form::Invalid) return unknown(3, "transa", s.trans, "N, T or C");
  if (parse_diagonal(s.diag) == Diagonal::Invalid) return unknown(4, "diag", s.diag, "N or U");
  if (s.m < 0) return too_small(5, "m", s.m, 0);
  if (s.n < 0) return too_small(6, "n", s.n, 0);
  const std::int64_t least_a = at_least_one(hand == Hand::Left ? s.m : s.n);
  const std::int64_t least_b = at_least_one(by_rows ? s.n : s.m);
  if (s.lda < least_a) return too_small(9, "lda", s.lda, least_a);
  if (s.ldb < least_b) return too_small(at_ldb, "ldb", s.ldb, least_b);
  return {};
}

template <class Letter>
api::TrmLetters letters(Letter side, Letter uplo, Letter trans, Letter diag) {
  const Form form = parse_form(trans);
  return {parse_hand(side) == Hand::Right, parse_triangle(uplo) == Triangle::Upper,
          form != Form::No, form == Form::ConjTrans, parse_diagonal(diag) == Diagonal::Unit};
}

template <class T, class Letter>
using Groups = api::TrsmGroups<T, Int, Letter, Letter, Letter, Letter>;

template <class T, class Letter>
void trsm_batch(Caller caller, const char* routine, Groups<T, Letter> groups, Int group_count) {
  groups.layout = layout_of(caller);
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
  api::execute_or_fall_back(groups.batch(group_count));
}

template <class T, class Letter>
void trsm_batch_strided(Caller caller, const char* routine, const Shape<Letter>& s, T alpha,
                        const T* a, Int stride_a, T* b, Int stride_b, Int batch) {
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
  api::execute_or_fall_back(simd::batch_of(group));
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_TRSM_TRSM_BATCH(NAME, T)                                                                        \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, const int* side, const int* uplo, const int* transa,        \
      const int* diag, const fulcrum::abi::Int* m, const fulcrum::abi::Int* n, fulcrum::abi::In<T> alpha,       \
      const fulcrum::abi::In<T>* a, const fulcrum::abi::Int* lda, const fulcrum::abi::Out<T>* b,                \
      const fulcrum::abi::Int* ldb, fulcrum::abi::Int group_count, const fulcrum::abi::Int* group_size) {       \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::trsm_batch<T, int>(caller, "cblas_" #NAME, {{}, side, uplo, transa, diag, m, n,               \
        fulcrum::abi::scalars<T>(alpha), fulcrum::abi::operands<T>(a), lda, fulcrum::abi::outputs<T>(b), ldb,   \
        group_size}, group_count);                                                                              \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* side, const char* uplo, const char* transa, const char* diag,    \
      const fulcrum::abi::Int* m, const fulcrum::abi::Int* n, const T* alpha, const T* const* a,                \
      const fulcrum::abi::Int* lda, T* const* b, const fulcrum::abi::Int* ldb,                                  \
      const fulcrum::abi::Int* group_count, const fulcrum::abi::Int* group_size) {                              \
    fulcrum::abi::trsm_batch<T, char>(fulcrum::abi::Caller::Fortran, #NAME, {{}, side, uplo, transa, diag, m,   \
        n, alpha, a, lda, b, ldb, group_size}, *group_count);                                                   \
  }

#define FULCRUM_TRSM_TRSM_BATCH_STRIDED(NAME, T)                                                                \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int side, int uplo, int transa, int diag,                   \
      fulcrum::abi::Int m, fulcrum::abi::Int n, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a,          \
      fulcrum::abi::Int lda, fulcrum::abi::Int stridea, fulcrum::abi::Out<T> b, fulcrum::abi::Int ldb,          \
      fulcrum::abi::Int strideb, fulcrum::abi::Int batch_size) {                                                \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::trsm_batch_strided<T, int>(caller, "cblas_" #NAME, {side, uplo, transa, diag, m, n, lda,      \
        ldb}, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), stridea, static_cast<T*>(b), strideb,    \
        batch_size);                                                                                            \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* side, const char* uplo, const char* transa, const char* diag,    \
      const fulcrum::abi::Int* m, const fulcrum::abi::Int* n, const T* alpha, const T* a,                       \
      const fulcrum::abi::Int* lda, const fulcrum::abi::Int* stridea, T* b, const fulcrum::abi::Int* ldb,       \
      const fulcrum::abi::Int* strideb, const fulcrum::abi::Int* batch_size) {                                  \
    fulcrum::abi::trsm_batch_strided<T, char>(fulcrum::abi::Caller::Fortran, #NAME, {*side, *uplo, *transa,     \
        *diag, *m, *n, *lda, *ldb}, *alpha, a, *stridea, b, *strideb, *batch_size);                             \
  }

#define FULCRUM_TRSM(FAMILY, NAME, T) FULCRUM_TRSM_##FAMILY(NAME, T)
FULCRUM_BLAS_TRSM_BATCH_ROUTINES(FULCRUM_TRSM)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_TRSM_BATCH_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
