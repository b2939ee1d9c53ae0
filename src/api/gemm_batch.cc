// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/gemm_batch.hpp"

#include <complex>
#include <utility>

#include "simd/gemm/batch.hpp"
#include "simd/gemm_complex/gemm_complex.hpp"
#include "src/api/batch.hpp"
#include "src/api/gemm_groups.hpp"
#include "src/api/ops.hpp"

namespace fulcrum {
namespace api {
namespace {

using simd::GemmBatch;
using simd::GemmGroup;

}  // namespace

}  // namespace api

namespace {

Op itself(Op op) { return op; }

// Where the arguments of one shape stand in the list of a routine.
struct Positions {
  const char* routine;
  int A, lda, B, ldb, C, ldc;
};
constexpr Positions kArrays = {"gemm_batch", 8, 9, 10, 11, 13, 14};
constexpr Positions kStrided = {"gemm_batch_strided", 8, 9, 11, 12, 15, 16};

// The shape of group `index`, or of the whole batch (-1), as gemm checks it.
void check_shape(const Positions& at, std::int64_t index, Layout layout, Op trans_a, Op trans_b,
                 std::int64_t m, std::int64_t n, std::int64_t k, std::int64_t lda, std::int64_t ldb,
                 std::int64_t ldc) {
  const api::EntryChecks checks{at.routine, index};
  checks.any_op(2, "transA", trans_a);
  checks.any_op(3, "transB", trans_b);
  checks.size(4, "m", m);
  checks.size(5, "n", n);
  checks.size(6, "k", k);
  const bool column_major = layout == Layout::ColMajor;
  checks.leading(at.lda, "lda", lda, api::transposes(trans_a) != column_major ? m : k);
  checks.leading(at.ldb, "ldb", ldb, api::transposes(trans_b) != column_major ? k : n);
  checks.leading(at.ldc, "ldc", ldc, column_major ? m : n);
}

template <class T>
void check_group_pointers(bool used, bool product, const T* const* a, const T* const* b,
                          T* const* c, std::int64_t first, std::int64_t count) {
  if (!used || count == 0) return;
  if (product) {
    api::check_pointers("gemm_batch", kArrays.A, "A", a, first, first + count);
    api::check_pointers("gemm_batch", kArrays.B, "B", b, first, first + count);
  }
  api::check_pointers("gemm_batch", kArrays.C, "C", c, first, first + count);
}

}  // namespace

template <Scalar T>
void gemm_batch(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n, std::int64_t k,
                T alpha, const T* const* A, std::int64_t lda, const T* const* B, std::int64_t ldb,
                T beta, T* const* C, std::int64_t ldc, std::int64_t batch,
                const CallOptions& options) {
  api::check_layout("gemm_batch", 1, layout);
  check_shape(kArrays, -1, layout, transA, transB, m, n, k, lda, ldb, ldc);
  api::check_size("gemm_batch", 15, "batch", batch);
  simd::GemmGroup<T> group;
  group.item = api::gemm_problem<T>(layout, transA, transB, m, n, k, alpha, nullptr, lda, nullptr,
                                    ldb, beta, nullptr, ldc);
  group.count = batch;
  group.a = A, group.b = B, group.c = C;
  const bool product = alpha != T{0} && k > 0;
  check_group_pointers(simd::writes(group.item), product, A, B, C, 0, batch);
  api::exchange_by_rows(layout, group);
  api::run_batch(simd::batch_of(group), options);
}

template <Scalar T>
void gemm_batch(Layout layout, const Op* transA, const Op* transB, const std::int64_t* m,
                const std::int64_t* n, const std::int64_t* k, const T* alpha, const T* const* A,
                const std::int64_t* lda, const T* const* B, const std::int64_t* ldb, const T* beta,
                T* const* C, const std::int64_t* ldc, std::int64_t group_count,
                const std::int64_t* group_size, const CallOptions& options) {
  api::check_layout("gemm_batch", 1, layout);
  api::check_size("gemm_batch", 15, "group_count", group_count);
  if (group_count > 0) {
    const std::pair<const char*, const void*> arrays[] = {
        {"transA", transA}, {"transB", transB}, {"m", m},
        {"n", n},           {"k", k},           {"alpha", alpha},
        {"A", nullptr},     {"lda", lda},       {"B", nullptr},
        {"ldb", ldb},       {"beta", beta},     {"C", nullptr},
        {"ldc", ldc},       {"", nullptr},      {"group_size", group_size}};
    for (int i = 0; i < 15; ++i) {
      const auto& [argument, array] = arrays[i];
      if (i != 6 && i != 8 && i != 11 && i != 13)
        api::check_operand("gemm_batch", i + 2, argument, array);
    }
  }
  for (std::int64_t g = 0, first = 0; g < group_count; ++g) {
    check_shape(kArrays, g, layout, transA[g], transB[g], m[g], n[g], k[g], lda[g], ldb[g], ldc[g]);
    if (group_size[g] < 0) [[unlikely]]
      api::illegal_size("gemm_batch", 16, api::entry_name("group_size", g), group_size[g]);
    const bool product = alpha[g] != T{0} && k[g] > 0;
    const bool used = m[g] > 0 && n[g] > 0 && (product || beta[g] != T{1});
    check_group_pointers(used, product, A, B, C, first, group_size[g]);
    first += group_size[g];
  }
  const api::GemmGroups<T, std::int64_t, Op> groups = {
      layout, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc, group_size, &itself};
  api::run_batch(groups.batch(group_count), options);
}

template <Scalar T>
void gemm_batch_strided(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n,
                        std::int64_t k, T alpha, const T* A, std::int64_t lda, std::int64_t strideA,
                        const T* B, std::int64_t ldb, std::int64_t strideB, T beta, T* C,
                        std::int64_t ldc, std::int64_t strideC, std::int64_t batch,
                        const CallOptions& options) {
  constexpr const char* kName = "gemm_batch_strided";
  api::check_layout(kName, 1, layout);
  check_shape(kStrided, -1, layout, transA, transB, m, n, k, lda, ldb, ldc);
  api::check_size(kName, 18, "batch", batch);
  const bool column_major = layout == Layout::ColMajor;
  api::check_strides_apart(kName, 17, "strideC", column_major ? m : n, column_major ? n : m, ldc,
                           strideC, batch);
  simd::GemmGroup<T> group;
  group.item =
      api::gemm_problem<T>(layout, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc);
  group.count = batch;
  group.stride_a = strideA, group.stride_b = strideB, group.stride_c = strideC;
  if (batch > 0 && simd::writes(group.item)) {
    if (alpha != T{0} && k > 0) {
      api::check_operand(kName, kStrided.A, "A", A);
      api::check_operand(kName, kStrided.B, "B", B);
    }
    api::check_operand(kName, kStrided.C, "C", C);
  }
  api::exchange_by_rows(layout, group);
  api::run_batch(simd::batch_of(group), options);
}

// NOLINTBEGIN(bugprone-macro-parentheses): types cannot be put in parentheses
#define FULCRUM_GEMM_BATCH(T)                                                                      \
  template void gemm_batch(Layout, Op, Op, std::int64_t, std::int64_t, std::int64_t, T,            \
                           const T* const*, std::int64_t, const T* const*, std::int64_t, T,        \
                           T* const*, std::int64_t, std::int64_t, const CallOptions&);             \
  template void gemm_batch(Layout, const Op*, const Op*, const std::int64_t*, const std::int64_t*, \
                           const std::int64_t*, const T*, const T* const*, const std::int64_t*,    \
                           const T* const*, const std::int64_t*, const T*, T* const*,              \
                           const std::int64_t*, std::int64_t, const std::int64_t*,                 \
                           const CallOptions&);                                                    \
  template void gemm_batch_strided(Layout, Op, Op, std::int64_t, std::int64_t, std::int64_t, T,    \
                                   const T*, std::int64_t, std::int64_t, const T*, std::int64_t,   \
                                   std::int64_t, T, T*, std::int64_t, std::int64_t, std::int64_t,  \
                                   const CallOptions&);
FULCRUM_GEMM_BATCH(float)
FULCRUM_GEMM_BATCH(double)
FULCRUM_GEMM_BATCH(std::complex<float>)
FULCRUM_GEMM_BATCH(std::complex<double>)
#undef FULCRUM_GEMM_BATCH
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace fulcrum
