// SPDX-License-Identifier: Apache-2.0
// Batches of products under the names and with the argument orders of oneMKL and OpenBLAS, for
// CBLAS and Fortran. All groups are checked before anything is computed. Numbers of arguments are
// positions in the caller's list, in the manner of the reference.

#include "src/abi/abi.hpp"
#include "src/abi/batch.hpp"
#include "src/abi/caller.hpp"
#include "src/abi/check.hpp"
#include "src/abi/symbols.hpp"
#include "src/api/gemm_groups.hpp"
#include "src/api/strides_apart.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

// Positions in the Fortran list of what stands elsewhere in the two routines; CBLAS counts the
// layout as well.
struct Positions {
  int lda, ldb, ldc;
};
constexpr Positions kGroups = {8, 10, 13};
constexpr Positions kStrided = {8, 11, 15};

template <class T, class Letter>
struct Shape {
  Letter trans_a, trans_b;
  std::int64_t m, n, k, lda, ldb, ldc;
};

template <class T, class Letter>
Illegal check(const Shape<T, Letter>& s, bool by_rows, const Positions& at) {
  if (!known_op(s.trans_a)) return unknown(1, "transa", s.trans_a, kOpLetters);
  if (!known_op(s.trans_b)) return unknown(2, "transb", s.trans_b, kOpLetters);
  if (s.m < 0) return too_small(3, "m", s.m, 0);
  if (s.n < 0) return too_small(4, "n", s.n, 0);
  if (s.k < 0) return too_small(5, "k", s.k, 0);
  const std::int64_t least_a = at_least_one(transposed(s.trans_a) != by_rows ? s.k : s.m);
  const std::int64_t least_b = at_least_one(transposed(s.trans_b) != by_rows ? s.n : s.k);
  const std::int64_t least_c = at_least_one(by_rows ? s.n : s.m);
  if (s.lda < least_a) return too_small(at.lda, "lda", s.lda, least_a);
  if (s.ldb < least_b) return too_small(at.ldb, "ldb", s.ldb, least_b);
  if (s.ldc < least_c) return too_small(at.ldc, "ldc", s.ldc, least_c);
  return {};
}

template <class T, class Letter>
void gemm_batch(Caller caller, const char* routine, const Letter* transa, const Letter* transb,
                const Int* m, const Int* n, const Int* k, const T* alpha, const T* const* a,
                const Int* lda, const T* const* b, const Int* ldb, const T* beta, T* const* c,
                const Int* ldc, Int group_count, const Int* group_size) {
  api::GemmGroups<T, Int, Letter> groups = {
      layout_of(caller), transa, transb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, group_size};
  groups.op = &op_of<Letter>;
  if (group_count < 0) return report(caller, routine, too_small(14, "group_count", group_count, 0));
  for (Int g = 0; g < group_count; ++g) {
    const Shape<T, Letter> shape = {groups.trans_a[g], groups.trans_b[g], groups.m[g],
                                    groups.n[g],       groups.k[g],       groups.lda[g],
                                    groups.ldb[g],     groups.ldc[g]};
    Illegal illegal = check(shape, caller == Caller::Rows, kGroups);
    if (!illegal && groups.count[g] < 0) illegal = too_small(15, "group_size", groups.count[g], 0);
    if (illegal) [[unlikely]]
      return report_entry(g, illegal,
                          [&](const Illegal& entry) { report(caller, routine, entry); });
  }
  execute::call_or_fall_back(groups.batch(group_count));
}

template <class T, class Letter>
void gemm_batch_strided(Caller caller, const char* routine, Letter transa, Letter transb, Int m,
                        Int n, Int k, T alpha, const T* a, Int lda, Int stride_a, const T* b,
                        Int ldb, Int stride_b, T beta, T* c, Int ldc, Int stride_c, Int batch) {
  const Shape<T, Letter> shape = {transa, transb, m, n, k, lda, ldb, ldc};
  const bool by_rows = caller == Caller::Rows;
  const std::int64_t rows = by_rows ? shape.n : shape.m, columns = by_rows ? shape.m : shape.n;
  Illegal illegal = check(shape, by_rows, kStrided);
  if (!illegal && batch < 0) illegal = too_small(17, "batch_size", batch, 0);
  if (!illegal && !api::strides_apart(rows, columns, shape.ldc, stride_c, batch))
    illegal = too_small(16, "stridec", stride_c, (columns - 1) * shape.ldc + rows);
  if (illegal) [[unlikely]]
    return report(caller, routine, illegal);
  simd::GemmGroup<T> group;
  group.item =
      api::gemm_problem<T>(layout_of(caller), op_of(shape.trans_a), op_of(shape.trans_b), shape.m,
                           shape.n, shape.k, alpha, a, shape.lda, b, shape.ldb, beta, c, shape.ldc);
  group.count = batch;
  group.stride_a = stride_a, group.stride_b = stride_b, group.stride_c = stride_c;
  api::exchange_by_rows(layout_of(caller), group);
  execute::call_or_fall_back(simd::batch_of(group));
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp.
#define FULCRUM_LIST_GEMM_BATCH(A, T)                                                                     \
  A##_LETTERS(transa), A##_LETTERS(transb), A##_INTS(m), A##_INTS(n), A##_INTS(k), A##_SCALARS(T, alpha), \
  A##_INS(T, a), A##_INTS(lda), A##_INS(T, b), A##_INTS(ldb), A##_SCALARS(T, beta), A##_OUTS(T, c),       \
  A##_INTS(ldc), A##_INT(group_count), A##_INTS(group_size)
#define FULCRUM_LIST_GEMM_BATCH_STRIDED(A, T)                                                       \
  A##_LETTER(transa), A##_LETTER(transb), A##_INT(m), A##_INT(n), A##_INT(k), A##_SCALAR(T, alpha), \
  A##_IN(T, a), A##_INT(lda), A##_INT(stridea), A##_IN(T, b), A##_INT(ldb), A##_INT(strideb),       \
  A##_SCALAR(T, beta), A##_OUT(T, c), A##_INT(ldc), A##_INT(stridec), A##_INT(batch_size)

#define FULCRUM_GEMM_GEMM_BATCH(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEMM_BATCH, T, gemm_batch)
#define FULCRUM_GEMM_GEMM_BATCH_STRIDED(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEMM_BATCH_STRIDED, T, gemm_batch_strided)

#define FULCRUM_GEMM(FAMILY, NAME, T) FULCRUM_GEMM_##FAMILY(NAME, T)
FULCRUM_BLAS_BATCH_ROUTINES(FULCRUM_GEMM)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_BATCH_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
