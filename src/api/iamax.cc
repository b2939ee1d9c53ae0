// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/iamax.hpp"

#include "src/api/check.hpp"
#include "src/api/level1.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

template <Scalar T>
std::int64_t iamax(std::int64_t n, const T* x, std::int64_t incx, const CallOptions& options) {
  std::int64_t result{-1};
  const IamaxProblem<T> p{n, x, incx, &result};
  if (n <= 0 || incx <= 0) {
    execute::quick_return(p);
    return result;
  }
  api::check_operand("iamax", 2, "x", x);
  execute::call(p, options);
  return result;
}

template std::int64_t iamax(std::int64_t, const float*, std::int64_t, const CallOptions&);
template std::int64_t iamax(std::int64_t, const double*, std::int64_t, const CallOptions&);
template std::int64_t iamax(std::int64_t, const std::complex<float>*, std::int64_t,
                            const CallOptions&);
template std::int64_t iamax(std::int64_t, const std::complex<double>*, std::int64_t,
                            const CallOptions&);

}  // namespace fulcrum
