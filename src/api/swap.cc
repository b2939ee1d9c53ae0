// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/swap.hpp"

#include "src/api/check.hpp"
#include "src/api/level1.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

template <Scalar T>
void swap(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy,
          const CallOptions& options) {
  const SwapProblem<T> p{n, x, incx, y, incy};
  if (n <= 0) return execute::quick_return(p);
  api::check_operand("swap", 2, "x", x);
  api::check_operand("swap", 4, "y", y);
  execute::call(p, options);
}

template void swap(std::int64_t, float*, std::int64_t, float*, std::int64_t, const CallOptions&);
template void swap(std::int64_t, double*, std::int64_t, double*, std::int64_t, const CallOptions&);
template void swap(std::int64_t, std::complex<float>*, std::int64_t, std::complex<float>*,
                   std::int64_t, const CallOptions&);
template void swap(std::int64_t, std::complex<double>*, std::int64_t, std::complex<double>*,
                   std::int64_t, const CallOptions&);

}  // namespace fulcrum
