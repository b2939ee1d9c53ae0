// SPDX-License-Identifier: Apache-2.0
// Level 1 for Fortran and CBLAS. Nothing here is refused: as in the reference, sizes and increments
// without a meaning return at once.

#include "simd/level1/problem.hpp"

#include <bit>
#include <cmath>
#include <complex>
#include <type_traits>

#include "fulcrum/rot.hpp"
#include "simd/problem.hpp"
#include "src/abi/abi.hpp"
#include "src/abi/parameters.hpp"
#include "src/abi/symbols.hpp"
#include "src/execute/members.hpp"

namespace fulcrum::abi {
namespace {

// Increments come in the caller's integers.
template <class A>
constexpr auto widened(A argument) {
  if constexpr (std::is_integral_v<A> && !std::is_same_v<A, bool>) {
    return static_cast<std::int64_t>(argument);
  } else {
    return argument;
  }
}

// A problem whose members are the arguments in their order.
template <class Problem, class... Arguments>
[[gnu::always_inline]] inline void compute_of(std::int64_t n, Arguments... arguments) {
  if (n > 0) execute::compute<Problem>(n, widened(arguments)...);
}
// One with a result, which is `otherwise` where there is nothing to compute.
template <class Problem, class... Arguments>
[[gnu::always_inline]] inline auto value_of(execute::ResultOf<Problem> otherwise, std::int64_t n,
                                            Arguments... arguments) {
  return n > 0 ? execute::value<Problem>(n, widened(arguments)...) : otherwise;
}

// As a Fortran function returns it: a complex value as C's _Complex. On x86-64 two floats are one
// half of a register, which GCC 12 puts together in memory, 4 ns, unless they are named a vector.
#if defined(__x86_64__) && defined(__GNUC__)
using TwoFloats = float __attribute__((vector_size(8)));
#else
using TwoFloats = ComplexFloat;
#endif
template <class T>
using ReturnedDot =
    std::conditional_t<std::is_same_v<T, std::complex<float>>, TwoFloats, PlainByValue<T>>;

template <bool kConjugated, class T>
[[gnu::always_inline]] inline void axpy(std::int64_t n, T alpha, const T* x, std::int64_t incx,
                                        T* y, std::int64_t incy) {
  if (alpha != T{}) compute_of<AxpyProblem<T>>(n, alpha, x, incx, y, incy, kConjugated);
}

// By T or by a real number.
template <class Problem, class Alpha, class T>
[[gnu::always_inline]] inline void scal(std::int64_t n, Alpha alpha, T* x, std::int64_t incx) {
  if (incx > 0) compute_of<Problem>(n, alpha, x, incx);
}

template <bool kConjugated, class T>
ReturnedDot<T> dot(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy) {
  if constexpr (RealScalar<T>) {
    return value_of<DotProblem<T>>(0, n, x, incx, y, incy, nullptr, kConjugated);
  } else {
    ReturnedDot<T> result{};
    T* const to = reinterpret_cast<T*>(&result);  // NOLINT: which has the same representation
    compute_of<DotProblem<T>>(n, x, incx, y, incy, to, kConjugated);
    return result;
  }
}
inline double wide_dot(std::int64_t n, const float* x, std::int64_t incx, const float* y,
                       std::int64_t incy) {
  return value_of<WideDotProblem>(0, n, x, incx, y, incy, nullptr);
}
inline float wide_dot_plus(std::int64_t n, float b, const float* x, std::int64_t incx,
                           const float* y, std::int64_t incy) {
  return static_cast<float>(b + wide_dot(n, x, incx, y, incy));
}

template <class T>
Real<T> nrm2(std::int64_t n, const T* x, std::int64_t incx) {
  return value_of<Nrm2Problem<T>>(0, n, x, incx, nullptr);
}
// asum, sum and extremes.
template <class Problem, auto... kRest, class T>
Real<T> reduction(std::int64_t n, const T* x, std::int64_t incx) {
  return incx > 0 ? value_of<Problem>(0, n, x, incx, nullptr, kRest...) : Real<T>{0};
}
// From 0; -1 where there is none.
template <Extreme kExtreme, class T>
std::int64_t extreme_index(std::int64_t n, const T* x, std::int64_t incx) {
  if (incx <= 0) return -1;
  if constexpr (kExtreme == Extreme::LargestMagnitude) {
    return value_of<IamaxProblem<T>>(-1, n, x, incx, nullptr);
  } else {
    return value_of<ExtremeIndexProblem<T>>(-1, n, x, incx, nullptr, kExtreme);
  }
}
template <Extreme kExtreme, class T>
Int fortran_index(std::int64_t n, const T* x, std::int64_t incx) {
  return static_cast<Int>(extreme_index<kExtreme, T>(n, x, incx) + 1);
}
template <Extreme kExtreme, class T>
std::size_t cblas_index(std::int64_t n, const T* x, std::int64_t incx) {
  const std::int64_t index = extreme_index<kExtreme, T>(n, x, incx);
  return static_cast<std::size_t>(index < 0 ? 0 : index);
}

template <class T>
void rotm(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy, const T* param) {
  if (param[0] != T{-2}) compute_of<RotmProblem<T>>(n, x, incx, y, incy, param);
}

template <class T>
void rotg(T* a, T* b, Real<T>* c, T* s) {
  fulcrum::rotg<T>(a, b, c, s);
}
template <class T>
void rotmg(T* d1, T* d2, T* x1, T y1, T* param) {
  fulcrum::rotmg<T>(d1, d2, x1, y1, param);
}

template <class T>
Real<T> cabs1(const T* z) {
  return std::fabs(z->real()) + std::fabs(z->imag());
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp.
#define FULCRUM_LIST_COPY(A, T)                                         \
  A##_INT(n), A##_IN(T, x), A##_INT(incx), A##_OUT(T, y), A##_INT(incy)
#define FULCRUM_LIST_SWAP(A, T)                                          \
  A##_INT(n), A##_OUT(T, x), A##_INT(incx), A##_OUT(T, y), A##_INT(incy)
#define FULCRUM_LIST_AXPBY(A, T)                                                                     \
  A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, x), A##_INT(incx), A##_SCALAR(T, beta), A##_OUT(T, y), \
  A##_INT(incy)
#define FULCRUM_LIST_AXPY(A, T)                                                               \
  A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, x), A##_INT(incx), A##_OUT(T, y), A##_INT(incy)
#define FULCRUM_LIST_SCAL(A, T)                                  \
  A##_INT(n), A##_SCALAR(T, alpha), A##_OUT(T, x), A##_INT(incx)
#define FULCRUM_LIST_RSCAL(A, T)                                                \
  A##_INT(n), A##_SCALAR(fulcrum::Real<T>, alpha), A##_OUT(T, x), A##_INT(incx)
#define FULCRUM_LIST_DOT(A, T)                                         \
  A##_INT(n), A##_IN(T, x), A##_INT(incx), A##_IN(T, y), A##_INT(incy)
#define FULCRUM_LIST_SDSDOT(A, T)                                                        \
  A##_INT(n), A##_SCALAR(T, b), A##_IN(T, x), A##_INT(incx), A##_IN(T, y), A##_INT(incy)
#define FULCRUM_LIST_REDUCTION(A, T)      \
  A##_INT(n), A##_IN(T, x), A##_INT(incx)
#define FULCRUM_LIST_ROT(A, T)                                                                             \
  A##_INT(n), A##_OUT(T, x), A##_INT(incx), A##_OUT(T, y), A##_INT(incy), A##_SCALAR(fulcrum::Real<T>, c), \
  A##_SCALAR(fulcrum::Real<T>, s)
#define FULCRUM_LIST_ROTM(A, T)                                                            \
  A##_INT(n), A##_OUT(T, x), A##_INT(incx), A##_OUT(T, y), A##_INT(incy), A##_IN(T, param)
#define FULCRUM_LIST_ROTG(A, T)                                             \
  A##_OUT(T, a), A##_OUT(T, b), A##_OUT(fulcrum::Real<T>, c), A##_OUT(T, s)
#define FULCRUM_LIST_ROTMG(A, T)                                                       \
  A##_OUT(T, d1), A##_OUT(T, d2), A##_OUT(T, x1), A##_SCALAR(T, y1), A##_OUT(T, param)
#define FULCRUM_LIST_CABS1(A, T) \
  A##_IN(T, z)

#define FULCRUM_LEVEL1_COPY(NAME, T) \
  FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_COPY, T, compute_of<fulcrum::CopyProblem<T>>)
