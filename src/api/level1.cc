// SPDX-License-Identifier: Apache-2.0
// The entry points of level 1. Lengths and increments are never illegal: only an operand that would
// be used and is null is an error.
#include "offload/routines/level1.hpp"
#include "fulcrum/asum.hpp"
#include "fulcrum/axpby.hpp"
#include "fulcrum/axpy.hpp"
#include "fulcrum/copy.hpp"
#include "fulcrum/dot.hpp"
#include "fulcrum/extremes.hpp"
#include "fulcrum/iamax.hpp"
#include "fulcrum/nrm2.hpp"
#include "fulcrum/rot.hpp"
#include "fulcrum/scal.hpp"
#include "fulcrum/sum.hpp"
#include "fulcrum/swap.hpp"
#include "src/api/check.hpp"
#include "src/api/instantiate.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

// One vector, or two: y and its increment stand behind x and its own. `nothing`: the call returns
// at once.
template <class Problem>
[[gnu::always_inline]] inline void compute(const char* routine, int position_of_x, bool nothing,
                                           const Problem& p, const CallOptions& options) {
  if (nothing) return execute::quick_return(p);
  api::check_operand(routine, position_of_x, "x", p.x);
  if constexpr (requires { p.y; }) api::check_operand(routine, position_of_x + 2, "y", p.y);
  execute::call(p, options);
}

// Of an operand that is described and never written.
template <class T>
T* writable(const T* operand) {
  return const_cast<T*>(operand);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

}  // namespace

template <Scalar T>
Real<T> asum(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  Real<T> result{0};
  compute("asum", 2, n <= 0 || incx <= 0, AsumProblem<T>{n, x, incx, &result}, options);
  return result;
}

template <Scalar T>
Real<T> nrm2(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  Real<T> result{0};
  compute("nrm2", 2, n <= 0, Nrm2Problem<T>{n, x, incx, &result}, options);
  return result;
}

template <Scalar T>
std::int64_t iamax(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  std::int64_t result{-1};
  compute("iamax", 2, n <= 0 || incx <= 0, IamaxProblem<T>{n, x, incx, &result}, options);
  return result;
}

template <Scalar T>
Real<T> sum(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  Real<T> result{0};
  compute("sum", 2, n <= 0 || incx <= 0, SumProblem<T>{n, x, incx, &result}, options);
  return result;
}

template <Scalar T>
std::int64_t iamin(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  std::int64_t result{-1};
  const ExtremeIndexProblem<T> p{n, x, incx, &result, Extreme::LeastMagnitude};
  compute("iamin", 2, n <= 0 || incx <= 0, p, options);
  return result;
}

template <RealScalar T>
std::int64_t imax(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  std::int64_t result{-1};
  const ExtremeIndexProblem<T> p{n, x, incx, &result, Extreme::Largest};
  compute("imax", 2, n <= 0 || incx <= 0, p, options);
  return result;
}

template <RealScalar T>
std::int64_t imin(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  std::int64_t result{-1};
  const ExtremeIndexProblem<T> p{n, x, incx, &result, Extreme::Least};
  compute("imin", 2, n <= 0 || incx <= 0, p, options);
  return result;
}

template <Scalar T>
Real<T> amax(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  Real<T> result{0};
  const ExtremeProblem<T> p{n, x, incx, &result, Extreme::LargestMagnitude};
  compute("amax", 2, n <= 0 || incx <= 0, p, options);
  return result;
}

template <Scalar T>
Real<T> amin(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  Real<T> result{0};
  const ExtremeProblem<T> p{n, x, incx, &result, Extreme::LeastMagnitude};
  compute("amin", 2, n <= 0 || incx <= 0, p, options);
  return result;
}

template <RealScalar T>
T dot(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
      const CallOptions& options) {
  T result{0};
  compute("dot", 2, n <= 0, DotProblem<T>{n, x, incx, y, incy, &result}, options);
  return result;
}

template <RealScalar T>
Explanation explain_dot(std::int64_t n, const T* x, std::int64_t incx, const T* y,
                        std::int64_t incy, const CallOptions& options) {
  return execute::explain(DotProblem<T>{n, x, incx, y, incy, nullptr}, options);
}

template <ComplexScalar T>
T dotu(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
       const CallOptions& options) {
  T result{};
  compute("dotu", 2, n <= 0, DotProblem<T>{n, x, incx, y, incy, &result, false}, options);
  return result;
}

template <ComplexScalar T>
T dotc(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
       const CallOptions& options) {
  T result{};
  compute("dotc", 2, n <= 0, DotProblem<T>{n, x, incx, y, incy, &result, true}, options);
  return result;
}

double dsdot(std::int64_t n, const float* x, std::int64_t incx, const float* y, std::int64_t incy,
             const CallOptions& options) {
  double result = 0;
  compute("dsdot", 2, n <= 0, WideDotProblem{n, x, incx, y, incy, &result}, options);
  return result;
}

float sdsdot(std::int64_t n, float b, const float* x, std::int64_t incx, const float* y,
             std::int64_t incy, const CallOptions& options) {
  double result = 0;
  compute("sdsdot", 3, n <= 0, WideDotProblem{n, x, incx, y, incy, &result}, options);
  return static_cast<float>(b + result);
}

