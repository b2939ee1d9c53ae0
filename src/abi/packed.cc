// SPDX-License-Identifier: Apache-2.0
// Packed operands under oneMKL's names and argument orders, for CBLAS and Fortran. A buffer that
// ?gemm_pack has filled begins with a header; ?gemm_compute refuses one that does not fit.

#include "src/api/packed_operand.hpp"

#include <cstddef>
#include <cstdlib>

#include "src/abi/abi.hpp"
#include "src/abi/caller.hpp"
#include "src/abi/check.hpp"
#include "src/abi/symbols.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

constexpr int kPacked = 151;  // CblasPacked
constexpr int kAMatrix = 161;
constexpr int kBMatrix = 162;

// 'A' or 'B'; 0 for anything else.
char parse_side(int identifier) {
  return identifier == kAMatrix ? 'A' : identifier == kBMatrix ? 'B' : '\0';
}
char parse_side(char letter) {
  if (letter == 'A' || letter == 'a') return 'A';
  return letter == 'B' || letter == 'b' ? 'B' : '\0';
}

// Sizes of `packed` stand for an operand whose transpose and leading dimension do not matter.
bool is_packed(int trans) { return trans == kPacked; }
bool is_packed(char letter) { return letter == 'P' || letter == 'p'; }

struct Sizes {
  std::int64_t m, n, k;
};

// Numbers of arguments are positions in the Fortran list.
Illegal check_sizes(const Sizes& s, int first) {
  if (s.m < 0) return too_small(first, "m", s.m, 0);
  if (s.n < 0) return too_small(first + 1, "n", s.n, 0);
  if (s.k < 0) return too_small(first + 2, "k", s.k, 0);
  return {};
}

template <class T, class Letter>
std::size_t pack_get_size(Caller caller, const char* routine, Letter identifier, const Sizes& s) {
  const char side = parse_side(identifier);
  const Illegal illegal =
      side == '\0' ? unknown(1, "identifier", identifier, "A or B") : check_sizes(s, 2);
  if (illegal) [[unlikely]] {
    report(caller, routine, illegal, false);
    return 0;
  }
  return api::packed_bytes<T>(side == 'A' ? s.m : s.n, s.k);
}

template <class T, class Letter>
void pack(Caller caller, const char* routine, Letter identifier, Letter trans, const Sizes& s,
          T alpha, const T* source, std::int64_t ld, T* destination) {
  const bool by_rows = caller == Caller::Rows;
  const char side = parse_side(identifier);
  Illegal illegal;
  if (side == '\0') {
    illegal = unknown(1, "identifier", identifier, "A or B");
  } else if (!known_trans(trans)) {
    illegal = unknown(2, "trans", trans, kTransLetters);
  } else {
    illegal = check_sizes(s, 3);
  }
  const std::int64_t rows = side == 'A' ? s.m : s.k, columns = side == 'A' ? s.k : s.n;
  const std::int64_t least = at_least_one(transposed(trans) != by_rows ? columns : rows);
  if (!illegal && ld < least) illegal = too_small(8, "ld", ld, least);
  if (illegal) [[unlikely]]
    return report(caller, routine, illegal);
  api::pack_into(by_rows ? Layout::RowMajor : Layout::ColMajor, side, transposed(trans),
                 side == 'A' ? s.m : s.n, s.k, alpha, source, ld, destination);
}

// One operand of a product.
template <class T, class Letter>
struct Operand {
  Letter trans;
  const T* data;
  std::int64_t ld;
};

// Where the arguments of an operand stand.
struct Place {
  const char *trans_name, *name, *ld_name, *extent_name;
  int trans, data, ld, extent;
};
constexpr Place kA = {"transa", "a", "lda", "m", 1, 6, 7, 3};
constexpr Place kB = {"transb", "b", "ldb", "n", 2, 8, 9, 4};
constexpr int kK = 5;

