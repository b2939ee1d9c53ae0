// SPDX-License-Identifier: Apache-2.0
// Eigen with EIGEN_USE_BLAS on Fulcrum, against Eigen's own products of the same matrices in long
// double. Our cblas.h comes before Eigen's headers here, after them in eigen_after.cc: Eigen
// declares the Fortran names itself.
// clang-format off
#include "fulcrum/cblas.h"
#define EIGEN_USE_BLAS
#include <Eigen/Dense>
// clang-format on
#include <complex>
#include <cstdio>
#include <limits>
#include <type_traits>

#include "tests/clients/maps.hpp"

double dot_by_cblas(const Eigen::VectorXd& x, const Eigen::VectorXd& y);

namespace {

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

bool good = true;

template <class A, class B>
void close_to(const char* what, const A& a, const B& b, double bound) {
  if (double((a - b).norm()) <= bound * (1 + double(b.norm()))) return;
  std::fprintf(stderr, "%s: off by %g\n", what, double((a - b).norm()));
  good = false;
}

template <class T, class W>
void check(int n) {
  using Real = typename Eigen::NumTraits<T>::Real;
  const double bound = 100.0 * n * double(std::numeric_limits<Real>::epsilon());
  const Matrix<T> a = Matrix<T>::Random(n, n), b = Matrix<T>::Random(n, n);
  const Matrix<W> exact = (a.template cast<W>().lazyProduct(b.template cast<W>())).eval();
  close_to("product", Matrix<T>(a * b), Matrix<T>(exact.template cast<T>()), bound);
  close_to("vector", Matrix<T>(a * b.col(0)), Matrix<T>(exact.col(0).template cast<T>()), bound);
  Matrix<T> h = Matrix<T>::Zero(n, n);
  h.template selfadjointView<Eigen::Lower>().rankUpdate(a);
  const Matrix<T> full = h.template selfadjointView<Eigen::Lower>();
  close_to("rank update", full, Matrix<T>(a * a.adjoint()), bound);
  close_to("self-adjoint", Matrix<T>(full.template selfadjointView<Eigen::Lower>() * b),
           Matrix<T>(full * b), bound);
  Matrix<T> t = a + T(Real(n)) * Matrix<T>::Identity(n, n);
  const Matrix<T> x = t.template triangularView<Eigen::Upper>().solve(b);
  close_to("triangular solution", Matrix<T>(t.template triangularView<Eigen::Upper>() * x), b,
           bound);
  // What these two call, products and triangular solutions, is above in every type: each once in
  // real and once in complex numbers, since the compiler takes seconds for each.
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::complex<float>>) {
    close_to("LU", Matrix<T>(t * t.partialPivLu().solve(b)), b, bound);
  } else {
    const Matrix<T> positive = full + T(1) * Matrix<T>::Identity(n, n);
    close_to("Cholesky", Matrix<T>(positive * positive.llt().solve(b)), b, bound * n);
  }
}

}  // namespace

int main() {
  for (const int n : {1, 5, 64, 150}) {
    check<float, long double>(n);
    check<double, long double>(n);
    check<std::complex<float>, std::complex<long double>>(n);
    check<std::complex<double>, std::complex<long double>>(n);
  }
  const Eigen::VectorXd x = Eigen::VectorXd::Ones(7), y = Eigen::VectorXd::Constant(7, 2);
  good = good && dot_by_cblas(x, y) == 14 && cblas_dasum(7, y.data(), 1) == 14;
  require_fulcrum();
  if (good) std::puts("Eigen passed");
  return good ? 0 : 1;
}
