// SPDX-License-Identifier: Apache-2.0
// Batches of sums and copies of vectors under the names and with the argument orders of oneMKL, for
// CBLAS and Fortran. As in level 1, sizes and increments without a meaning do nothing; counts and
// distances are checked. Numbers of arguments are positions in the list, which is the same for
// both: CBLAS has no layout here.

#include <algorithm>

#include "src/abi/abi.hpp"
#include "src/abi/batch.hpp"
#include "src/abi/check.hpp"
#include "src/abi/symbols.hpp"
#include "src/api/strides_apart.hpp"
#include "src/api/vector_groups.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

[[gnu::cold]] void report(bool fortran, const char* routine, const Illegal& illegal) {
  if (fortran) return report_fortran(routine, illegal);
  report_cblas(routine, false, illegal.number, illegal.number, illegal);
}

// `last`: the position of the sizes of groups.
template <class P>
void compute_groups(bool fortran, const char* routine, int last,
                    const api::VectorGroups<P, Int>& groups, Int group_count) {
  if (group_count < 0)
    return report(fortran, routine, too_small(last - 1, "group_count", group_count, 0));
  for (Int g = 0; g < group_count; ++g) {
    if (groups.count[g] < 0) [[unlikely]]
      return report_entry(g, too_small(last, "group_size", groups.count[g], 0),
                          [&](const Illegal& entry) { report(fortran, routine, entry); });
  }
  execute::call_or_fall_back(groups.batch(group_count));
}

// `last`: the position of the size of the batch.
template <class P>
void compute_strided(bool fortran, const char* routine, int last, const P& item, Int stridex,
                     Int stridey, Int batch) {
  const std::int64_t n = std::max<std::int64_t>(0, item.n);
  const std::int64_t step = item.incy < 0 ? -item.incy : item.incy;
  Illegal illegal;
  if (batch < 0) {
    illegal = too_small(last, "batch_size", batch, 0);
  } else if (!api::strides_apart(1, n, step, stridey, batch)) {
    illegal = too_small(last - 1, "stridey", stridey, (n - 1) * step + 1);
  }
  if (illegal) [[unlikely]]
    return report(fortran, routine, illegal);
  simd::VectorGroup<P> group;
  group.item = item;
  group.count = batch;
  group.stride_x = stridex, group.stride_y = stridey;
  execute::call_or_fall_back(simd::batch_of(group));
}

template <class T>
void axpy_batch(bool fortran, const char* routine, const Int* n, const T* alpha, const T* const* x,
                const Int* incx, T* const* y, const Int* incy, Int group_count,
                const Int* group_size) {
  compute_groups<AxpyProblem<T>>(fortran, routine, 8, {n, alpha, x, incx, y, incy, group_size},
                                 group_count);
}
template <class T>
void copy_batch(bool fortran, const char* routine, const Int* n, const T* const* x, const Int* incx,
                T* const* y, const Int* incy, Int group_count, const Int* group_size) {
  compute_groups<CopyProblem<T>>(fortran, routine, 7, {n, nullptr, x, incx, y, incy, group_size},
                                 group_count);
}
template <class T>
void axpy_batch_strided(bool fortran, const char* routine, Int n, T alpha, const T* x, Int incx,
                        Int stridex, T* y, Int incy, Int stridey, Int batch) {
  compute_strided(fortran, routine, 9, AxpyProblem<T>{n, alpha, x, incx, y, incy}, stridex, stridey,
                  batch);
}
template <class T>
void copy_batch_strided(bool fortran, const char* routine, Int n, const T* x, Int incx, Int stridex,
                        T* y, Int incy, Int stridey, Int batch) {
  compute_strided(fortran, routine, 8, CopyProblem<T>{n, x, incx, y, incy}, stridex, stridey,
                  batch);
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp.
#define FULCRUM_LIST_AXPY_BATCH(A, T)                                                                       \
  A##_INTS(n), A##_SCALARS(T, alpha), A##_INS(T, x), A##_INTS(incx), A##_OUTS(T, y), A##_INTS(incy),        \
  A##_INT(group_count), A##_INTS(group_size)
#define FULCRUM_LIST_AXPY_BATCH_STRIDED(A, T)                                                               \
  A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, x), A##_INT(incx), A##_INT(stridex), A##_OUT(T, y),           \
  A##_INT(incy), A##_INT(stridey), A##_INT(batch_size)
#define FULCRUM_LIST_COPY_BATCH(A, T)                                                                       \
  A##_INTS(n), A##_INS(T, x), A##_INTS(incx), A##_OUTS(T, y), A##_INTS(incy), A##_INT(group_count),         \
  A##_INTS(group_size)
#define FULCRUM_LIST_COPY_BATCH_STRIDED(A, T)                                                               \
  A##_INT(n), A##_IN(T, x), A##_INT(incx), A##_INT(stridex), A##_OUT(T, y), A##_INT(incy), A##_INT(stridey), \
  A##_INT(batch_size)

// Without a layout.
#define FULCRUM_COUNTED(NAME, LIST, T, FUNCTION)                                        \
  FULCRUM_BLAS_EXPORT void NAME##_(LIST(FULCRUM_FORTRAN, T)) {                          \
    fulcrum::abi::FUNCTION<T>(true, #NAME, LIST(FULCRUM_FORTRAN_VALUE, T));             \
  }                                                                                     \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(LIST(FULCRUM_CBLAS, T)) {                       \
    fulcrum::abi::FUNCTION<T>(false, "cblas_" #NAME, LIST(FULCRUM_CBLAS_VALUE, T));     \
  }

#define FULCRUM_VECTOR_AXPY_BATCH(NAME, T) FULCRUM_COUNTED(NAME, FULCRUM_LIST_AXPY_BATCH, T, axpy_batch)
#define FULCRUM_VECTOR_AXPY_BATCH_STRIDED(NAME, T) \
  FULCRUM_COUNTED(NAME, FULCRUM_LIST_AXPY_BATCH_STRIDED, T, axpy_batch_strided)
#define FULCRUM_VECTOR_COPY_BATCH(NAME, T) FULCRUM_COUNTED(NAME, FULCRUM_LIST_COPY_BATCH, T, copy_batch)
#define FULCRUM_VECTOR_COPY_BATCH_STRIDED(NAME, T) \
  FULCRUM_COUNTED(NAME, FULCRUM_LIST_COPY_BATCH_STRIDED, T, copy_batch_strided)

#define FULCRUM_VECTOR(FAMILY, NAME, T) FULCRUM_VECTOR_##FAMILY(NAME, T)
FULCRUM_BLAS_VECTOR_BATCH_ROUTINES(FULCRUM_VECTOR)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_VECTOR_BATCH_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