// An operand that is packed: that it is one, for these sizes; multiplies *alpha by its factor.
template <class T>
Illegal check_packed(const T* data, char side, bool by_rows, std::int64_t extent, std::int64_t k,
                     const Place& at, T* alpha) {
  if (data == nullptr) return {at.data, at.name, 0, Illegal::Must::BePacked, 0};
  const api::PackedHeader header = api::header_at(data);
  const Layout layout = by_rows ? Layout::RowMajor : Layout::ColMajor;
  if (!api::readable<T>(header) || header.side != side || header.layout != layout)
    return {at.data, at.name, 0, Illegal::Must::BePacked, 0};
  if (header.form.k != k) return {kK, "k", k, Illegal::Must::BeAsPacked, header.form.k};
  if (header.form.extent != extent)
    return {at.extent, at.extent_name, extent, Illegal::Must::BeAsPacked, header.form.extent};
  *alpha *= static_cast<T>(header.alpha);
  return {};
}

template <class T, class Letter>
Illegal check_operand(const Operand<T, Letter>& x, char side, bool by_rows, const Sizes& s,
                      const Place& at, T* alpha) {
  const std::int64_t extent = side == 'A' ? s.m : s.n;
  if (is_packed(x.trans)) return check_packed(x.data, side, by_rows, extent, s.k, at, alpha);
  const std::int64_t rows = side == 'A' ? s.m : s.k, columns = side == 'A' ? s.k : s.n;
  const std::int64_t least = at_least_one(transposed(x.trans) != by_rows ? columns : rows);
  if (x.ld < least) return too_small(at.ld, at.ld_name, x.ld, least);
  return {};
}

