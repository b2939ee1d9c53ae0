// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/dgmm.hpp"

#include <tuple>

#include "offload/routines/matcopy.hpp"
#include "src/api/arguments.hpp"
#include "src/api/batch.hpp"
#include "src/api/dgmm_groups.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace api {
namespace {

// Where the arguments of one shape stand in the list of a batch.
struct Positions {
  const char* routine;
  int A, lda, x, incx, C, ldc;
};
constexpr Positions kArrays = {"dgmm_batch", 5, 6, 7, 8, 9, 10};
constexpr Positions kStrided = {"dgmm_batch_strided", 5, 6, 8, 9, 11, 12};

bool is_right(Side side) { return side == Side::Right; }

// The shape of group `index`, or of the whole batch (-1).
void check_shape(const Positions& at, std::int64_t index, Layout layout, Side side, std::int64_t m,
                 std::int64_t n, std::int64_t lda, std::int64_t incx, std::int64_t ldc) {
  const EntryChecks checks{at.routine, index};
  checks.side(2, side);
  checks.size(3, "m", m);
  checks.size(4, "n", n);
  checks.leading(at.lda, "lda", lda, layout == Layout::ColMajor ? m : n);
  checks.increment(at.incx, "incx", incx);
  checks.leading(at.ldc, "ldc", ldc, layout == Layout::ColMajor ? m : n);
}

template <class T>
void check_pointers_of(bool used, const T* const* a, const T* const* x, T* const* c,
                       std::int64_t first, std::int64_t count) {
  if (!used || count == 0) return;
  check_pointers("dgmm_batch", kArrays.A, "A", a, first, first + count);
  check_pointers("dgmm_batch", kArrays.x, "x", x, first, first + count);
  check_pointers("dgmm_batch", kArrays.C, "C", c, first, first + count);
}

}  // namespace
}  // namespace api

template <Scalar T>
void dgmm(Layout layout, Side side, std::int64_t m, std::int64_t n, const T* A, std::int64_t lda,
          const T* x, std::int64_t incx, T* C, std::int64_t ldc, const CallOptions& options) {
  api::Arguments arguments("dgmm");
  arguments.layout(layout);
  arguments.side(side);
  arguments.size("m", m);
  arguments.size("n", n);
  const std::int64_t least = layout == Layout::ColMajor ? m : n;
  const int at_a = arguments.any();
  arguments.leading("lda", lda, least);
  const int at_x = arguments.any();
  arguments.increment("incx", incx);
  const int at_c = arguments.any();
  arguments.leading("ldc", ldc, least);
  const auto p = api::dgmm_problem<T>(layout, api::is_right(side), m, n, A, lda, x, incx, C, ldc);
  if (m == 0 || n == 0) return execute::quick_return(p);
  arguments.not_null(at_a, "A", A);
  arguments.not_null(at_x, "x", x);
  arguments.not_null(at_c, "C", C);
  execute::call(p, options);
}

template <Scalar T>
void dgmm_batch(Layout layout, Side side, std::int64_t m, std::int64_t n, const T* const* A,
                std::int64_t lda, const T* const* x, std::int64_t incx, T* const* C,
                std::int64_t ldc, std::int64_t batch, const CallOptions& options) {
  api::check_layout("dgmm_batch", 1, layout);
  api::check_shape(api::kArrays, -1, layout, side, m, n, lda, incx, ldc);
  api::check_size("dgmm_batch", 11, "batch", batch);
  simd::DgmmGroup<T> group;
  group.item = api::dgmm_problem<T>(layout, api::is_right(side), m, n, nullptr, lda, nullptr, incx,
                                    nullptr, ldc);
  group.count = batch;
  group.a = A, group.x = x, group.c = C;
  api::check_pointers_of(group.writes(), A, x, C, 0, batch);
  api::run_batch(simd::batch_of(group), options);
}

