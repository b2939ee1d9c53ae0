// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/trsm_batch.hpp"

#include <tuple>

#include "offload/routines/level3.hpp"
#include "src/api/batch.hpp"
#include "src/api/trsm_groups.hpp"

namespace fulcrum {
namespace api {
namespace {

// The shape of group `index`, or of the whole batch (-1), as trsm checks it. `at_ldb`: where ldb
// stands in the list.
void check_shape(const char* routine, std::int64_t index, Layout layout, Side side, Uplo uplo,
                 Op op, Diag diag, std::int64_t m, std::int64_t n, std::int64_t lda,
                 std::int64_t ldb, int at_ldb) {
  const EntryChecks checks{routine, index};
  checks.side(2, side);
  checks.uplo(3, uplo);
  checks.op(4, "transA", op);
  checks.diag(5, diag);
  checks.size(6, "m", m);
  checks.size(7, "n", n);
  checks.leading(10, "lda", lda, side == Side::Left ? m : n);
  checks.leading(at_ldb, "ldb", ldb, layout == Layout::ColMajor ? m : n);
}

// Those of `count` systems that are solved; A is not read for alpha == 0.
template <class T>
void check_pointers_of(bool used, bool reads, const T* const* a, T* const* b, std::int64_t first,
                       std::int64_t count) {
  if (!used || count == 0) return;
  if (reads) check_pointers("trsm_batch", 9, "A", a, first, first + count);
  check_pointers("trsm_batch", 11, "B", b, first, first + count);
}

}  // namespace

}  // namespace api

template <Scalar T>
void trsm_batch(Layout layout, Side side, Uplo uplo, Op transA, Diag diag, std::int64_t m,
                std::int64_t n, T alpha, const T* const* A, std::int64_t lda, T* const* B,
                std::int64_t ldb, std::int64_t batch, const CallOptions& options) {
  api::check_layout("trsm_batch", 1, layout);
  api::check_shape("trsm_batch", -1, layout, side, uplo, transA, diag, m, n, lda, ldb, 12);
  api::check_size("trsm_batch", 13, "batch", batch);
  simd::TrsmGroup<T> group;
  group.item = api::trm_problem<T>(true, layout, api::trm_letters(side, uplo, transA, diag), m, n,
                                   alpha, nullptr, lda, nullptr, ldb);
  group.count = batch;
  group.a = A, group.b = B;
  api::check_pointers_of(m > 0 && n > 0, alpha != T{}, A, B, 0, batch);
  api::run_batch(simd::batch_of(group), options);
}

template <Scalar T>
void trsm_batch(Layout layout, const Side* side, const Uplo* uplo, const Op* transA,
                const Diag* diag, const std::int64_t* m, const std::int64_t* n, const T* alpha,
                const T* const* A, const std::int64_t* lda, T* const* B, const std::int64_t* ldb,
                std::int64_t group_count, const std::int64_t* group_size,
                const CallOptions& options) {
  api::check_layout("trsm_batch", 1, layout);
  api::check_size("trsm_batch", 13, "group_count", group_count);
  if (group_count > 0) {
    const std::tuple<int, const char*, const void*> arrays[] = {
        {2, "side", side},     {3, "uplo", uplo},
        {4, "transA", transA}, {5, "diag", diag},
        {6, "m", m},           {7, "n", n},
        {8, "alpha", alpha},   {10, "lda", lda},
        {12, "ldb", ldb},      {14, "group_size", group_size}};
    for (const auto& [position, argument, array] : arrays)
      api::check_operand("trsm_batch", position, argument, array);
  }
  for (std::int64_t g = 0, first = 0; g < group_count; ++g) {
    api::check_shape("trsm_batch", g, layout, side[g], uplo[g], transA[g], diag[g], m[g], n[g],
                     lda[g], ldb[g], 12);
    api::EntryChecks{"trsm_batch", g}.size(14, "group_size", group_size[g]);
    api::check_pointers_of(m[g] > 0 && n[g] > 0, alpha[g] != T{}, A, B, first, group_size[g]);
    first += group_size[g];
  }
  const api::TrsmGroups<T, std::int64_t, Side, Uplo, Op, Diag> groups = {
      layout, side, uplo, transA, diag, m, n, alpha, A, lda, B, ldb, group_size, &api::trm_letters};
  api::run_batch(groups.batch(group_count), options);
}

template <Scalar T>
void trsm_batch_strided(Layout layout, Side side, Uplo uplo, Op transA, Diag diag, std::int64_t m,
                        std::int64_t n, T alpha, const T* A, std::int64_t lda, std::int64_t strideA,
                        T* B, std::int64_t ldb, std::int64_t strideB, std::int64_t batch,
                        const CallOptions& options) {
  constexpr const char* kName = "trsm_batch_strided";
  api::check_layout(kName, 1, layout);
  api::check_shape(kName, -1, layout, side, uplo, transA, diag, m, n, lda, ldb, 13);
  api::check_size(kName, 15, "batch", batch);
  const bool column_major = layout == Layout::ColMajor;
  api::check_strides_apart(kName, 14, "strideB", column_major ? m : n, column_major ? n : m, ldb,
                           strideB, batch);
  if (batch > 0 && m > 0 && n > 0) {
    if (alpha != T{}) api::check_operand(kName, 9, "A", A);
    api::check_operand(kName, 12, "B", B);
  }
  simd::TrsmGroup<T> group;
  group.item = api::trm_problem<T>(true, layout, api::trm_letters(side, uplo, transA, diag), m, n,
                                   alpha, A, lda, B, ldb);
  group.count = batch;
  group.stride_a = strideA, group.stride_b = strideB;
  api::run_batch(simd::batch_of(group), options);
}

// NOLINTBEGIN(bugprone-macro-parentheses): types cannot be put in parentheses
#define FULCRUM_TRSM_BATCH(T)                                                                    \
  template void trsm_batch(Layout, Side, Uplo, Op, Diag, std::int64_t, std::int64_t, T,          \
                           const T* const*, std::int64_t, T* const*, std::int64_t, std::int64_t, \
                           const CallOptions&);                                                  \
  template void trsm_batch(Layout, const Side*, const Uplo*, const Op*, const Diag*,             \
                           const std::int64_t*, const std::int64_t*, const T*, const T* const*,  \
                           const std::int64_t*, T* const*, const std::int64_t*, std::int64_t,    \
                           const std::int64_t*, const CallOptions&);                             \
  template void trsm_batch_strided(Layout, Side, Uplo, Op, Diag, std::int64_t, std::int64_t, T,  \
                                   const T*, std::int64_t, std::int64_t, T*, std::int64_t,       \
                                   std::int64_t, std::int64_t, const CallOptions&);
FULCRUM_TRSM_BATCH(float)
FULCRUM_TRSM_BATCH(double)
FULCRUM_TRSM_BATCH(std::complex<float>)
FULCRUM_TRSM_BATCH(std::complex<double>)
#undef FULCRUM_TRSM_BATCH
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace fulcrum
