// SPDX-License-Identifier: Apache-2.0
// Copies, transposes and sums of matrices under the names and with the argument orders of OpenBLAS:
// ?omatcopy, ?imatcopy, ?geadd. Numbers of arguments are positions in the caller's list.

#include <utility>

#include "simd/matcopy/matcopy.hpp"
#include "src/abi/abi.hpp"
#include "src/abi/arguments.hpp"
#include "src/abi/parameters.hpp"
#include "src/abi/symbols.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum::abi {
namespace {

// What is done to A: N, T, C, or R for conjugated alone (CblasConjNoTrans).
struct Copy {
  bool known, trans, conj;
};
constexpr Copy parse_copy(int value, int none, int trans, int conj_trans, int conj) {
  return {value == none || value == trans || value == conj_trans || value == conj,
          value == trans || value == conj_trans, value == conj_trans || value == conj};
}
constexpr Copy parse_copy(char letter) {
  return parse_copy(detail::upper_case(letter), 'N', 'T', 'C', 'R');
}
constexpr Copy parse_copy(int value) { return parse_copy(value, 111, 112, 113, 114); }

// Fortran's ordering: C or R.
bool known_ordering(const char* routine, char ordering, bool* by_rows) {
  const int letter = detail::upper_case(ordering);
  *by_rows = letter == 'R';
  if (letter == 'C' || letter == 'R') return true;
  report_fortran(routine, {1, "ordering", ordering, Illegal::Must::BeLetter, 0, "C or R"});
  return false;
}

// B, or A again, of an m x n A by columns.
template <template <class> class Problem, class T, class Letter>
void copy(Caller caller, bool by_rows, const char* routine, Letter trans, Problem<T> p) {
  constexpr bool kInPlace = !requires { p.b; };
  const Copy op = parse_copy(trans);
  Arguments arguments(caller, routine);
  if (caller == Caller::Fortran) arguments.skip();  // the ordering
  arguments.letter(op.known, "trans", trans, "N, T, C or R");
  arguments.size("rows", p.m);
  arguments.size("cols", p.n);
  if (by_rows) std::swap(p.m, p.n);
  arguments.skip(2);
  arguments.leading("lda", p.lda, p.m);
  if (!kInPlace) arguments.skip();
  arguments.leading("ldb", p.ldb, op.trans ? p.n : p.m);
  if (arguments.refused() || p.m == 0 || p.n == 0) return;
  p.trans = op.trans;
  p.conj = op.conj;
  p.layout = by_rows ? Layout::RowMajor : Layout::ColMajor;
  execute::call_or_fall_back(p);
}

template <class T>
void geadd(Caller caller, const char* routine, GeaddProblem<T> p) {
  Arguments arguments(caller, routine);
  arguments.size("rows", p.m);
  arguments.size("cols", p.n);
  if (caller == Caller::Rows) std::swap(p.m, p.n);
  arguments.skip(2);
  arguments.leading("lda", p.lda, p.m);
  arguments.skip(2);
  arguments.leading("ldc", p.ldc, p.m);
  if (arguments.refused() || p.m == 0 || p.n == 0) return;
  if (p.alpha == T{} && p.beta == T{1}) return;
  p.layout = caller == Caller::Rows ? Layout::RowMajor : Layout::ColMajor;
  execute::call_or_fall_back(p);
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_MATCOPY_OMATCOPY(NAME, T)                                                                        \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* ordering, const char* trans, const fulcrum::abi::Int* rows,       \
      const fulcrum::abi::Int* cols, const T* alpha, const T* a, const fulcrum::abi::Int* lda, T* b,             \
      const fulcrum::abi::Int* ldb) {                                                                            \
    bool by_rows = false;                                                                                        \
    if (!fulcrum::abi::known_ordering(#NAME, *ordering, &by_rows)) return;                                       \
    fulcrum::abi::copy(fulcrum::abi::Caller::Fortran, by_rows, #NAME, *trans,                                    \
        fulcrum::OmatcopyProblem<T>{false, false, *rows, *cols, *alpha, a, *lda, b, *ldb});                      \
  }                                                                                                              \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int trans, fulcrum::abi::Int rows, fulcrum::abi::Int cols,   \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::Out<T> b,      \
      fulcrum::abi::Int ldb) {                                                                                   \
    fulcrum::abi::Caller caller{};                                                                               \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                    \
    fulcrum::abi::copy(caller, caller == fulcrum::abi::Caller::Rows, "cblas_" #NAME, trans,                      \
        fulcrum::OmatcopyProblem<T>{false, false, rows, cols, fulcrum::abi::value<T>(alpha),                     \
                                    static_cast<const T*>(a), lda, static_cast<T*>(b), ldb});                    \
  }

#define FULCRUM_MATCOPY_IMATCOPY(NAME, T)                                                                        \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* ordering, const char* trans, const fulcrum::abi::Int* rows,       \
      const fulcrum::abi::Int* cols, const T* alpha, T* a, const fulcrum::abi::Int* lda,                         \
      const fulcrum::abi::Int* ldb) {                                                                            \
    bool by_rows = false;                                                                                        \
    if (!fulcrum::abi::known_ordering(#NAME, *ordering, &by_rows)) return;                                       \
    fulcrum::abi::copy(fulcrum::abi::Caller::Fortran, by_rows, #NAME, *trans,                                    \
        fulcrum::ImatcopyProblem<T>{false, false, *rows, *cols, *alpha, a, *lda, *ldb});                         \
  }                                                                                                              \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int trans, fulcrum::abi::Int rows, fulcrum::abi::Int cols,   \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::Out<T> a, fulcrum::abi::Int lda, fulcrum::abi::Int ldb) {    \
    fulcrum::abi::Caller caller{};                                                                               \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                    \
    fulcrum::abi::copy(caller, caller == fulcrum::abi::Caller::Rows, "cblas_" #NAME, trans,                      \
        fulcrum::ImatcopyProblem<T>{false, false, rows, cols, fulcrum::abi::value<T>(alpha),                     \
                                    static_cast<T*>(a), lda, ldb});                                              \
  }

#define FULCRUM_MATCOPY_GEADD(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const fulcrum::abi::Int* rows, const fulcrum::abi::Int* cols, const T* alpha, \
      const T* a, const fulcrum::abi::Int* lda, const T* beta, T* c, const fulcrum::abi::Int* ldc) {             \
    fulcrum::abi::geadd(fulcrum::abi::Caller::Fortran, #NAME,                                                    \
        fulcrum::GeaddProblem<T>{*rows, *cols, *alpha, a, *lda, *beta, c, *ldc});                                \
  }                                                                                                              \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, fulcrum::abi::Int rows, fulcrum::abi::Int cols,              \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda,                              \
      fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> c, fulcrum::abi::Int ldc) {                            \
    fulcrum::abi::Caller caller{};                                                                               \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                    \
    fulcrum::abi::geadd(caller, "cblas_" #NAME,                                                                  \
        fulcrum::GeaddProblem<T>{rows, cols, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda,       \
                                 fulcrum::abi::value<T>(beta), static_cast<T*>(c), ldc});                        \
  }

#define FULCRUM_MATCOPY(FAMILY, NAME, T) FULCRUM_MATCOPY_##FAMILY(NAME, T)
FULCRUM_BLAS_MATCOPY_ROUTINES(FULCRUM_MATCOPY)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_MATCOPY_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