template <Scalar T>
void dgmm_batch(Layout layout, const Side* side, const std::int64_t* m, const std::int64_t* n,
                const T* const* A, const std::int64_t* lda, const T* const* x,
                const std::int64_t* incx, T* const* C, const std::int64_t* ldc,
                std::int64_t group_count, const std::int64_t* group_size,
                const CallOptions& options) {
  api::check_layout("dgmm_batch", 1, layout);
  api::check_size("dgmm_batch", 11, "group_count", group_count);
  if (group_count > 0) {
    const std::tuple<int, const char*, const void*> arrays[] = {{2, "side", side},
                                                                {3, "m", m},
                                                                {4, "n", n},
                                                                {6, "lda", lda},
                                                                {8, "incx", incx},
                                                                {10, "ldc", ldc},
                                                                {12, "group_size", group_size}};
    for (const auto& [position, argument, array] : arrays)
      api::check_operand("dgmm_batch", position, argument, array);
  }
  for (std::int64_t g = 0, first = 0; g < group_count; ++g) {
    api::check_shape(api::kArrays, g, layout, side[g], m[g], n[g], lda[g], incx[g], ldc[g]);
    api::EntryChecks{"dgmm_batch", g}.size(12, "group_size", group_size[g]);
    api::check_pointers_of(m[g] > 0 && n[g] > 0, A, x, C, first, group_size[g]);
    first += group_size[g];
  }
  const api::DgmmGroups<T, std::int64_t, Side> groups = {
      layout, side, m, n, A, lda, x, incx, C, ldc, group_size, &api::is_right};
  api::run_batch(groups.batch(group_count), options);
}

template <Scalar T>
void dgmm_batch_strided(Layout layout, Side side, std::int64_t m, std::int64_t n, const T* A,
                        std::int64_t lda, std::int64_t strideA, const T* x, std::int64_t incx,
                        std::int64_t stridex, T* C, std::int64_t ldc, std::int64_t strideC,
                        std::int64_t batch, const CallOptions& options) {
  constexpr const char* kName = "dgmm_batch_strided";
  api::check_layout(kName, 1, layout);
  api::check_shape(api::kStrided, -1, layout, side, m, n, lda, incx, ldc);
  api::check_size(kName, 14, "batch", batch);
  simd::DgmmGroup<T> group;
  group.item = api::dgmm_problem<T>(layout, api::is_right(side), m, n, A, lda, x, incx, C, ldc);
  group.count = batch;
  group.stride_a = strideA, group.stride_x = stridex, group.stride_c = strideC;
  api::check_strides_apart(kName, 13, "strideC", group.item.m, group.item.n, ldc, strideC, batch);
  if (batch > 0 && group.writes()) {
    api::check_operand(kName, api::kStrided.A, "A", A);
    api::check_operand(kName, api::kStrided.x, "x", x);
    api::check_operand(kName, api::kStrided.C, "C", C);
  }
  api::run_batch(simd::batch_of(group), options);
}

// NOLINTBEGIN(bugprone-macro-parentheses): types cannot be put in parentheses
#define FULCRUM_DGMM(T)                                                                          \
  template void dgmm(Layout, Side, std::int64_t, std::int64_t, const T*, std::int64_t, const T*, \
                     std::int64_t, T*, std::int64_t, const CallOptions&);                        \
  template void dgmm_batch(Layout, Side, std::int64_t, std::int64_t, const T* const*,            \
                           std::int64_t, const T* const*, std::int64_t, T* const*, std::int64_t, \
                           std::int64_t, const CallOptions&);                                    \
  template void dgmm_batch(Layout, const Side*, const std::int64_t*, const std::int64_t*,        \
                           const T* const*, const std::int64_t*, const T* const*,                \
                           const std::int64_t*, T* const*, const std::int64_t*, std::int64_t,    \
                           const std::int64_t*, const CallOptions&);                             \
  template void dgmm_batch_strided(Layout, Side, std::int64_t, std::int64_t, const T*,           \
                                   std::int64_t, std::int64_t, const T*, std::int64_t,           \
                                   std::int64_t, T*, std::int64_t, std::int64_t, std::int64_t,   \
                                   const CallOptions&);
FULCRUM_DGMM(float)
FULCRUM_DGMM(double)
FULCRUM_DGMM(std::complex<float>)
FULCRUM_DGMM(std::complex<double>)
#undef FULCRUM_DGMM
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace fulcrum
