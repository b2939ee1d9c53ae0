// SPDX-License-Identifier: Apache-2.0
// Eigen's headers before ours: linked into eigen_client.
// clang-format off
#define EIGEN_USE_BLAS
#include <Eigen/Dense>
#include "fulcrum/cblas.h"
// clang-format on

double dot_by_cblas(const Eigen::VectorXd& x, const Eigen::VectorXd& y) {
  return cblas_ddot(static_cast<CBLAS_INT>(x.size()), x.data(), 1, y.data(), 1);
}
