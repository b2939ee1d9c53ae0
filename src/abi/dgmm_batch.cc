// SPDX-License-Identifier: Apache-2.0
// Batches of products with diagonal matrices under the names and with the argument orders of
// oneMKL, for CBLAS and Fortran.

#include "src/abi/abi.hpp"
#include "src/abi/batch.hpp"
#include "src/abi/check.hpp"
#include "src/abi/symbols.hpp"
#include "src/api/dgmm_groups.hpp"
#include "src/api/strides_apart.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

// Positions in the Fortran list of what stands elsewhere in the two routines; CBLAS counts the
// layout as well.
struct Positions {
  int incx, ldc;
};
constexpr Positions kGroups = {7, 9};
constexpr Positions kStrided = {8, 11};

template <class Letter>
struct Shape {
  Letter side;
  std::int64_t m, n, lda, incx, ldc;
};

template <class Letter>
Illegal check(const Shape<Letter>& s, bool by_rows, const Positions& at) {
  if (!known_side(s.side)) return unknown(1, "side", s.side, kSideLetters);
  if (s.m < 0) return too_small(2, "m", s.m, 0);
  if (s.n < 0) return too_small(3, "n", s.n, 0);
  const std::int64_t least = at_least_one(by_rows ? s.n : s.m);
  if (s.lda < least) return too_small(5, "lda", s.lda, least);
  if (s.incx == 0) return {at.incx, "incx", 0, Illegal::Must::NotBeZero};
  if (s.ldc < least) return too_small(at.ldc, "ldc", s.ldc, least);
  return {};
}

template <class T, class Letter>
void dgmm_batch(Caller caller, const char* routine, const Letter* side, const Int* m, const Int* n,
                const T* const* a, const Int* lda, const T* const* x, const Int* incx, T* const* c,
                const Int* ldc, Int group_count, const Int* group_size) {
  const api::DgmmGroups<T, Int, Letter> groups = {
      layout_of(caller), side, m, n, a, lda, x, incx, c, ldc, group_size, &right<Letter>};
  if (group_count < 0)
    return report_as_written(caller, routine, too_small(10, "group_count", group_count, 0));
  for (Int g = 0; g < group_count; ++g) {
    const Shape<Letter> shape = {side[g], m[g], n[g], lda[g], incx[g], ldc[g]};
    Illegal illegal = check(shape, caller == Caller::Rows, kGroups);
    if (!illegal && group_size[g] < 0) illegal = too_small(11, "group_size", group_size[g], 0);
    if (illegal) [[unlikely]]
      return report_entry(g, illegal,
                          [&](const Illegal& entry) { report_as_written(caller, routine, entry); });
  }
  execute::call_or_fall_back(groups.batch(group_count));
}

template <class T, class Letter>
void dgmm_batch_strided(Caller caller, const char* routine, Letter side, Int m, Int n, const T* a,
                        Int lda, Int stride_a, const T* x, Int incx, Int stride_x, T* c, Int ldc,
                        Int stride_c, Int batch) {
  const Shape<Letter> s = {side, m, n, lda, incx, ldc};
  Illegal illegal = check(s, caller == Caller::Rows, kStrided);
  if (!illegal && batch < 0) illegal = too_small(13, "batch_size", batch, 0);
  simd::DgmmGroup<T> group;
  group.item =
      api::dgmm_problem<T>(layout_of(caller), right(side), s.m, s.n, a, s.lda, x, s.incx, c, s.ldc);
  group.count = batch;
  group.stride_a = stride_a, group.stride_x = stride_x, group.stride_c = stride_c;
  if (!illegal && !api::strides_apart(group.item.m, group.item.n, s.ldc, stride_c, batch))
    illegal = too_small(12, "stridec", stride_c, (group.item.n - 1) * s.ldc + group.item.m);
  if (illegal) [[unlikely]]
    return report_as_written(caller, routine, illegal);
  execute::call_or_fall_back(simd::batch_of(group));
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp.
#define FULCRUM_LIST_DGMM_BATCH(A, T)                                                                  \
  A##_LETTERS(side), A##_INTS(m), A##_INTS(n), A##_INS(T, a), A##_INTS(lda), A##_INS(T, x),            \
  A##_INTS(incx), A##_OUTS(T, c), A##_INTS(ldc), A##_INT(group_count), A##_INTS(group_size)
#define FULCRUM_LIST_DGMM_BATCH_STRIDED(A, T)                                                          \
  A##_LETTER(side), A##_INT(m), A##_INT(n), A##_IN(T, a), A##_INT(lda), A##_INT(stridea), A##_IN(T, x), \
  A##_INT(incx), A##_INT(stridex), A##_OUT(T, c), A##_INT(ldc), A##_INT(stridec), A##_INT(batch_size)

#define FULCRUM_DGMM_DGMM_BATCH(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_DGMM_BATCH, T, dgmm_batch<T>)
#define FULCRUM_DGMM_DGMM_BATCH_STRIDED(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_DGMM_BATCH_STRIDED, T, dgmm_batch_strided<T>)

#define FULCRUM_DGMM(FAMILY, NAME, T) FULCRUM_DGMM_##FAMILY(NAME, T)
FULCRUM_BLAS_DGMM_BATCH_ROUTINES(FULCRUM_DGMM)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_DGMM_BATCH_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
