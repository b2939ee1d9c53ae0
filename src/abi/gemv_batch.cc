// SPDX-License-Identifier: Apache-2.0
// Batches of products of a matrix and a vector under the names and with the argument orders of
// oneMKL, for CBLAS and Fortran.

#include "src/abi/abi.hpp"
#include "src/abi/batch.hpp"
#include "src/abi/check.hpp"
#include "src/abi/symbols.hpp"
#include "src/api/gemv_groups.hpp"
#include "src/api/strides_apart.hpp"

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
  if (parse_form(s.trans) == Form::Invalid) return unknown(1, "trans", s.trans, "N, T or C");
  if (s.m < 0) return too_small(2, "m", s.m, 0);
  if (s.n < 0) return too_small(3, "n", s.n, 0);
  const std::int64_t least = at_least_one(by_rows ? s.n : s.m);
  if (s.lda < least) return too_small(6, "lda", s.lda, least);
  if (s.incx == 0) return {at.incx, "incx", 0, Illegal::Must::NotBeZero};
  if (s.incy == 0) return {at.incy, "incy", 0, Illegal::Must::NotBeZero};
  return {};
}

template <class T, class Letter>
void gemv_batch(Caller caller, const char* routine, api::GemvGroups<T, Int, Letter> groups,
                Int group_count) {
  groups.layout = layout_of(caller);
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
  api::execute_or_fall_back(groups.batch(group_count));
}

template <class T, class Letter>
void gemv_batch_strided(Caller caller, const char* routine, const Shape<Letter>& s, T alpha,
                        const T* a, Int stride_a, const T* x, Int stride_x, T beta, T* y,
                        Int stride_y, Int batch) {
  Illegal illegal = check(s, caller == Caller::Rows, kStrided);
  if (!illegal && batch < 0) illegal = too_small(15, "batch_size", batch, 0);
  const std::int64_t size = parse_form(s.trans) == Form::No ? s.m : s.n;
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
  api::execute_or_fall_back(simd::batch_of(group));
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_GEMV_GEMV_BATCH(NAME, T)                                                                        \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, const int* trans, const fulcrum::abi::Int* m,               \
      const fulcrum::abi::Int* n, fulcrum::abi::In<T> alpha, const fulcrum::abi::In<T>* a,                      \
      const fulcrum::abi::Int* lda, const fulcrum::abi::In<T>* x, const fulcrum::abi::Int* incx,                \
      fulcrum::abi::In<T> beta, const fulcrum::abi::Out<T>* y, const fulcrum::abi::Int* incy,                   \
      fulcrum::abi::Int group_count, const fulcrum::abi::Int* group_size) {                                     \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::gemv_batch<T, int>(caller, "cblas_" #NAME, {{}, trans, m, n, fulcrum::abi::scalars<T>(alpha), \
        fulcrum::abi::operands<T>(a), lda, fulcrum::abi::operands<T>(x), incx, fulcrum::abi::scalars<T>(beta),  \
        fulcrum::abi::outputs<T>(y), incy, group_size}, group_count);                                           \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* trans, const fulcrum::abi::Int* m, const fulcrum::abi::Int* n,   \
      const T* alpha, const T* const* a, const fulcrum::abi::Int* lda, const T* const* x,                       \
      const fulcrum::abi::Int* incx, const T* beta, T* const* y, const fulcrum::abi::Int* incy,                 \
      const fulcrum::abi::Int* group_count, const fulcrum::abi::Int* group_size) {                              \
    fulcrum::abi::gemv_batch<T, char>(fulcrum::abi::Caller::Fortran, #NAME, {{}, trans, m, n, alpha, a, lda, x, \
        incx, beta, y, incy, group_size}, *group_count);                                                        \
  }

#define FULCRUM_GEMV_GEMV_BATCH_STRIDED(NAME, T)                                                                \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int trans, fulcrum::abi::Int m, fulcrum::abi::Int n,        \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::Int stridea,  \
      fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::Int stridex, fulcrum::abi::ByValue<T> beta,  \
      fulcrum::abi::Out<T> y, fulcrum::abi::Int incy, fulcrum::abi::Int stridey,                                \
      fulcrum::abi::Int batch_size) {                                                                           \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::gemv_batch_strided<T, int>(caller, "cblas_" #NAME, {trans, m, n, lda, incx, incy},            \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), stridea, static_cast<const T*>(x), stridex,    \
        fulcrum::abi::value<T>(beta), static_cast<T*>(y), stridey, batch_size);                                 \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* trans, const fulcrum::abi::Int* m, const fulcrum::abi::Int* n,   \
      const T* alpha, const T* a, const fulcrum::abi::Int* lda, const fulcrum::abi::Int* stridea, const T* x,   \
      const fulcrum::abi::Int* incx, const fulcrum::abi::Int* stridex, const T* beta, T* y,                     \
      const fulcrum::abi::Int* incy, const fulcrum::abi::Int* stridey, const fulcrum::abi::Int* batch_size) {   \
    fulcrum::abi::gemv_batch_strided<T, char>(fulcrum::abi::Caller::Fortran, #NAME, {*trans, *m, *n, *lda,      \
        *incx, *incy}, *alpha, a, *stridea, x, *stridex, *beta, y, *stridey, *batch_size);                      \
  }

#define FULCRUM_GEMV(FAMILY, NAME, T) FULCRUM_GEMV_##FAMILY(NAME, T)
FULCRUM_BLAS_GEMV_BATCH_ROUTINES(FULCRUM_GEMV)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_GEMV_BATCH_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
