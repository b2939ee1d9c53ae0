// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/dot.hpp"

#include "src/api/check.hpp"
#include "src/api/level1.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

// A result of a call without a device path; 0 for n <= 0.
template <class Problem, class R>
R in_place(const char* routine, Problem p, int position_of_x, R result,
           const CallOptions& options) {
  p.result = &result;
  if (p.n <= 0) {
    execute::quick_return(p);
    return result;
  }
  api::check_operand(routine, position_of_x, "x", p.x);
  api::check_operand(routine, position_of_x + 2, "y", p.y);
  execute::call(p, options);
  return result;
}

}  // namespace

template <RealScalar T>
T dot(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
      const CallOptions& options) {
  T result{0};
  const DotProblem<T> p{n, x, incx, y, incy, &result};
  if (n <= 0) {
    execute::quick_return(p);
    return result;
  }
  api::check_operand("dot", 2, "x", x);
  api::check_operand("dot", 4, "y", y);
  execute::call(p, options);
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
  return in_place("dotu", DotProblem<T>{n, x, incx, y, incy, nullptr, false}, 2, T{}, options);
}

template <ComplexScalar T>
T dotc(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
       const CallOptions& options) {
  return in_place("dotc", DotProblem<T>{n, x, incx, y, incy, nullptr, true}, 2, T{}, options);
}

double dsdot(std::int64_t n, const float* x, std::int64_t incx, const float* y, std::int64_t incy,
             const CallOptions& options) {
  return in_place("dsdot", WideDotProblem{n, x, incx, y, incy}, 2, 0.0, options);
}

float sdsdot(std::int64_t n, float b, const float* x, std::int64_t incx, const float* y,
             std::int64_t incy, const CallOptions& options) {
  return static_cast<float>(
      b + in_place("sdsdot", WideDotProblem{n, x, incx, y, incy}, 3, 0.0, options));
}

template std::complex<float> dotu(std::int64_t, const std::complex<float>*, std::int64_t,
                                  const std::complex<float>*, std::int64_t, const CallOptions&);
template std::complex<double> dotu(std::int64_t, const std::complex<double>*, std::int64_t,
                                   const std::complex<double>*, std::int64_t, const CallOptions&);
template std::complex<float> dotc(std::int64_t, const std::complex<float>*, std::int64_t,
                                  const std::complex<float>*, std::int64_t, const CallOptions&);
template std::complex<double> dotc(std::int64_t, const std::complex<double>*, std::int64_t,
                                   const std::complex<double>*, std::int64_t, const CallOptions&);
template float dot(std::int64_t, const float*, std::int64_t, const float*, std::int64_t,
                   const CallOptions&);
template double dot(std::int64_t, const double*, std::int64_t, const double*, std::int64_t,
                    const CallOptions&);
template Explanation explain_dot(std::int64_t, const float*, std::int64_t, const float*,
                                 std::int64_t, const CallOptions&);
template Explanation explain_dot(std::int64_t, const double*, std::int64_t, const double*,
                                 std::int64_t, const CallOptions&);

}  // namespace fulcrum
