// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/dot.hpp"

#include "src/api/check.hpp"
#include "src/api/describe.hpp"
#include "src/api/execute.hpp"

namespace fulcrum {

template <Scalar T>
T dot(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
      const CallOptions& options) {
  T result{0};
  const DotProblem<T> p{n, x, incx, y, incy, &result};
  if (n <= 0) {
    api::remember_quick_return(api::describe(p));
    return result;
  }
  api::check_operand("dot", 2, "x", x);
  api::check_operand("dot", 4, "y", y);
  api::execute(p, options);
  return result;
}

template <Scalar T>
Explanation explain_dot(std::int64_t n, const T* x, std::int64_t incx, const T* y,
                        std::int64_t incy, const CallOptions& options) {
  return api::explain_call(api::describe(DotProblem<T>{n, x, incx, y, incy, nullptr}), options);
}

template float dot(std::int64_t, const float*, std::int64_t, const float*, std::int64_t,
                   const CallOptions&);
template double dot(std::int64_t, const double*, std::int64_t, const double*, std::int64_t,
                    const CallOptions&);
template Explanation explain_dot(std::int64_t, const float*, std::int64_t, const float*,
                                 std::int64_t, const CallOptions&);
template Explanation explain_dot(std::int64_t, const double*, std::int64_t, const double*,
                                 std::int64_t, const CallOptions&);

}  // namespace fulcrum
