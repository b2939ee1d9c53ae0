// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/gemv_batch.hpp"

#include <tuple>

#include "offload/routines/level2.hpp"
#include "src/api/batch.hpp"
#include "src/api/gemv_groups.hpp"
#include "src/api/ops.hpp"

namespace fulcrum {
namespace api {
namespace {

// Where the arguments of one shape stand in the list of a routine.
struct Positions {
  const char* routine;
  int A, lda, x, incx, y, incy;
};
constexpr Positions kArrays = {"gemv_batch", 6, 7, 8, 9, 11, 12};
constexpr Positions kStrided = {"gemv_batch_strided", 6, 7, 9, 10, 13, 14};

// The shape of group `index`, or of the whole batch (-1), as gemv checks it.
void check_shape(const Positions& at, std::int64_t index, Layout layout, Op trans, std::int64_t m,
                 std::int64_t n, std::int64_t lda, std::int64_t incx, std::int64_t incy) {
  const EntryChecks checks{at.routine, index};
  checks.any_op(2, "trans", trans);
  checks.size(3, "m", m);
  checks.size(4, "n", n);
  checks.leading(at.lda, "lda", lda, layout == Layout::ColMajor ? m : n);
  checks.increment(at.incx, "incx", incx);
  checks.increment(at.incy, "incy", incy);
}

// Those of `count` products that are computed; A and x are not read for alpha == 0.
template <class T>
void check_pointers_of(bool used, bool reads, const T* const* a, const T* const* x, T* const* y,
                       std::int64_t first, std::int64_t count) {
  if (!used || count == 0) return;
  if (reads) {
    check_pointers("gemv_batch", kArrays.A, "A", a, first, first + count);
    check_pointers("gemv_batch", kArrays.x, "x", x, first, first + count);
  }
  check_pointers("gemv_batch", kArrays.y, "y", y, first, first + count);
}

Op itself(Op op) { return op; }

}  // namespace

}  // namespace api

template <Scalar T>
void gemv_batch(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha, const T* const* A,
                std::int64_t lda, const T* const* x, std::int64_t incx, T beta, T* const* y,
                std::int64_t incy, std::int64_t batch, const CallOptions& options) {
  api::check_layout("gemv_batch", 1, layout);
  api::check_shape(api::kArrays, -1, layout, trans, m, n, lda, incx, incy);
  api::check_size("gemv_batch", 13, "batch", batch);
  simd::GemvGroup<T> group;
  group.item = api::gemv_problem<T>(layout, trans, m, n, alpha, nullptr, lda, nullptr, incx, beta,
                                    nullptr, incy);
  group.count = batch;
  group.a = A, group.x = x, group.y = y;
  api::check_pointers_of(simd::writes(group.item), alpha != T{}, A, x, y, 0, batch);
  api::run_batch(simd::batch_of(group), options);
}

template <Scalar T>
void gemv_batch(Layout layout, const Op* trans, const std::int64_t* m, const std::int64_t* n,
                const T* alpha, const T* const* A, const std::int64_t* lda, const T* const* x,
                const std::int64_t* incx, const T* beta, T* const* y, const std::int64_t* incy,
                std::int64_t group_count, const std::int64_t* group_size,
                const CallOptions& options) {
  api::check_layout("gemv_batch", 1, layout);
  api::check_size("gemv_batch", 13, "group_count", group_count);
  if (group_count > 0) {
    const std::tuple<int, const char*, const void*> arrays[] = {
        {2, "trans", trans}, {3, "m", m},        {4, "n", n},
        {5, "alpha", alpha}, {7, "lda", lda},    {9, "incx", incx},
        {10, "beta", beta},  {12, "incy", incy}, {14, "group_size", group_size}};
    for (const auto& [position, argument, array] : arrays)
      api::check_operand("gemv_batch", position, argument, array);
  }
  for (std::int64_t g = 0, first = 0; g < group_count; ++g) {
    api::check_shape(api::kArrays, g, layout, trans[g], m[g], n[g], lda[g], incx[g], incy[g]);
    api::EntryChecks{"gemv_batch", g}.size(14, "group_size", group_size[g]);
    const bool reads = alpha[g] != T{};
    const bool used = m[g] > 0 && n[g] > 0 && (reads || beta[g] != T{1});
    api::check_pointers_of(used, reads, A, x, y, first, group_size[g]);
    first += group_size[g];
  }
  const api::GemvGroups<T, std::int64_t, Op> groups = {
      layout, trans, m, n, alpha, A, lda, x, incx, beta, y, incy, group_size, &api::itself};
  api::run_batch(groups.batch(group_count), options);
}

template <Scalar T>
void gemv_batch_strided(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha,
                        const T* A, std::int64_t lda, std::int64_t strideA, const T* x,
                        std::int64_t incx, std::int64_t stridex, T beta, T* y, std::int64_t incy,
                        std::int64_t stridey, std::int64_t batch, const CallOptions& options) {
  constexpr const char* kName = "gemv_batch_strided";
  api::check_layout(kName, 1, layout);
  api::check_shape(api::kStrided, -1, layout, trans, m, n, lda, incx, incy);
  api::check_size(kName, 16, "batch", batch);
  const std::int64_t size = api::transposes(trans) ? n : m;
  api::check_strides_apart(kName, 15, "stridey", 1, size, incy < 0 ? -incy : incy, stridey, batch);
  simd::GemvGroup<T> group;
  group.item = api::gemv_problem<T>(layout, trans, m, n, alpha, A, lda, x, incx, beta, y, incy);
  group.count = batch;
  group.stride_a = strideA, group.stride_x = stridex, group.stride_y = stridey;
  if (batch > 0 && simd::writes(group.item)) {
    if (alpha != T{}) {
      api::check_operand(kName, api::kStrided.A, "A", A);
      api::check_operand(kName, api::kStrided.x, "x", x);
    }
    api::check_operand(kName, api::kStrided.y, "y", y);
  }
  api::run_batch(simd::batch_of(group), options);
}

// NOLINTBEGIN(bugprone-macro-parentheses): types cannot be put in parentheses
#define FULCRUM_GEMV_BATCH(T)                                                                     \
  template void gemv_batch(Layout, Op, std::int64_t, std::int64_t, T, const T* const*,            \
                           std::int64_t, const T* const*, std::int64_t, T, T* const*,             \
                           std::int64_t, std::int64_t, const CallOptions&);                       \
  template void gemv_batch(Layout, const Op*, const std::int64_t*, const std::int64_t*, const T*, \
                           const T* const*, const std::int64_t*, const T* const*,                 \
                           const std::int64_t*, const T*, T* const*, const std::int64_t*,         \
                           std::int64_t, const std::int64_t*, const CallOptions&);                \
  template void gemv_batch_strided(Layout, Op, std::int64_t, std::int64_t, T, const T*,           \
                                   std::int64_t, std::int64_t, const T*, std::int64_t,            \
                                   std::int64_t, T, T*, std::int64_t, std::int64_t, std::int64_t, \
                                   const CallOptions&);
FULCRUM_GEMV_BATCH(float)
FULCRUM_GEMV_BATCH(double)
FULCRUM_GEMV_BATCH(std::complex<float>)
FULCRUM_GEMV_BATCH(std::complex<double>)
#undef FULCRUM_GEMV_BATCH
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace fulcrum
