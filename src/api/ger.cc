// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/ger.hpp"

#include "src/api/arguments.hpp"
#include "src/api/level2.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

namespace {

template <class T>
void update(const char* routine, bool conj, Layout layout, std::int64_t m, std::int64_t n, T alpha,
            const T* x, std::int64_t incx, const T* y, std::int64_t incy, T* A, std::int64_t lda,
            const CallOptions& options) {
  api::Arguments arguments(routine);
  arguments.layout(layout);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.any();
  const int at_x = arguments.any();
  arguments.increment("incx", incx);
  const int at_y = arguments.any();
  arguments.increment("incy", incy);
  const int at_a = arguments.any();
  arguments.leading("lda", lda, layout == Layout::ColMajor ? m : n);
  // By rows the transpose is updated: x and y change places.
  const GerProblem<T> p =
      layout == Layout::ColMajor
          ? GerProblem<T>{false, conj, m, n, alpha, x, incx, y, incy, A, lda, layout}
          : GerProblem<T>{conj, false, n, m, alpha, y, incy, x, incx, A, lda, layout};
  if (m == 0 || n == 0 || alpha == T{}) return execute::quick_return(p);
  arguments.not_null(at_x, "x", x);
  arguments.not_null(at_y, "y", y);
  arguments.not_null(at_a, "A", A);
  execute::call(p, options);
}

}  // namespace

template <RealScalar T>
void ger(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* x, std::int64_t incx,
         const T* y, std::int64_t incy, T* A, std::int64_t lda, const CallOptions& options) {
  update("ger", false, layout, m, n, alpha, x, incx, y, incy, A, lda, options);
}

template <ComplexScalar T>
void geru(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* A, std::int64_t lda, const CallOptions& options) {
  update("geru", false, layout, m, n, alpha, x, incx, y, incy, A, lda, options);
}

template <ComplexScalar T>
void gerc(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* A, std::int64_t lda, const CallOptions& options) {
  update("gerc", true, layout, m, n, alpha, x, incx, y, incy, A, lda, options);
}

template void ger(Layout, std::int64_t, std::int64_t, float, const float*, std::int64_t,
                  const float*, std::int64_t, float*, std::int64_t, const CallOptions&);
template void ger(Layout, std::int64_t, std::int64_t, double, const double*, std::int64_t,
                  const double*, std::int64_t, double*, std::int64_t, const CallOptions&);
template void geru(Layout, std::int64_t, std::int64_t, std::complex<float>,
                   const std::complex<float>*, std::int64_t, const std::complex<float>*,
                   std::int64_t, std::complex<float>*, std::int64_t, const CallOptions&);
template void geru(Layout, std::int64_t, std::int64_t, std::complex<double>,
                   const std::complex<double>*, std::int64_t, const std::complex<double>*,
                   std::int64_t, std::complex<double>*, std::int64_t, const CallOptions&);
template void gerc(Layout, std::int64_t, std::int64_t, std::complex<float>,
                   const std::complex<float>*, std::int64_t, const std::complex<float>*,
                   std::int64_t, std::complex<float>*, std::int64_t, const CallOptions&);
template void gerc(Layout, std::int64_t, std::int64_t, std::complex<double>,
                   const std::complex<double>*, std::int64_t, const std::complex<double>*,
                   std::int64_t, std::complex<double>*, std::int64_t, const CallOptions&);

}  // namespace fulcrum
