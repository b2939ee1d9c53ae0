// SPDX-License-Identifier: Apache-2.0
// Level 1 for Fortran and CBLAS, but for the real axpy, dot and scal. Nothing here is refused: as
// in the reference, sizes and increments without a meaning return at once.

#include "simd/level1/problem.hpp"

#include <bit>
#include <cmath>
#include <complex>

#include "fulcrum/rot.hpp"
#include "simd/problem.hpp"
#include "src/abi/abi.hpp"
#include "src/abi/parameters.hpp"
#include "src/abi/symbols.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum::abi {
namespace {

template <class Problem>
void compute(const Problem& p) {
  if (p.n > 0) execute::call_or_fall_back(p);
}

template <class T>
void axpy(std::int64_t n, T alpha, const T* x, std::int64_t incx, T* y, std::int64_t incy) {
  if (alpha != T{}) compute(AxpyProblem<T>{n, alpha, x, incx, y, incy});
}

template <class T>
void scal(std::int64_t n, T alpha, T* x, std::int64_t incx) {
  if (incx > 0) compute(ScalProblem<T>{n, alpha, x, incx});
}
template <class T>
void real_scal(std::int64_t n, Real<T> alpha, T* x, std::int64_t incx) {
  if (incx > 0) compute(RealScalProblem<T>{n, alpha, x, incx});
}

template <class T>
T dot(bool conjugated, std::int64_t n, const T* x, std::int64_t incx, const T* y,
      std::int64_t incy) {
  T result{};
  compute(DotProblem<T>{n, x, incx, y, incy, &result, conjugated});
  return result;
}
double wide_dot(std::int64_t n, const float* x, std::int64_t incx, const float* y,
                std::int64_t incy) {
  double result = 0;
  compute(WideDotProblem{n, x, incx, y, incy, &result});
  return result;
}

template <class T>
Real<T> nrm2(std::int64_t n, const T* x, std::int64_t incx) {
  Real<T> result{0};
  compute(Nrm2Problem<T>{n, x, incx, &result});
  return result;
}
template <class T>
Real<T> asum(std::int64_t n, const T* x, std::int64_t incx) {
  Real<T> result{0};
  if (incx > 0) compute(AsumProblem<T>{n, x, incx, &result});
  return result;
}
// From 0; -1 where there is none.
template <class T>
std::int64_t iamax(std::int64_t n, const T* x, std::int64_t incx) {
  std::int64_t result = -1;
  if (incx > 0) compute(IamaxProblem<T>{n, x, incx, &result});
  return result;
}
template <class T>
std::size_t cblas_iamax(std::int64_t n, const T* x, std::int64_t incx) {
  const std::int64_t index = iamax(n, x, incx);
  return static_cast<std::size_t>(index < 0 ? 0 : index);
}

template <class T>
void rotm(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy, const T* param) {
  if (param[0] != T{-2}) compute(RotmProblem<T>{n, x, incx, y, incy, param});
}

template <class T>
Real<T> cabs1(const T& z) {
  return std::fabs(z.real()) + std::fabs(z.imag());
}

// As a Fortran function of complex type returns it, which is as C's _Complex.
inline ComplexFloat returned(std::complex<float> z) { return std::bit_cast<ComplexFloat>(z); }
inline ComplexDouble returned(std::complex<double> z) { return std::bit_cast<ComplexDouble>(z); }

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_INT const fulcrum::abi::Int*
#define FULCRUM_VALUE fulcrum::abi::Int

#define FULCRUM_LEVEL1_COPY(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(FULCRUM_INT n, const T* x, FULCRUM_INT incx, T* y, FULCRUM_INT incy) {       \
    fulcrum::abi::compute(fulcrum::CopyProblem<T>{*n, x, *incx, y, *incy});                                     \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(FULCRUM_VALUE n, fulcrum::abi::In<T> x, FULCRUM_VALUE incx,             \
                                        fulcrum::abi::Out<T> y, FULCRUM_VALUE incy) {                           \
    fulcrum::abi::compute(                                                                                      \
        fulcrum::CopyProblem<T>{n, static_cast<const T*>(x), incx, static_cast<T*>(y), incy});                  \
  }
#define FULCRUM_LEVEL1_SWAP(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(FULCRUM_INT n, T* x, FULCRUM_INT incx, T* y, FULCRUM_INT incy) {             \
    fulcrum::abi::compute(fulcrum::SwapProblem<T>{*n, x, *incx, y, *incy});                                     \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(FULCRUM_VALUE n, fulcrum::abi::Out<T> x, FULCRUM_VALUE incx,            \
                                        fulcrum::abi::Out<T> y, FULCRUM_VALUE incy) {                           \
    fulcrum::abi::compute(fulcrum::SwapProblem<T>{n, static_cast<T*>(x), incx, static_cast<T*>(y), incy});      \
  }
#define FULCRUM_LEVEL1_AXPY(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(FULCRUM_INT n, const T* alpha, const T* x, FULCRUM_INT incx, T* y,           \
                                   FULCRUM_INT incy) {                                                          \
    fulcrum::abi::axpy<T>(*n, *alpha, x, *incx, y, *incy);                                                      \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(FULCRUM_VALUE n, fulcrum::abi::ByValue<T> alpha,                        \
                                        fulcrum::abi::In<T> x, FULCRUM_VALUE incx, fulcrum::abi::Out<T> y,      \
                                        FULCRUM_VALUE incy) {                                                   \
    fulcrum::abi::axpy<T>(n, fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx,                     \
                          static_cast<T*>(y), incy);                                                            \
  }
#define FULCRUM_LEVEL1_AXPBY(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(FULCRUM_INT n, const T* alpha, const T* x, FULCRUM_INT incx, const T* beta,  \
                                   T* y, FULCRUM_INT incy) {                                                    \
    fulcrum::abi::compute(fulcrum::AxpbyProblem<T>{*n, *alpha, x, *incx, *beta, y, *incy});                     \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(FULCRUM_VALUE n, fulcrum::abi::ByValue<T> alpha,                        \
                                        fulcrum::abi::In<T> x, FULCRUM_VALUE incx,                              \
                                        fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> y,                  \
                                        FULCRUM_VALUE incy) {                                                   \
    fulcrum::abi::compute(fulcrum::AxpbyProblem<T>{n, fulcrum::abi::value<T>(alpha),                            \
                                                   static_cast<const T*>(x), incx,                              \
                                                   fulcrum::abi::value<T>(beta), static_cast<T*>(y), incy});    \
  }
#define FULCRUM_LEVEL1_SCAL(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(FULCRUM_INT n, const T* alpha, T* x, FULCRUM_INT incx) {                     \
    fulcrum::abi::scal<T>(*n, *alpha, x, *incx);                                                                \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(FULCRUM_VALUE n, fulcrum::abi::ByValue<T> alpha,                        \
                                        fulcrum::abi::Out<T> x, FULCRUM_VALUE incx) {                           \
    fulcrum::abi::scal<T>(n, fulcrum::abi::value<T>(alpha), static_cast<T*>(x), incx);                          \
  }
#define FULCRUM_LEVEL1_RSCAL(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(FULCRUM_INT n, const fulcrum::Real<T>* alpha, T* x, FULCRUM_INT incx) {      \
    fulcrum::abi::real_scal<T>(*n, *alpha, x, *incx);                                                           \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(FULCRUM_VALUE n, fulcrum::Real<T> alpha, void* x, FULCRUM_VALUE incx) { \
    fulcrum::abi::real_scal<T>(n, alpha, static_cast<T*>(x), incx);                                             \
  }
#define FULCRUM_LEVEL1_DOT(CONJ, NAME, T)                                                                       \
  FULCRUM_BLAS_EXPORT fulcrum::abi::Returned<T> NAME##_(FULCRUM_INT n, const T* x, FULCRUM_INT incx,            \
                                                        const T* y, FULCRUM_INT incy) {                         \
    return fulcrum::abi::returned(fulcrum::abi::dot<T>(CONJ, *n, x, *incx, y, *incy));                          \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME##_sub(FULCRUM_VALUE n, const void* x, FULCRUM_VALUE incx,               \
                                              const void* y, FULCRUM_VALUE incy, void* result) {                \
    *static_cast<T*>(result) = fulcrum::abi::dot<T>(CONJ, n, static_cast<const T*>(x), incx,                    \
                                                    static_cast<const T*>(y), incy);                            \
  }
