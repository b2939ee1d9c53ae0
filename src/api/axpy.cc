// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/axpy.hpp"

#include "src/api/check.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

template <Scalar T>
void axpy(std::int64_t n, T alpha, const T* x, std::int64_t incx, T* y, std::int64_t incy,
          const CallOptions& options) {
  const AxpyProblem<T> p{n, alpha, x, incx, y, incy};
  if (n <= 0 || alpha == T{0}) {
    execute::quick_return(p);
    return;
  }
  api::check_operand("axpy", 3, "x", x);
  api::check_operand("axpy", 5, "y", y);
  execute::call(p, options);
}

template <RealScalar T>
Explanation explain_axpy(std::int64_t n, T alpha, const T* x, std::int64_t incx, const T* y,
                         std::int64_t incy, const CallOptions& options) {
  // y is described, never written.
  T* const out = const_cast<T*>(y);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  return execute::explain(AxpyProblem<T>{n, alpha, x, incx, out, incy}, options);
}

template void axpy(std::int64_t, float, const float*, std::int64_t, float*, std::int64_t,
                   const CallOptions&);
template void axpy(std::int64_t, double, const double*, std::int64_t, double*, std::int64_t,
                   const CallOptions&);
template void axpy(std::int64_t, std::complex<float>, const std::complex<float>*, std::int64_t,
                   std::complex<float>*, std::int64_t, const CallOptions&);
template void axpy(std::int64_t, std::complex<double>, const std::complex<double>*, std::int64_t,
                   std::complex<double>*, std::int64_t, const CallOptions&);
template Explanation explain_axpy(std::int64_t, float, const float*, std::int64_t, const float*,
                                  std::int64_t, const CallOptions&);
template Explanation explain_axpy(std::int64_t, double, const double*, std::int64_t, const double*,
                                  std::int64_t, const CallOptions&);

}  // namespace fulcrum
