// SPDX-License-Identifier: Apache-2.0
// Drivers of the reference LAPACK on Fulcrum: their residuals.
#include <cmath>
#include <complex>
#include <cstdio>
#include <vector>

#include "tests/clients/maps.hpp"

using Complex = std::complex<double>;
extern "C" {
void dgesv_(const int*, const int*, double*, const int*, int*, double*, const int*, int*);
void dgels_(const char*, const int*, const int*, const int*, double*, const int*, double*,
            const int*, double*, const int*, int*);
void dsyev_(const char*, const char*, const int*, double*, const int*, double*, double*, const int*,
            int*);
void zgesv_(const int*, const int*, Complex*, const int*, int*, Complex*, const int*, int*);
void zpotrf_(const char*, const int*, Complex*, const int*, int*);
}

namespace {

bool good = true;

void judge(const char* what, int info, double error, double bound) {
  if (info == 0 && error <= bound) return;
  std::fprintf(stderr, "%s: info %d, error %g\n", what, info, error);
  good = false;
}

double next() {
  static unsigned state = 12345;
  state = state * 1664525U + 1013904223U;
  return double(state >> 8) / (1U << 23) - 1;
}

template <class T>
std::vector<T> random_matrix(int n) {
  std::vector<T> a(static_cast<std::size_t>(n) * static_cast<std::size_t>(n));
  for (T& x : a) {
    if constexpr (std::is_same_v<T, Complex>) {
      x = {next(), next()};
    } else {
      x = next();
    }
  }
  return a;
}

// The place of element (i, j) of n rows.
std::size_t at(int i, int j, int n) {
  return static_cast<std::size_t>(i) + static_cast<std::size_t>(j) * static_cast<std::size_t>(n);
}

// The largest |A x - b| of one right-hand side.
template <class T>
double residual(int n, const std::vector<T>& a, const std::vector<T>& x, const std::vector<T>& b) {
  double most = 0;
  for (int i = 0; i < n; ++i) {
    T sum = -b[static_cast<std::size_t>(i)];
    for (int j = 0; j < n; ++j) sum += a[at(i, j, n)] * x[static_cast<std::size_t>(j)];
    most = std::max(most, std::abs(sum));
  }
  return most;
}

void check(int n) {
  const int one = 1;
  int info = -1;
  const double bound = 1e-12 * n * n;
  const auto a = random_matrix<double>(n);
  std::vector<int> pivots(static_cast<std::size_t>(n));
  std::vector<double> b(a.begin(), a.begin() + n), x = b, lu = a;
  dgesv_(&n, &one, lu.data(), &n, pivots.data(), x.data(), &n, &info);
  judge("dgesv", info, residual(n, a, x, b), bound * 100);

  std::vector<double> work(static_cast<std::size_t>(n) * 64 + 64), qr = a;
  const int size = static_cast<int>(work.size());
  x = b;
  dgels_("N", &n, &n, &one, qr.data(), &n, x.data(), &n, work.data(), &size, &info);
  judge("dgels", info, residual(n, a, x, b), bound * 100);

  std::vector<double> s = a;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < i; ++j) s[at(i, j, n)] = s[at(j, i, n)];
  std::vector<double> vectors = s, values(static_cast<std::size_t>(n));
  dsyev_("V", "U", &n, vectors.data(), &n, values.data(), work.data(), &size, &info);
  std::vector<double> first(vectors.begin(), vectors.begin() + n), scaled = first;
  for (double& v : scaled) v *= values[0];
  judge("dsyev", info, residual(n, s, first, scaled), bound);

  const auto z = random_matrix<Complex>(n);
  std::vector<Complex> zb(z.begin(), z.begin() + n), zx = zb, zlu = z;
  zgesv_(&n, &one, zlu.data(), &n, pivots.data(), zx.data(), &n, &info);
  judge("zgesv", info, residual(n, z, zx, zb), bound * 100);

  std::vector<Complex> h(z.size()), low;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      Complex sum = i == j ? 1 : 0;
      for (int l = 0; l < n; ++l) sum += z[at(i, l, n)] * std::conj(z[at(j, l, n)]);
      h[at(i, j, n)] = sum;
    }
  low = h;
  zpotrf_("L", &n, low.data(), &n, &info);
  double most = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j) {
      Complex sum = -h[at(i, j, n)];
      for (int l = 0; l <= j; ++l) sum += low[at(i, l, n)] * std::conj(low[at(j, l, n)]);
      most = std::max(most, std::abs(sum));
    }
  judge("zpotrf", info, most, bound);
}

}  // namespace

int main() {
  for (const int n : {3, 40, 130}) check(n);
  require_fulcrum();
  if (good) std::puts("LAPACK passed");
  return good ? 0 : 1;
}