#define FULCRUM_LEVEL1_DOTU(NAME, T) FULCRUM_LEVEL1_DOT(false, NAME, T)
#define FULCRUM_LEVEL1_DOTC(NAME, T) FULCRUM_LEVEL1_DOT(true, NAME, T)
#define FULCRUM_LEVEL1_DSDOT(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT double NAME##_(FULCRUM_INT n, const float* x, FULCRUM_INT incx, const float* y,           \
                                     FULCRUM_INT incy) {                                                        \
    return fulcrum::abi::wide_dot(*n, x, *incx, y, *incy);                                                      \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT double cblas_##NAME(FULCRUM_VALUE n, const float* x, FULCRUM_VALUE incx, const float* y,  \
                                          FULCRUM_VALUE incy) {                                                 \
    return fulcrum::abi::wide_dot(n, x, incx, y, incy);                                                         \
  }
#define FULCRUM_LEVEL1_SDSDOT(NAME, T)                                                                          \
  FULCRUM_BLAS_EXPORT float NAME##_(FULCRUM_INT n, const float* b, const float* x, FULCRUM_INT incx,            \
                                    const float* y, FULCRUM_INT incy) {                                         \
    return static_cast<float>(*b + fulcrum::abi::wide_dot(*n, x, *incx, y, *incy));                             \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT float cblas_##NAME(FULCRUM_VALUE n, float b, const float* x, FULCRUM_VALUE incx,          \
                                         const float* y, FULCRUM_VALUE incy) {                                  \
    return static_cast<float>(b + fulcrum::abi::wide_dot(n, x, incx, y, incy));                                 \
  }
