// SPDX-License-Identifier: Apache-2.0
// Copies, transposes and sums of matrices under the names and with the argument orders of OpenBLAS,
// ?omatcopy, ?imatcopy, ?geadd, and of MKL, ?omatcopy2, ?omatadd. Numbers of arguments are
// positions in the caller's list.

#include "simd/matcopy/matcopy.hpp"
#include "src/abi/abi.hpp"
#include "src/abi/arguments.hpp"
#include "src/abi/parameters.hpp"
#include "src/abi/symbols.hpp"
#include "src/api/strides_apart.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

// Fortran's ordering: C or R.
bool known_ordering(const char* routine, char ordering, bool* by_rows) {
  *by_rows = is(ordering, 'R', kRowMajor);
  if (*by_rows || is(ordering, 'C', kColMajor)) return true;
  report_fortran(routine, unknown(1, "ordering", ordering, "C or R"));
  return false;
}

// Of B and an m x n A by columns, or of A alone, which B replaces.
template <bool kInPlace, class Letter>
constexpr auto kCopyList = [](auto& arguments, bool /*by_rows*/, bool fortran, Letter trans,
                              std::int64_t rows, std::int64_t cols, std::int64_t m, std::int64_t n,
                              std::int64_t lda, std::int64_t ldb) {
  if (fortran) arguments.skip();  // the ordering
  arguments.letter(known_op(trans), "trans", trans, kOpLetters);
  arguments.size("rows", rows);
  arguments.size("cols", cols);
  arguments.skip(2);
  arguments.leading("lda", lda, m);
  if (!kInPlace) arguments.skip();
  arguments.leading("ldb", ldb, transposed(trans) ? n : m);
};

template <class T, class Letter>
void omatcopy(Caller caller, bool by_rows, const char* routine, Letter trans, std::int64_t rows,
              std::int64_t cols, T alpha, const T* a, std::int64_t lda, T* b, std::int64_t ldb) {
  const bool fortran = caller == Caller::Fortran;
  const std::int64_t m = by_rows ? cols : rows, n = by_rows ? rows : cols;
  if (!legal(kCopyList<false, Letter>, caller, routine, fortran, trans, rows, cols, m, n, lda, ldb))
    return;
  if (m == 0 || n == 0) return;
  const OmatcopyProblem<T> p{transposed(trans),
                             conjugated<T>(trans),
                             m,
                             n,
                             alpha,
                             a,
                             lda,
                             b,
                             ldb,
                             by_rows ? Layout::RowMajor : Layout::ColMajor};
  execute::call_or_fall_back(p);
}

template <class T, class Letter>
void imatcopy(Caller caller, bool by_rows, const char* routine, Letter trans, std::int64_t rows,
              std::int64_t cols, T alpha, T* a, std::int64_t lda, std::int64_t ldb) {
  const bool fortran = caller == Caller::Fortran;
  const std::int64_t m = by_rows ? cols : rows, n = by_rows ? rows : cols;
  if (!legal(kCopyList<true, Letter>, caller, routine, fortran, trans, rows, cols, m, n, lda, ldb))
    return;
  if (m == 0 || n == 0) return;
  const ImatcopyProblem<T> p{transposed(trans),
                             conjugated<T>(trans),
                             m,
                             n,
                             alpha,
                             a,
                             lda,
                             ldb,
                             by_rows ? Layout::RowMajor : Layout::ColMajor};
  execute::call_or_fall_back(p);
}

constexpr auto kGeaddList = [](auto& arguments, bool /*by_rows*/, std::int64_t rows,
                               std::int64_t cols, std::int64_t m, std::int64_t lda,
                               std::int64_t ldc) {
  arguments.size("rows", rows);
  arguments.size("cols", cols);
  arguments.skip(2);
  arguments.leading("lda", lda, m);
  arguments.skip(2);
  arguments.leading("ldc", ldc, m);
};

template <class T>
void geadd(Caller caller, const char* routine, std::int64_t rows, std::int64_t cols, T alpha,
           const T* a, std::int64_t lda, T beta, T* c, std::int64_t ldc) {
  const bool by_rows = caller == Caller::Rows;
  const std::int64_t m = by_rows ? cols : rows, n = by_rows ? rows : cols;
  if (!legal(kGeaddList, caller, routine, rows, cols, m, lda, ldc) || m == 0 || n == 0) return;
  if (alpha == T{} && beta == T{1}) return;
  const GeaddProblem<T> p{m, n, alpha, a, lda, beta, c, ldc, layout_of(caller)};
  execute::call_or_fall_back(p);
}