#define FULCRUM_LEVEL1_SWAP(NAME, T) \
  FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_SWAP, T, compute_of<fulcrum::SwapProblem<T>>)
#define FULCRUM_LEVEL1_AXPBY(NAME, T) \
  FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_AXPBY, T, compute_of<fulcrum::AxpbyProblem<T>>)
#define FULCRUM_LEVEL1_AXPY(NAME, T) FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_AXPY, T, axpy<false, T>)
#define FULCRUM_LEVEL1_AXPYC(NAME, T) FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_AXPY, T, axpy<true, T>)
#define FULCRUM_LEVEL1_SCAL(NAME, T) FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_SCAL, T, scal<fulcrum::ScalProblem<T>>)
#define FULCRUM_LEVEL1_RSCAL(NAME, T) \
  FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_RSCAL, T, scal<fulcrum::RealScalProblem<T>>)
#define FULCRUM_LEVEL1_DOT(NAME, T) FULCRUM_UNCHECKED(T, NAME, FULCRUM_LIST_DOT, T, dot<false, T>)
#define FULCRUM_LEVEL1_DSDOT(NAME, T) FULCRUM_UNCHECKED(double, NAME, FULCRUM_LIST_DOT, float, wide_dot)
#define FULCRUM_LEVEL1_SDSDOT(NAME, T) FULCRUM_UNCHECKED(float, NAME, FULCRUM_LIST_SDSDOT, T, wide_dot_plus)
#define FULCRUM_LEVEL1_NRM2(NAME, T) FULCRUM_UNCHECKED(fulcrum::Real<T>, NAME, FULCRUM_LIST_REDUCTION, T, nrm2<T>)
#define FULCRUM_LEVEL1_ASUM(NAME, T) \
  FULCRUM_UNCHECKED(fulcrum::Real<T>, NAME, FULCRUM_LIST_REDUCTION, T, reduction<fulcrum::AsumProblem<T>>)
