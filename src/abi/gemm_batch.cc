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

namespace fulcrum::abi {
namespace {

Illegal::Must must_be(int) { return Illegal::Must::BeKnown; }
Illegal::Must must_be(char) { return Illegal::Must::BeLetter; }

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
  const Trans ta = parse(s.trans_a), tb = parse(s.trans_b);
  if (ta == Trans::Invalid) return {1, "transa", s.trans_a, must_be(s.trans_a), 0};
  if (tb == Trans::Invalid) return {2, "transb", s.trans_b, must_be(s.trans_b), 0};
  if (s.m < 0) return too_small(3, "m", s.m, 0);
  if (s.n < 0) return too_small(4, "n", s.n, 0);
  if (s.k < 0) return too_small(5, "k", s.k, 0);
  const std::int64_t least_a = at_least_one((ta == Trans::Yes) != by_rows ? s.k : s.m);
  const std::int64_t least_b = at_least_one((tb == Trans::Yes) != by_rows ? s.n : s.k);
  const std::int64_t least_c = at_least_one(by_rows ? s.n : s.m);
  if (s.lda < least_a) return too_small(at.lda, "lda", s.lda, least_a);
  if (s.ldb < least_b) return too_small(at.ldb, "ldb", s.ldb, least_b);
  if (s.ldc < least_c) return too_small(at.ldc, "ldc", s.ldc, least_c);
  return {};
}

template <class T, class Letter>
void gemm_batch(Caller caller, const char* routine, api::GemmGroups<T, Int, Letter> groups,
                Int group_count) {
  groups.layout = layout_of(caller);
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
  api::execute_or_fall_back(groups.batch(group_count));
}

template <class T, class Letter>
void gemm_batch_strided(Caller caller, const char* routine, const Shape<T, Letter>& shape, T alpha,
                        const T* a, Int stride_a, const T* b, Int stride_b, T beta, T* c,
                        Int stride_c, Int batch) {
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
  api::execute_or_fall_back(simd::batch_of(group));
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_CBLAS_GEMM_BATCH(NAME, T)                                                                       \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, const int* transa, const int* transb,                       \
      const fulcrum::abi::Int* m, const fulcrum::abi::Int* n, const fulcrum::abi::Int* k,                       \
      fulcrum::abi::In<T> alpha, const fulcrum::abi::In<T>* a, const fulcrum::abi::Int* lda,                    \
      const fulcrum::abi::In<T>* b, const fulcrum::abi::Int* ldb, fulcrum::abi::In<T> beta,                     \
      const fulcrum::abi::Out<T>* c, const fulcrum::abi::Int* ldc, fulcrum::abi::Int group_count,               \
      const fulcrum::abi::Int* group_size) {                                                                    \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::gemm_batch<T, int>(caller, "cblas_" #NAME, {{}, transa, transb, m, n, k,                      \
        fulcrum::abi::scalars<T>(alpha), fulcrum::abi::operands<T>(a), lda, fulcrum::abi::operands<T>(b), ldb,  \
        fulcrum::abi::scalars<T>(beta), fulcrum::abi::outputs<T>(c), ldc, group_size}, group_count);            \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* transa, const char* transb, const fulcrum::abi::Int* m,          \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k, const T* alpha, const T* const* a,                \
      const fulcrum::abi::Int* lda, const T* const* b, const fulcrum::abi::Int* ldb, const T* beta,             \
      T* const* c, const fulcrum::abi::Int* ldc, const fulcrum::abi::Int* group_count,                          \
      const fulcrum::abi::Int* group_size) {                                                                    \
    fulcrum::abi::gemm_batch<T, char>(fulcrum::abi::Caller::Fortran, #NAME, {{}, transa, transb, m, n, k,       \
        alpha, a, lda, b, ldb, beta, c, ldc, group_size}, *group_count);                                        \
  }

#define FULCRUM_CBLAS_GEMM_BATCH_STRIDED(NAME, T)                                                               \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int transa, int transb, fulcrum::abi::Int m,                \
      fulcrum::abi::Int n, fulcrum::abi::Int k, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a,          \
      fulcrum::abi::Int lda, fulcrum::abi::Int stridea, fulcrum::abi::In<T> b, fulcrum::abi::Int ldb,           \
      fulcrum::abi::Int strideb, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> c,                         \
      fulcrum::abi::Int ldc, fulcrum::abi::Int stridec, fulcrum::abi::Int batch_size) {                         \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::gemm_batch_strided<T, int>(caller, "cblas_" #NAME, {transa, transb, m, n, k, lda, ldb, ldc},  \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), stridea, static_cast<const T*>(b), strideb,    \
        fulcrum::abi::value<T>(beta), static_cast<T*>(c), stridec, batch_size);                                 \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* transa, const char* transb, const fulcrum::abi::Int* m,          \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k, const T* alpha, const T* a,                       \
      const fulcrum::abi::Int* lda, const fulcrum::abi::Int* stridea, const T* b, const fulcrum::abi::Int* ldb, \
      const fulcrum::abi::Int* strideb, const T* beta, T* c, const fulcrum::abi::Int* ldc,                      \
      const fulcrum::abi::Int* stridec, const fulcrum::abi::Int* batch_size) {                                  \
    fulcrum::abi::gemm_batch_strided<T, char>(fulcrum::abi::Caller::Fortran, #NAME,                             \
        {*transa, *transb, *m, *n, *k, *lda, *ldb, *ldc}, *alpha, a, *stridea, b, *strideb, *beta, c, *stridec, \
        *batch_size);                                                                                           \
  }

#define FULCRUM_CBLAS(FAMILY, NAME, T) FULCRUM_CBLAS_##FAMILY(NAME, T)
FULCRUM_BLAS_BATCH_ROUTINES(FULCRUM_CBLAS)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_BATCH_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