// rows and columns: those of B by columns.
template <class Letter>
constexpr auto kCopy2List = [](auto& arguments, bool /*by_rows*/, bool fortran, Letter trans,
                               std::int64_t m, std::int64_t n, std::int64_t lda,
                               std::int64_t stridea, std::int64_t ldb, std::int64_t strideb,
                               std::int64_t rows, std::int64_t columns) {
  if (fortran) arguments.skip();  // the ordering
  arguments.letter(known_op(trans), "trans", trans, kOpLetters);
  arguments.size("rows", m);
  arguments.size("cols", n);
  arguments.skip(2);
  arguments.leading("lda", lda, 1);
  arguments.leading("stridea", stridea, 1);
  arguments.skip();
  arguments.leading("ldb", ldb, api::least_leading(rows, columns, strideb, ldb));
  arguments.leading("strideb", strideb, 1);
};

template <class T, class Letter>
void omatcopy2(Caller caller, bool by_rows, const char* routine, Letter trans, std::int64_t rows,
               std::int64_t cols, T alpha, const T* a, std::int64_t lda, std::int64_t stridea, T* b,
               std::int64_t ldb, std::int64_t strideb) {
  const bool fortran = caller == Caller::Fortran;
  const std::int64_t m = by_rows ? cols : rows, n = by_rows ? rows : cols;
  if (!legal(kCopy2List<Letter>, caller, routine, fortran, trans, rows, cols, lda, stridea, ldb,
             strideb, transposed(trans) ? n : m, transposed(trans) ? m : n))
    return;
  if (m == 0 || n == 0) return;
  const Omatcopy2Problem<T> p{transposed(trans),
                              conjugated<T>(trans),
                              m,
                              n,
                              alpha,
                              a,
                              lda,
                              stridea,
                              b,
                              ldb,
                              strideb,
                              by_rows ? Layout::RowMajor : Layout::ColMajor};
  execute::call_or_fall_back(p);
}

// rows and columns: those of C by columns.
template <class Letter>
constexpr auto kSumList = [](auto& arguments, bool /*by_rows*/, bool fortran, Letter transa,
                             Letter transb, std::int64_t m, std::int64_t n, std::int64_t lda,
                             std::int64_t ldb, std::int64_t ldc, std::int64_t rows,
                             std::int64_t columns) {
  if (fortran) arguments.skip();  // the ordering
  arguments.letter(known_op(transa), "transa", transa, kOpLetters);
  arguments.letter(known_op(transb), "transb", transb, kOpLetters);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.skip(2);
  arguments.leading("lda", lda, transposed(transa) ? columns : rows);
  arguments.skip(2);
  arguments.leading("ldb", ldb, transposed(transb) ? columns : rows);
  arguments.skip();
  arguments.leading("ldc", ldc, rows);
};