#define FULCRUM_LEVEL1_NRM2(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT fulcrum::Real<T> NAME##_(FULCRUM_INT n, const T* x, FULCRUM_INT incx) {                   \
    return fulcrum::abi::nrm2<T>(*n, x, *incx);                                                                 \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT fulcrum::Real<T> cblas_##NAME(FULCRUM_VALUE n, fulcrum::abi::In<T> x,                     \
                                                    FULCRUM_VALUE incx) {                                       \
    return fulcrum::abi::nrm2<T>(n, static_cast<const T*>(x), incx);                                            \
  }
#define FULCRUM_LEVEL1_ASUM(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT fulcrum::Real<T> NAME##_(FULCRUM_INT n, const T* x, FULCRUM_INT incx) {                   \
    return fulcrum::abi::asum<T>(*n, x, *incx);                                                                 \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT fulcrum::Real<T> cblas_##NAME(FULCRUM_VALUE n, fulcrum::abi::In<T> x,                     \
                                                    FULCRUM_VALUE incx) {                                       \
    return fulcrum::abi::asum<T>(n, static_cast<const T*>(x), incx);                                            \
  }
#define FULCRUM_LEVEL1_IAMAX(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT fulcrum::abi::Int NAME##_(FULCRUM_INT n, const T* x, FULCRUM_INT incx) {                  \
    return static_cast<fulcrum::abi::Int>(fulcrum::abi::iamax<T>(*n, x, *incx) + 1);                            \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT std::size_t cblas_##NAME(FULCRUM_VALUE n, fulcrum::abi::In<T> x, FULCRUM_VALUE incx) {    \
    return fulcrum::abi::cblas_iamax<T>(n, static_cast<const T*>(x), incx);                                     \
  }
#define FULCRUM_LEVEL1_ROT(NAME, T)                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(FULCRUM_INT n, T* x, FULCRUM_INT incx, T* y, FULCRUM_INT incy,               \
                                   const fulcrum::Real<T>* c, const fulcrum::Real<T>* s) {                      \
    fulcrum::abi::compute(fulcrum::RotProblem<T>{*n, x, *incx, y, *incy, *c, *s});                              \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(FULCRUM_VALUE n, fulcrum::abi::Out<T> x, FULCRUM_VALUE incx,            \
                                        fulcrum::abi::Out<T> y, FULCRUM_VALUE incy, fulcrum::Real<T> c,         \
                                        fulcrum::Real<T> s) {                                                   \
    fulcrum::abi::compute(                                                                                      \
        fulcrum::RotProblem<T>{n, static_cast<T*>(x), incx, static_cast<T*>(y), incy, c, s});                   \
  }
#define FULCRUM_LEVEL1_ROTM(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(FULCRUM_INT n, T* x, FULCRUM_INT incx, T* y, FULCRUM_INT incy,               \
                                   const T* param) {                                                            \
    fulcrum::abi::rotm<T>(*n, x, *incx, y, *incy, param);                                                       \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(FULCRUM_VALUE n, T* x, FULCRUM_VALUE incx, T* y, FULCRUM_VALUE incy,    \
                                        const T* param) {                                                       \
    fulcrum::abi::rotm<T>(n, x, incx, y, incy, param);                                                          \
  }
#define FULCRUM_LEVEL1_ROTG(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(T* a, T* b, fulcrum::Real<T>* c, T* s) { fulcrum::rotg<T>(a, b, c, s); }     \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(fulcrum::abi::Out<T> a, fulcrum::abi::Out<T> b, fulcrum::Real<T>* c,    \
                                        fulcrum::abi::Out<T> s) {                                               \
    fulcrum::rotg<T>(static_cast<T*>(a), static_cast<T*>(b), c, static_cast<T*>(s));                            \
  }
#define FULCRUM_LEVEL1_ROTMG(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(T* d1, T* d2, T* x1, const T* y1, T* param) {                                \
    fulcrum::rotmg<T>(d1, d2, x1, *y1, param);                                                                  \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(T* d1, T* d2, T* x1, T y1, T* param) {                                  \
    fulcrum::rotmg<T>(d1, d2, x1, y1, param);                                                                   \
  }
#define FULCRUM_LEVEL1_CABS1(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT fulcrum::Real<T> NAME##_(const T* z) { return fulcrum::abi::cabs1(*z); }                  \
  FULCRUM_BLAS_EXPORT fulcrum::Real<T> cblas_##NAME(const void* z) {                                            \
    return fulcrum::abi::cabs1(*static_cast<const T*>(z));                                                      \
  }

#define FULCRUM_LEVEL1(FAMILY, NAME, T) FULCRUM_LEVEL1_##FAMILY(NAME, T)
FULCRUM_BLAS_LEVEL1_ROUTINES(FULCRUM_LEVEL1)
FULCRUM_BLAS_COMPLEX_DOT_ROUTINES(FULCRUM_LEVEL1)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_LEVEL1_ROUTINES(FULCRUM_BLAS_ALIASES)
#define FULCRUM_DOT_ALIASES(FAMILY, NAME, T)                    \
  FULCRUM_BLAS_ALIAS(NAME##_, NAME##_64_)                       \
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
