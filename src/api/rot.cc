// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/rot.hpp"

#include "src/api/check.hpp"
#include "src/api/level1.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

template <Scalar T>
void rot(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy, Real<T> c, Real<T> s,
         const CallOptions& options) {
  const RotProblem<T> p{n, x, incx, y, incy, c, s};
  if (n <= 0) return execute::quick_return(p);
  api::check_operand("rot", 2, "x", x);
  api::check_operand("rot", 4, "y", y);
  execute::call(p, options);
}

template <RealScalar T>
void rotm(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy, const T* param,
          const CallOptions& options) {
  const RotmProblem<T> p{n, x, incx, y, incy, param};
  if (n <= 0) return execute::quick_return(p);
  api::check_operand("rotm", 6, "param", param);
  if (param[0] == T{-2}) return execute::quick_return(p);
  api::check_operand("rotm", 2, "x", x);
  api::check_operand("rotm", 4, "y", y);
  execute::call(p, options);
}

template void rot(std::int64_t, float*, std::int64_t, float*, std::int64_t, float, float,
                  const CallOptions&);
template void rot(std::int64_t, double*, std::int64_t, double*, std::int64_t, double, double,
                  const CallOptions&);
template void rot(std::int64_t, std::complex<float>*, std::int64_t, std::complex<float>*,
                  std::int64_t, float, float, const CallOptions&);
template void rot(std::int64_t, std::complex<double>*, std::int64_t, std::complex<double>*,
                  std::int64_t, double, double, const CallOptions&);
template void rotm(std::int64_t, float*, std::int64_t, float*, std::int64_t, const float*,
                   const CallOptions&);
template void rotm(std::int64_t, double*, std::int64_t, double*, std::int64_t, const double*,
                   const CallOptions&);

}  // namespace fulcrum