template <class T, class Letter>
void omatadd(Caller caller, bool by_rows, const char* routine, Letter transa, Letter transb,
             std::int64_t m, std::int64_t n, T alpha, const T* a, std::int64_t lda, T beta,
             const T* b, std::int64_t ldb, T* c, std::int64_t ldc) {
  const bool fortran = caller == Caller::Fortran;
  const std::int64_t rows = by_rows ? n : m, columns = by_rows ? m : n;
  if (!legal(kSumList<Letter>, caller, routine, fortran, transa, transb, m, n, lda, ldb, ldc, rows,
             columns))
    return;
  if (m == 0 || n == 0) return;
  const OmataddProblem<T> p{transposed(transa),
                            conjugated<T>(transa),
                            transposed(transb),
                            conjugated<T>(transb),
                            rows,
                            columns,
                            alpha,
                            a,
                            lda,
                            beta,
                            b,
                            ldb,
                            c,
                            ldc,
                            by_rows ? Layout::RowMajor : Layout::ColMajor};
  execute::call_or_fall_back(p);
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp.
#define FULCRUM_LIST_OMATCOPY(A, T)                                                                            \
  A##_LETTER(trans), A##_INT(rows), A##_INT(cols), A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda),           \
  A##_OUT(T, b), A##_INT(ldb)
#define FULCRUM_LIST_IMATCOPY(A, T)                                                                            \
  A##_LETTER(trans), A##_INT(rows), A##_INT(cols), A##_SCALAR(T, alpha), A##_OUT(T, a), A##_INT(lda),          \
  A##_INT(ldb)
#define FULCRUM_LIST_GEADD(A, T)                                                                               \
  A##_INT(rows), A##_INT(cols), A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda), A##_SCALAR(T, beta),         \
  A##_OUT(T, c), A##_INT(ldc)
#define FULCRUM_LIST_OMATCOPY2(A, T)                                                                           \
  A##_LETTER(trans), A##_INT(rows), A##_INT(cols), A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda),           \
  A##_INT(stridea), A##_OUT(T, b), A##_INT(ldb), A##_INT(strideb)
#define FULCRUM_LIST_OMATADD(A, T)                                                                             \
  A##_LETTER(transa), A##_LETTER(transb), A##_INT(m), A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, a),          \
  A##_INT(lda), A##_SCALAR(T, beta), A##_IN(T, b), A##_INT(ldb), A##_OUT(T, c), A##_INT(ldc)

// Fortran, and MKL's functions for C, have a letter in the place of the layout. ROUTINE: what an error calls it.
#define FULCRUM_BY_LETTER(SYMBOL, ROUTINE, LETTER, ORDERING, A, LIST, T, FUNCTION)                             \
  FULCRUM_BLAS_EXPORT void SYMBOL(LETTER ordering, LIST(A, T)) {                                               \
    bool by_rows = false;                                                                                      \
    if (!fulcrum::abi::known_ordering(ROUTINE, ORDERING, &by_rows)) return;                                    \
    fulcrum::abi::FUNCTION(fulcrum::abi::Caller::Fortran, by_rows, ROUTINE, LIST(A##_VALUE, T));               \
  }
#define FULCRUM_ORDERED(NAME, LIST, T, FUNCTION)                                                               \
  FULCRUM_BY_LETTER(NAME##_, #NAME, const char*, *ordering, FULCRUM_FORTRAN, LIST, T, FUNCTION)                \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, LIST(FULCRUM_CBLAS, T)) {                                  \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::FUNCTION(caller, caller == fulcrum::abi::Caller::Rows, "cblas_" #NAME,                       \
                           LIST(FULCRUM_CBLAS_VALUE, T));                                                      \
  }

#define FULCRUM_MATCOPY_OMATCOPY(NAME, T) FULCRUM_ORDERED(NAME, FULCRUM_LIST_OMATCOPY, T, omatcopy)
#define FULCRUM_MATCOPY_IMATCOPY(NAME, T) FULCRUM_ORDERED(NAME, FULCRUM_LIST_IMATCOPY, T, imatcopy)
#define FULCRUM_MATCOPY_OMATCOPY2(NAME, T) FULCRUM_ORDERED(NAME, FULCRUM_LIST_OMATCOPY2, T, omatcopy2)
#define FULCRUM_MATCOPY_OMATADD(NAME, T) FULCRUM_ORDERED(NAME, FULCRUM_LIST_OMATADD, T, omatadd)
#define FULCRUM_MATCOPY_GEADD(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEADD, T, geadd)

#define FULCRUM_MATCOPY(FAMILY, NAME, T) FULCRUM_MATCOPY_##FAMILY(NAME, T)
FULCRUM_BLAS_MATCOPY_ROUTINES(FULCRUM_MATCOPY)

#define FULCRUM_FUNCTION_OMATCOPY omatcopy
#define FULCRUM_FUNCTION_IMATCOPY imatcopy
#define FULCRUM_FUNCTION_OMATCOPY2 omatcopy2
#define FULCRUM_FUNCTION_OMATADD omatadd
#define FULCRUM_MKL_MATCOPY(FAMILY, NAME, C_NAME, T)                                                           \
  FULCRUM_BY_LETTER(mkl_##NAME##_, "mkl_" #NAME, const char*, *ordering, FULCRUM_FORTRAN,                      \
                    FULCRUM_LIST_##FAMILY, T, FULCRUM_FUNCTION_##FAMILY)                                       \
  FULCRUM_BY_LETTER(MKL_##C_NAME, "mkl_" #NAME, char, ordering, FULCRUM_MKL,                                   \
                    FULCRUM_LIST_##FAMILY, T, FULCRUM_FUNCTION_##FAMILY)
FULCRUM_BLAS_MKL_MATCOPY_ROUTINES(FULCRUM_MKL_MATCOPY)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_MATCOPY_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