#define FULCRUM_LEVEL1_SUM(NAME, T) \
  FULCRUM_UNCHECKED(fulcrum::Real<T>, NAME, FULCRUM_LIST_REDUCTION, T, reduction<fulcrum::SumProblem<T>>)
#define FULCRUM_LEVEL1_AMAX(NAME, T)                                        \
  FULCRUM_UNCHECKED(fulcrum::Real<T>, NAME, FULCRUM_LIST_REDUCTION, T, \
                    reduction<fulcrum::ExtremeProblem<T>, fulcrum::Extreme::LargestMagnitude>)
#define FULCRUM_LEVEL1_AMIN(NAME, T)                                        \
  FULCRUM_UNCHECKED(fulcrum::Real<T>, NAME, FULCRUM_LIST_REDUCTION, T, \
                    reduction<fulcrum::ExtremeProblem<T>, fulcrum::Extreme::LeastMagnitude>)
#define FULCRUM_LEVEL1_ROT(NAME, T) \
  FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_ROT, T, compute_of<fulcrum::RotProblem<T>>)
#define FULCRUM_LEVEL1_ROTM(NAME, T) FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_ROTM, T, rotm<T>)
#define FULCRUM_LEVEL1_ROTG(NAME, T) FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_ROTG, T, rotg<T>)
#define FULCRUM_LEVEL1_ROTMG(NAME, T) FULCRUM_UNCHECKED(void, NAME, FULCRUM_LIST_ROTMG, T, rotmg<T>)
#define FULCRUM_LEVEL1_CABS1(NAME, T) FULCRUM_UNCHECKED(fulcrum::Real<T>, NAME, FULCRUM_LIST_CABS1, T, cabs1<T>)

