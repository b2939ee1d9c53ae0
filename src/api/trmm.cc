// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/trmm.hpp"

#include "src/api/triangular.hpp"

namespace fulcrum {

template <Scalar T>
void trmm(Layout layout, Side side, Uplo uplo, Op transA, Diag diag, std::int64_t m, std::int64_t n,
          T alpha, const T* A, std::int64_t lda, T* B, std::int64_t ldb,
          const CallOptions& options) {
  api::triangular("trmm", false, layout, side, uplo, transA, diag, m, n, alpha, A, lda, B, ldb,
                  options);
}

template void trmm(Layout, Side, Uplo, Op, Diag, std::int64_t, std::int64_t, float, const float*,
                   std::int64_t, float*, std::int64_t, const CallOptions&);
template void trmm(Layout, Side, Uplo, Op, Diag, std::int64_t, std::int64_t, double, const double*,
                   std::int64_t, double*, std::int64_t, const CallOptions&);
template void trmm(Layout, Side, Uplo, Op, Diag, std::int64_t, std::int64_t, std::complex<float>,
                   const std::complex<float>*, std::int64_t, std::complex<float>*, std::int64_t,
                   const CallOptions&);
template void trmm(Layout, Side, Uplo, Op, Diag, std::int64_t, std::int64_t, std::complex<double>,
                   const std::complex<double>*, std::int64_t, std::complex<double>*, std::int64_t,
                   const CallOptions&);

}  // namespace fulcrum