template <class T, class Letter>
void gemm_compute(Caller caller, const char* routine, const Sizes& s, const Operand<T, Letter>& a,
                  const Operand<T, Letter>& b, T beta, T* c, std::int64_t ldc) {
  const bool by_rows = caller == Caller::Rows;
  T alpha{1};
  Illegal illegal;
  const auto known = [](Letter trans) { return is_packed(trans) || known_trans(trans); };
  if (!known(a.trans)) {
    illegal = unknown(1, "transa", a.trans, "N, T, C or P");
  } else if (!known(b.trans)) {
    illegal = unknown(2, "transb", b.trans, "N, T, C or P");
  } else {
    illegal = check_sizes(s, 3);
  }
  if (!illegal) illegal = check_operand(a, 'A', by_rows, s, kA, &alpha);
  if (!illegal) illegal = check_operand(b, 'B', by_rows, s, kB, &alpha);
  const std::int64_t least_c = at_least_one(by_rows ? s.n : s.m);
  if (!illegal && ldc < least_c) illegal = too_small(12, "ldc", ldc, least_c);
  if (illegal) [[unlikely]]
    return report(caller, routine, illegal);

  const auto problem = [&](const Operand<T, Letter>& x, const Operand<T, Letter>& y, std::int64_t m,
                           std::int64_t n) {
    return GemmProblem<T>{!is_packed(x.trans) && transposed(x.trans),
                          !is_packed(y.trans) && transposed(y.trans),
                          m,
                          n,
                          s.k,
                          alpha,
                          x.data,
                          x.ld,
                          y.data,
                          y.ld,
                          beta,
                          c,
                          ldc,
                          by_rows ? Layout::RowMajor : Layout::ColMajor};
  };
  // A row-major product is the column-major one with its operands swapped.
  const Operand<T, Letter>&x = by_rows ? b : a, &y = by_rows ? a : b;
  const GemmProblem<T> p = problem(x, y, by_rows ? s.n : s.m, by_rows ? s.m : s.n);
  if (!is_packed(x.trans) && !is_packed(y.trans)) {
    const bool nothing = p.m == 0 || p.n == 0 || (p.k == 0 && p.beta == T{1});
    if (!nothing) execute::call_or_fall_back(p);
    return;
  }
  api::multiply_packed(p, is_packed(x.trans) ? x.data : nullptr,
                       is_packed(y.trans) ? y.data : nullptr);
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_CBLAS_GEMM_PACK_GET_SIZE(NAME, T)                                                               \
  FULCRUM_BLAS_EXPORT std::size_t cblas_##NAME(int identifier, fulcrum::abi::Int m, fulcrum::abi::Int n,        \
      fulcrum::abi::Int k) {                                                                                    \
    return fulcrum::abi::pack_get_size<T>(fulcrum::abi::Caller::Columns, "cblas_" #NAME, identifier,            \
                                          {m, n, k});                                                           \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT std::size_t NAME##_(const char* identifier, const fulcrum::abi::Int* m,                   \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k) {                                                 \
    return fulcrum::abi::pack_get_size<T>(fulcrum::abi::Caller::Fortran, #NAME, *identifier, {*m, *n, *k});     \
  }

#define FULCRUM_CBLAS_GEMM_PACK(NAME, T)                                                                        \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int identifier, int trans, fulcrum::abi::Int m,             \
      fulcrum::abi::Int n, fulcrum::abi::Int k, T alpha, const T* src, fulcrum::abi::Int ld, T* dest) {         \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::pack<T>(caller, "cblas_" #NAME, identifier, trans, {m, n, k}, alpha, src, ld, dest);          \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* identifier, const char* trans, const fulcrum::abi::Int* m,       \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k, const T* alpha, const T* src,                     \
      const fulcrum::abi::Int* ld, T* dest) {                                                                   \
    fulcrum::abi::pack<T>(fulcrum::abi::Caller::Fortran, #NAME, *identifier, *trans, {*m, *n, *k}, *alpha, src, \
                          *ld, dest);                                                                           \
  }

#define FULCRUM_CBLAS_GEMM_COMPUTE(NAME, T)                                                                     \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, fulcrum::abi::Int transa, fulcrum::abi::Int transb,         \
      fulcrum::abi::Int m, fulcrum::abi::Int n, fulcrum::abi::Int k, const T* a, fulcrum::abi::Int lda,         \
      const T* b, fulcrum::abi::Int ldb, T beta, T* c, fulcrum::abi::Int ldc) {                                 \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::gemm_compute<T, int>(caller, "cblas_" #NAME, {m, n, k}, {static_cast<int>(transa), a, lda},   \
                                       {static_cast<int>(transb), b, ldb}, beta, c, ldc);                       \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* transa, const char* transb, const fulcrum::abi::Int* m,          \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k, const T* a, const fulcrum::abi::Int* lda,         \
      const T* b, const fulcrum::abi::Int* ldb, const T* beta, T* c, const fulcrum::abi::Int* ldc) {            \
    fulcrum::abi::gemm_compute<T, char>(fulcrum::abi::Caller::Fortran, #NAME, {*m, *n, *k}, {*transa, a, *lda}, \
                                        {*transb, b, *ldb}, *beta, c, *ldc);                                    \
  }

// oneMKL's older way to a buffer; null where there is no memory.
#define FULCRUM_CBLAS_GEMM_ALLOC(NAME, T)                                                                       \
  FULCRUM_BLAS_EXPORT T* cblas_##NAME(int identifier, fulcrum::abi::Int m, fulcrum::abi::Int n,                 \
      fulcrum::abi::Int k) {                                                                                    \
    const std::size_t bytes = fulcrum::abi::pack_get_size<T>(fulcrum::abi::Caller::Columns, "cblas_" #NAME,     \
                                                             identifier, {m, n, k});                            \
    return bytes == 0 ? nullptr : static_cast<T*>(std::malloc(bytes));                                          \
  }
#define FULCRUM_CBLAS_GEMM_FREE(NAME, T)                           \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(T* dest) { std::free(dest); }

#define FULCRUM_CBLAS(FAMILY, NAME, T) FULCRUM_CBLAS_##FAMILY(NAME, T)
FULCRUM_BLAS_PACKED_ROUTINES(FULCRUM_CBLAS)
FULCRUM_BLAS_CBLAS_ROUTINES(FULCRUM_CBLAS)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_PACKED_ROUTINES(FULCRUM_BLAS_ALIASES)
FULCRUM_BLAS_CBLAS_ROUTINES(FULCRUM_BLAS_CBLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