template <Scalar T>
void axpy(std::int64_t n, T alpha, const T* x, std::int64_t incx, T* y, std::int64_t incy,
          const CallOptions& options) {
  compute("axpy", 3, n <= 0 || alpha == T{0}, AxpyProblem<T>{n, alpha, x, incx, y, incy}, options);
}

template <ComplexScalar T>
void axpyc(std::int64_t n, T alpha, const T* x, std::int64_t incx, T* y, std::int64_t incy,
           const CallOptions& options) {
  compute("axpyc", 3, n <= 0 || alpha == T{0}, AxpyProblem<T>{n, alpha, x, incx, y, incy, true},
          options);
}

template <RealScalar T>
Explanation explain_axpy(std::int64_t n, T alpha, const T* x, std::int64_t incx, const T* y,
                         std::int64_t incy, const CallOptions& options) {
  return execute::explain(AxpyProblem<T>{n, alpha, x, incx, writable(y), incy}, options);
}

template <Scalar T>
void axpby(std::int64_t n, T alpha, const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
           const CallOptions& options) {
  const AxpbyProblem<T> p{n, alpha, x, incx, beta, y, incy};
  if (n <= 0) return execute::quick_return(p);
  if (alpha != T{}) api::check_operand("axpby", 3, "x", x);
  api::check_operand("axpby", 6, "y", y);
  execute::call(p, options);
}

template <Scalar T>
void scal(std::int64_t n, T alpha, T* x, std::int64_t incx, const CallOptions& options) {
  compute("scal", 3, n <= 0 || incx <= 0, ScalProblem<T>{n, alpha, x, incx}, options);
}

template <ComplexScalar T>
void scal(std::int64_t n, Real<T> alpha, T* x, std::int64_t incx, const CallOptions& options) {
  compute("scal", 3, n <= 0 || incx <= 0, RealScalProblem<T>{n, alpha, x, incx}, options);
}

template <RealScalar T>
Explanation explain_scal(std::int64_t n, T alpha, const T* x, std::int64_t incx,
                         const CallOptions& options) {
  return execute::explain(ScalProblem<T>{n, alpha, writable(x), incx}, options);
}

template <Scalar T>
void copy(std::int64_t n, const T* x, std::int64_t incx, T* y, std::int64_t incy,
          const CallOptions& options) {
  compute("copy", 2, n <= 0, CopyProblem<T>{n, x, incx, y, incy}, options);
}

template <Scalar T>
void swap(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy,
          const CallOptions& options) {
  compute("swap", 2, n <= 0, SwapProblem<T>{n, x, incx, y, incy}, options);
}

template <Scalar T>
void rot(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy, Real<T> c, Real<T> s,
         const CallOptions& options) {
  compute("rot", 2, n <= 0, RotProblem<T>{n, x, incx, y, incy, c, s}, options);
}

template <RealScalar T>
void rotm(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy, const T* param,
          const CallOptions& options) {
  if (n > 0) api::check_operand("rotm", 6, "param", param);
  compute("rotm", 2, n <= 0 || param[0] == T{-2}, RotmProblem<T>{n, x, incx, y, incy, param},
          options);
}

FULCRUM_INSTANTIATE(asum)
FULCRUM_INSTANTIATE(nrm2)
FULCRUM_INSTANTIATE(iamax)
FULCRUM_INSTANTIATE(sum)
FULCRUM_INSTANTIATE(iamin)
FULCRUM_INSTANTIATE_REAL(imax)
FULCRUM_INSTANTIATE_REAL(imin)
FULCRUM_INSTANTIATE(amax)
FULCRUM_INSTANTIATE(amin)
FULCRUM_INSTANTIATE_REAL(dot)
FULCRUM_INSTANTIATE_REAL(explain_dot)
FULCRUM_INSTANTIATE_COMPLEX(dotu)
FULCRUM_INSTANTIATE_COMPLEX(dotc)
FULCRUM_INSTANTIATE(axpy)
FULCRUM_INSTANTIATE_COMPLEX(axpyc)
FULCRUM_INSTANTIATE_REAL(explain_axpy)
FULCRUM_INSTANTIATE(axpby)
template void scal(std::int64_t, float, float*, std::int64_t, const CallOptions&);
template void scal(std::int64_t, double, double*, std::int64_t, const CallOptions&);
template void scal(std::int64_t, std::complex<float>, std::complex<float>*, std::int64_t,
                   const CallOptions&);
template void scal(std::int64_t, std::complex<double>, std::complex<double>*, std::int64_t,
                   const CallOptions&);
template void scal(std::int64_t, float, std::complex<float>*, std::int64_t, const CallOptions&);
template void scal(std::int64_t, double, std::complex<double>*, std::int64_t, const CallOptions&);
FULCRUM_INSTANTIATE_REAL(explain_scal)
FULCRUM_INSTANTIATE(copy)
FULCRUM_INSTANTIATE(swap)
FULCRUM_INSTANTIATE(rot)
FULCRUM_INSTANTIATE_REAL(rotm)

}  // namespace fulcrum
