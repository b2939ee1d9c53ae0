// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/nrm2.hpp"

#include "src/api/check.hpp"
#include "src/api/level1.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

template <Scalar T>
Real<T> nrm2(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  Real<T> result{0};
  const Nrm2Problem<T> p{n, x, incx, &result};
  if (n <= 0) {
    execute::quick_return(p);
    return result;
  }
  api::check_operand("nrm2", 2, "x", x);
  execute::call(p, options);
  return result;
}

template float nrm2(std::int64_t, const float*, std::int64_t, const CallOptions&);
template double nrm2(std::int64_t, const double*, std::int64_t, const CallOptions&);
template float nrm2(std::int64_t, const std::complex<float>*, std::int64_t, const CallOptions&);
template double nrm2(std::int64_t, const std::complex<double>*, std::int64_t, const CallOptions&);

}  // namespace fulcrum
