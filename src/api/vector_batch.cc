// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/vector_batch.hpp"

#include <algorithm>
#include <tuple>

#include "src/api/batch.hpp"
#include "src/api/vector_groups.hpp"

namespace fulcrum {
namespace api {
namespace {

// A routine's name, and the position of x, behind which its increment, y and the increment of that
// stand; a strided one has a distance behind either increment.
struct Positions {
  const char* routine;
  int x;

  int y(bool strided) const { return x + (strided ? 3 : 2); }
  int batch(bool strided) const { return x + (strided ? 6 : 4); }
};

template <class P, class T>
void check_pointers_of(const Positions& at, const P& item, const T* const* x, T* const* y,
                       std::int64_t first, std::int64_t count) {
  if (!simd::writes(item) || count == 0) return;
  check_pointers(at.routine, at.x, "x", x, first, first + count);
  check_pointers(at.routine, at.y(false), "y", y, first, first + count);
}

template <class P, class T>
void compute(const Positions& at, const P& item, const T* const* x, T* const* y, std::int64_t batch,
             const CallOptions& options) {
  check_size(at.routine, at.batch(false), "batch", batch);
  check_pointers_of(at, item, x, y, 0, batch);
  simd::VectorGroup<P> group;
  group.item = item;
  group.count = batch;
  group.x = x, group.y = y;
  run_batch(simd::batch_of(group), options);
}

// `alpha`: the position of that array, 0 where there is none.
template <class P>
void compute_groups(const Positions& at, int alpha, const VectorGroups<P, std::int64_t>& groups,
                    std::int64_t group_count, const CallOptions& options) {
  check_size(at.routine, at.batch(false), "group_count", group_count);
  if (group_count > 0) {
    check_operand(at.routine, 1, "n", groups.n);
    if (alpha > 0) check_operand(at.routine, alpha, "alpha", groups.alpha);
    check_operand(at.routine, at.x + 1, "incx", groups.incx);
    check_operand(at.routine, at.y(false) + 1, "incy", groups.incy);
    check_operand(at.routine, at.batch(false) + 1, "group_size", groups.count);
  }
  for (std::int64_t g = 0, first = 0; g < group_count; ++g) {
    const std::int64_t count = groups.count[g];
    EntryChecks{at.routine, g}.size(at.batch(false) + 1, "group_size", count);
    P item;
    item.n = groups.n[g];
    if constexpr (requires { item.alpha; }) item.alpha = groups.alpha[g];
    check_pointers_of(at, item, groups.x, groups.y, first, count);
    first += count;
  }
  run_batch(groups.batch(group_count), options);
}

template <class P>
void compute_strided(const Positions& at, const P& item, std::int64_t stridex, std::int64_t stridey,
                     std::int64_t batch, const CallOptions& options) {
  check_size(at.routine, at.batch(true), "batch", batch);
  check_strides_apart(at.routine, at.batch(true) - 1, "stridey", 1,
                      std::max<std::int64_t>(0, item.n), item.incy < 0 ? -item.incy : item.incy,
                      stridey, batch);
  if (batch > 0 && simd::writes(item)) {
    check_operand(at.routine, at.x, "x", item.x);
    check_operand(at.routine, at.y(true), "y", item.y);
  }
  simd::VectorGroup<P> group;
  group.item = item;
  group.count = batch;
  group.stride_x = stridex, group.stride_y = stridey;
  run_batch(simd::batch_of(group), options);
}

}  // namespace
}  // namespace api

template <Scalar T>
void axpy_batch(std::int64_t n, T alpha, const T* const* x, std::int64_t incx, T* const* y,
                std::int64_t incy, std::int64_t batch, const CallOptions& options) {
  const AxpyProblem<T> item{n, alpha, nullptr, incx, nullptr, incy};
  api::compute({"axpy_batch", 3}, item, x, y, batch, options);
}

template <Scalar T>
void axpy_batch(const std::int64_t* n, const T* alpha, const T* const* x, const std::int64_t* incx,
                T* const* y, const std::int64_t* incy, std::int64_t group_count,
                const std::int64_t* group_size, const CallOptions& options) {
  const api::VectorGroups<AxpyProblem<T>, std::int64_t> groups = {n, alpha, x,         incx,
                                                                  y, incy,  group_size};
  api::compute_groups({"axpy_batch", 3}, 2, groups, group_count, options);
}

template <Scalar T>
void axpy_batch_strided(std::int64_t n, T alpha, const T* x, std::int64_t incx,
                        std::int64_t stridex, T* y, std::int64_t incy, std::int64_t stridey,
                        std::int64_t batch, const CallOptions& options) {
  const AxpyProblem<T> item{n, alpha, x, incx, y, incy};
  api::compute_strided({"axpy_batch_strided", 3}, item, stridex, stridey, batch, options);
}

template <Scalar T>
void copy_batch(std::int64_t n, const T* const* x, std::int64_t incx, T* const* y,
                std::int64_t incy, std::int64_t batch, const CallOptions& options) {
  const CopyProblem<T> item{n, nullptr, incx, nullptr, incy};
  api::compute({"copy_batch", 2}, item, x, y, batch, options);
}

template <Scalar T>
void copy_batch(const std::int64_t* n, const T* const* x, const std::int64_t* incx, T* const* y,
                const std::int64_t* incy, std::int64_t group_count, const std::int64_t* group_size,
                const CallOptions& options) {
  const api::VectorGroups<CopyProblem<T>, std::int64_t> groups = {n, nullptr, x,         incx,
                                                                  y, incy,    group_size};
  api::compute_groups({"copy_batch", 2}, 0, groups, group_count, options);
}

template <Scalar T>
void copy_batch_strided(std::int64_t n, const T* x, std::int64_t incx, std::int64_t stridex, T* y,
                        std::int64_t incy, std::int64_t stridey, std::int64_t batch,
                        const CallOptions& options) {
  const CopyProblem<T> item{n, x, incx, y, incy};
  api::compute_strided({"copy_batch_strided", 2}, item, stridex, stridey, batch, options);
}

// NOLINTBEGIN(bugprone-macro-parentheses): types cannot be put in parentheses
#define FULCRUM_VECTOR_BATCH(T)                                                                   \
  template void axpy_batch(std::int64_t, T, const T* const*, std::int64_t, T* const*,             \
                           std::int64_t, std::int64_t, const CallOptions&);                       \
  template void axpy_batch(const std::int64_t*, const T*, const T* const*, const std::int64_t*,   \
                           T* const*, const std::int64_t*, std::int64_t, const std::int64_t*,     \
                           const CallOptions&);                                                   \
  template void axpy_batch_strided(std::int64_t, T, const T*, std::int64_t, std::int64_t, T*,     \
                                   std::int64_t, std::int64_t, std::int64_t, const CallOptions&); \
  template void copy_batch(std::int64_t, const T* const*, std::int64_t, T* const*, std::int64_t,  \
                           std::int64_t, const CallOptions&);                                     \
  template void copy_batch(const std::int64_t*, const T* const*, const std::int64_t*, T* const*,  \
                           const std::int64_t*, std::int64_t, const std::int64_t*,                \
                           const CallOptions&);                                                   \
  template void copy_batch_strided(std::int64_t, const T*, std::int64_t, std::int64_t, T*,        \
                                   std::int64_t, std::int64_t, std::int64_t, const CallOptions&);
FULCRUM_VECTOR_BATCH(float)
FULCRUM_VECTOR_BATCH(double)
FULCRUM_VECTOR_BATCH(std::complex<float>)
FULCRUM_VECTOR_BATCH(std::complex<double>)
#undef FULCRUM_VECTOR_BATCH
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace fulcrum