// The index counts from 1 in Fortran and from 0 in CBLAS.
#define FULCRUM_INDEX_OF(NAME, T, EXTREME)                                                                   \
  FULCRUM_BLAS_EXPORT fulcrum::abi::Int NAME##_(FULCRUM_LIST_REDUCTION(FULCRUM_FORTRAN, T)) {                \
    return fulcrum::abi::fortran_index<fulcrum::Extreme::EXTREME, T>(                                        \
        FULCRUM_LIST_REDUCTION(FULCRUM_FORTRAN_VALUE, T));                                                   \
  }                                                                                                          \
  FULCRUM_BLAS_EXPORT std::size_t cblas_##NAME(FULCRUM_LIST_REDUCTION(FULCRUM_CBLAS, T)) {                   \
    return fulcrum::abi::cblas_index<fulcrum::Extreme::EXTREME, T>(                                          \
        FULCRUM_LIST_REDUCTION(FULCRUM_CBLAS_VALUE, T));                                                     \
  }
#define FULCRUM_LEVEL1_IAMAX(NAME, T) FULCRUM_INDEX_OF(NAME, T, LargestMagnitude)
#define FULCRUM_LEVEL1_IAMIN(NAME, T) FULCRUM_INDEX_OF(NAME, T, LeastMagnitude)
#define FULCRUM_LEVEL1_IMAX(NAME, T) FULCRUM_INDEX_OF(NAME, T, Largest)
#define FULCRUM_LEVEL1_IMIN(NAME, T) FULCRUM_INDEX_OF(NAME, T, Least)

// CBLAS's own return no complex number; OpenBLAS's under the bare name do.
#define FULCRUM_COMPLEX_DOT(NAME, T, ...)                                                                 \
  FULCRUM_UNCHECKED(fulcrum::abi::ReturnedDot<T>, NAME, FULCRUM_LIST_DOT, T, __VA_ARGS__)                  \
  FULCRUM_BLAS_EXPORT void cblas_##NAME##_sub(FULCRUM_LIST_DOT(FULCRUM_CBLAS, T), void* result) {         \
    *static_cast<T*>(result) =                                                                            \
        std::bit_cast<T>(fulcrum::abi::__VA_ARGS__(FULCRUM_LIST_DOT(FULCRUM_CBLAS_VALUE, T)));            \
  }
#define FULCRUM_LEVEL1_DOTU(NAME, T) FULCRUM_COMPLEX_DOT(NAME, T, dot<false, T>)
#define FULCRUM_LEVEL1_DOTC(NAME, T) FULCRUM_COMPLEX_DOT(NAME, T, dot<true, T>)

#define FULCRUM_LEVEL1(FAMILY, NAME, T) FULCRUM_LEVEL1_##FAMILY(NAME, T)
FULCRUM_BLAS_LEVEL1_ROUTINES(FULCRUM_LEVEL1)
FULCRUM_BLAS_COMPLEX_DOT_ROUTINES(FULCRUM_LEVEL1)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_LEVEL1_ROUTINES(FULCRUM_BLAS_ALIASES)
#define FULCRUM_DOT_ALIASES(FAMILY, NAME, T)                    \
  FULCRUM_BLAS_ALIASES(FAMILY, NAME, T)                         \
  FULCRUM_BLAS_ALIAS(cblas_##NAME##_sub, cblas_##NAME##_sub_64) \
  FULCRUM_BLAS_ALIAS(cblas_##NAME##_sub, cblas_##NAME##_sub64_)
FULCRUM_BLAS_COMPLEX_DOT_ROUTINES(FULCRUM_DOT_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on

// The reference's comparison of letters: 1 where they are the same in either case.
FULCRUM_BLAS_EXPORT fulcrum::abi::Int lsame_(const char* a, const char* b) {
  const auto upper = [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  };
  return upper(*a) == upper(*b) ? 1 : 0;
}
#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_ALIAS(lsame_, lsame_64_)
#endif
