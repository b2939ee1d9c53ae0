// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/scal.hpp"

#include "src/api/check.hpp"
#include "src/api/level1.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

template <Scalar T>
void scal(std::int64_t n, T alpha, T* x, std::int64_t incx, const CallOptions& options) {
  const ScalProblem<T> p{n, alpha, x, incx};
  if (n <= 0 || incx <= 0) {
    execute::quick_return(p);
    return;
  }
  api::check_operand("scal", 3, "x", x);
  execute::call(p, options);
}

template <ComplexScalar T>
void scal(std::int64_t n, Real<T> alpha, T* x, std::int64_t incx, const CallOptions& options) {
  const RealScalProblem<T> p{n, alpha, x, incx};
  if (n <= 0 || incx <= 0) return execute::quick_return(p);
  api::check_operand("scal", 3, "x", x);
  execute::call(p, options);
}

template <RealScalar T>
Explanation explain_scal(std::int64_t n, T alpha, const T* x, std::int64_t incx,
                         const CallOptions& options) {
  // x is described, never written.
  T* const out = const_cast<T*>(x);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  return execute::explain(ScalProblem<T>{n, alpha, out, incx}, options);
}

template void scal(std::int64_t, float, float*, std::int64_t, const CallOptions&);
template void scal(std::int64_t, double, double*, std::int64_t, const CallOptions&);
template void scal(std::int64_t, std::complex<float>, std::complex<float>*, std::int64_t,
                   const CallOptions&);
template void scal(std::int64_t, std::complex<double>, std::complex<double>*, std::int64_t,
                   const CallOptions&);
template void scal(std::int64_t, float, std::complex<float>*, std::int64_t, const CallOptions&);
template void scal(std::int64_t, double, std::complex<double>*, std::int64_t, const CallOptions&);
template Explanation explain_scal(std::int64_t, float, const float*, std::int64_t,
                                  const CallOptions&);
template Explanation explain_scal(std::int64_t, double, const double*, std::int64_t,
                                  const CallOptions&);

}  // namespace fulcrum
