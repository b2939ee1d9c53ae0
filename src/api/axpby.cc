// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/axpby.hpp"

#include "src/api/check.hpp"
#include "src/api/level1.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

template <Scalar T>
void axpby(std::int64_t n, T alpha, const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
           const CallOptions& options) {
  const AxpbyProblem<T> p{n, alpha, x, incx, beta, y, incy};
  if (n <= 0) return execute::quick_return(p);
  if (alpha != T{}) api::check_operand("axpby", 3, "x", x);
  api::check_operand("axpby", 6, "y", y);
  execute::call(p, options);
}

template void axpby(std::int64_t, float, const float*, std::int64_t, float, float*, std::int64_t,
                    const CallOptions&);
template void axpby(std::int64_t, double, const double*, std::int64_t, double, double*,
                    std::int64_t, const CallOptions&);
template void axpby(std::int64_t, std::complex<float>, const std::complex<float>*, std::int64_t,
                    std::complex<float>, std::complex<float>*, std::int64_t, const CallOptions&);
template void axpby(std::int64_t, std::complex<double>, const std::complex<double>*, std::int64_t,
                    std::complex<double>, std::complex<double>*, std::int64_t, const CallOptions&);

}  // namespace fulcrum
