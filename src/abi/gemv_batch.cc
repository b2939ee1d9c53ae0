// SPDX-License-Identifier: Apache-2.0
// Batches of products of a matrix and a vector under the names and with the argument orders of
// oneMKL, for CBLAS and Fortran.

#include "src/abi/abi.hpp"
#include "src/abi/batch.hpp"
#include "src/abi/check.hpp"
#include "src/abi/symbols.hpp"
#include "src/api/gemv_groups.hpp"
#include "src/api/strides_apart.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

// Positions in the Fortran list of what stands elsewhere in the two routines; CBLAS counts the
// layout as well.
struct Positions {
  int incx, incy;
};
constexpr Positions kGroups = {8, 11};
constexpr Positions kStrided = {9, 13};

template <class Letter>
struct Shape {
  Letter trans;
  std::int64_t m, n, lda, incx, incy;
};

template <class Letter>
Illegal check(const Shape<Letter>& s, bool by_rows, const Positions& at) {
  if (!known_op(s.trans)) return unknown(1, "trans", s.trans, kOpLetters);
  if (s.m < 0) return too_small(2, "m", s.m, 0);
  if (s.n < 0) return too_small(3, "n", s.n, 0);
  const std::int64_t least = at_least_one(by_rows ? s.n : s.m);
  if (s.lda < least) return too_small(6, "lda", s.lda, least);
  if (s.incx == 0) return {at.incx, "incx", 0, Illegal::Must::NotBeZero};
  if (s.incy == 0) return {at.incy, "incy", 0, Illegal::Must::NotBeZero};
  return {};
}

template <class T, class Letter>
void gemv_batch(Caller caller, const char* routine, const Letter* trans, const Int* m, const Int* n,
                const T* alpha, const T* const* a, const Int* lda, const T* const* x,
                const Int* incx, const T* beta, T* const* y, const Int* incy, Int group_count,
                const Int* group_size) {
  api::GemvGroups<T, Int, Letter> groups = {
      layout_of(caller), trans, m, n, alpha, a, lda, x, incx, beta, y, incy, group_size};
  groups.op = &op_of<Letter>;
  if (group_count < 0)
    return report_as_written(caller, routine, too_small(12, "group_count", group_count, 0));
  for (Int g = 0; g < group_count; ++g) {
    const Shape<Letter> shape = {groups.trans[g], groups.m[g],    groups.n[g],
                                 groups.lda[g],   groups.incx[g], groups.incy[g]};
    Illegal illegal = check(shape, caller == Caller::Rows, kGroups);
    if (!illegal && groups.count[g] < 0) illegal = too_small(13, "group_size", groups.count[g], 0);
    if (illegal) [[unlikely]]
      return report_entry(g, illegal,
                          [&](const Illegal& entry) { report_as_written(caller, routine, entry); });
  }
  execute::call_or_fall_back(groups.batch(group_count));
}

template <class T, class Letter>
void gemv_batch_strided(Caller caller, const char* routine, Letter trans, Int m, Int n, T alpha,
                        const T* a, Int lda, Int stride_a, const T* x, Int incx, Int stride_x,
                        T beta, T* y, Int incy, Int stride_y, Int batch) {
  const Shape<Letter> s = {trans, m, n, lda, incx, incy};
  Illegal illegal = check(s, caller == Caller::Rows, kStrided);
  if (!illegal && batch < 0) illegal = too_small(15, "batch_size", batch, 0);
  const std::int64_t size = transposed(s.trans) ? s.n : s.m;
  const std::int64_t step = s.incy < 0 ? -s.incy : s.incy;
  if (!illegal && !api::strides_apart(1, size, step, stride_y, batch))
    illegal = too_small(14, "stridey", stride_y, (size - 1) * step + 1);
  if (illegal) [[unlikely]]
    return report_as_written(caller, routine, illegal);
  simd::GemvGroup<T> group;
  group.item = api::gemv_problem<T>(layout_of(caller), op_of(s.trans), s.m, s.n, alpha, a, s.lda, x,
                                    s.incx, beta, y, s.incy);
  group.count = batch;
  group.stride_a = stride_a, group.stride_x = stride_x, group.stride_y = stride_y;
  execute::call_or_fall_back(simd::batch_of(group));
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp.
#define FULCRUM_LIST_GEMV_BATCH(A, T)                                                                        \
  A##_LETTERS(trans), A##_INTS(m), A##_INTS(n), A##_SCALARS(T, alpha), A##_INS(T, a), A##_INTS(lda),         \
  A##_INS(T, x), A##_INTS(incx), A##_SCALARS(T, beta), A##_OUTS(T, y), A##_INTS(incy), A##_INT(group_count), \
  A##_INTS(group_size)
#define FULCRUM_LIST_GEMV_BATCH_STRIDED(A, T)                                                          \
  A##_LETTER(trans), A##_INT(m), A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda),         \
  A##_INT(stridea), A##_IN(T, x), A##_INT(incx), A##_INT(stridex), A##_SCALAR(T, beta), A##_OUT(T, y), \
  A##_INT(incy), A##_INT(stridey), A##_INT(batch_size)

#define FULCRUM_GEMV_GEMV_BATCH(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEMV_BATCH, T, gemv_batch)
#define FULCRUM_GEMV_GEMV_BATCH_STRIDED(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEMV_BATCH_STRIDED, T, gemv_batch_strided)

#define FULCRUM_GEMV(FAMILY, NAME, T) FULCRUM_GEMV_##FAMILY(NAME, T)
FULCRUM_BLAS_GEMV_BATCH_ROUTINES(FULCRUM_GEMV)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_GEMV_BATCH_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
