// SPDX-License-Identifier: Apache-2.0
#include <complex>

#include "bench/call.hpp"
#include "fulcrum/fulcrum.hpp"

namespace fulcrum::bench {
namespace {

using C64 = std::complex<double>;
const int kOne = 1;

// Vectors of n elements, and the kernels of double.
struct Level1 {
  Level1(Calls& calls, int n)
      : calls(calls),
        n(n),
        size("n:" + std::to_string(n)),
        x(calls.numbers<double>(n)),
        y(calls.numbers<double>(n)),
        k(simd::targets().front().f64.level1) {}

  Calls& calls;
  const int n;
  const std::string size;
  double *const x, *const y;
  const simd::Level1Kernels<double>& k;
};

void add_updates(const Level1& s) {
  const int n = s.n;
  double *const x = s.x, *const y = s.y;
  static const double alpha = 1e-3, beta = 0.5;
  s.calls.add<decltype(daxpy_), decltype(cblas_daxpy)>(
      "daxpy", s.size, [=, f = s.k.axpy] { f(n, alpha, x, 1, y, 1); },
      [=] { axpy(n, alpha, x, 1, y, 1); }, [=](auto* f) { f(&n, &alpha, x, &kOne, y, &kOne); },
      [=](auto* f) { f(n, alpha, x, 1, y, 1); });
  s.calls.add<decltype(daxpby_), decltype(cblas_daxpby)>(
      "daxpby", s.size, [=, f = s.k.axpby] { f(n, alpha, x, 1, beta, y, 1); },
      [=] { axpby(n, alpha, x, 1, beta, y, 1); },
      [=](auto* f) { f(&n, &alpha, x, &kOne, &beta, y, &kOne); },
      [=](auto* f) { f(n, alpha, x, 1, beta, y, 1); });
  static const double minus = -1;
  s.calls.add<decltype(dscal_), decltype(cblas_dscal)>(
      "dscal", s.size, [=, f = s.k.scal] { f(n, minus, x, 1); }, [=] { scal(n, minus, x, 1); },
      [=](auto* f) { f(&n, &minus, x, &kOne); }, [=](auto* f) { f(n, minus, x, 1); });
  s.calls.add<decltype(dcopy_), decltype(cblas_dcopy)>(
      "dcopy", s.size, [=, f = s.k.copy] { f(n, x, 1, y, 1); }, [=] { copy(n, x, 1, y, 1); },
      [=](auto* f) { f(&n, x, &kOne, y, &kOne); }, [=](auto* f) { f(n, x, 1, y, 1); });
  s.calls.add<decltype(dswap_), decltype(cblas_dswap)>(
      "dswap", s.size, [=, f = s.k.swap] { f(n, x, 1, y, 1); }, [=] { swap(n, x, 1, y, 1); },
      [=](auto* f) { f(&n, x, &kOne, y, &kOne); }, [=](auto* f) { f(n, x, 1, y, 1); });
}

void add_rotations(const Level1& s) {
  const int n = s.n;
  double *const x = s.x, *const y = s.y;
  static const double c = 0.6, sine = 0.8;
  static const double param[] = {-1, c, -sine, sine, c};
  static const simd::Rotation<double> h = {c, sine, -sine, c};
  s.calls.add<decltype(drot_), decltype(cblas_drot)>(
      "drot", s.size, [=, f = s.k.rotate] { f(n, x, 1, y, 1, h); },
      [=] { rot(n, x, 1, y, 1, c, sine); }, [=](auto* f) { f(&n, x, &kOne, y, &kOne, &c, &sine); },
      [=](auto* f) { f(n, x, 1, y, 1, c, sine); });
  s.calls.add<decltype(drotm_), decltype(cblas_drotm)>(
      "drotm", s.size, [=, f = s.k.rotate] { f(n, x, 1, y, 1, h); },
      [=] { rotm(n, x, 1, y, 1, param); }, [=](auto* f) { f(&n, x, &kOne, y, &kOne, param); },
      [=](auto* f) { f(n, x, 1, y, 1, param); });
}

void add_reductions(const Level1& s) {
  const int n = s.n;
  double *const x = s.x, *const y = s.y;
  s.calls.add<decltype(ddot_), decltype(cblas_ddot)>(
      "ddot", s.size, [=, f = s.k.dot] { benchmark::DoNotOptimize(f(n, x, 1, y, 1)); },
      [=] { benchmark::DoNotOptimize(dot(n, x, 1, y, 1)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(&n, x, &kOne, y, &kOne)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(n, x, 1, y, 1)); });
  s.calls.add<decltype(dasum_), decltype(cblas_dasum)>(
      "dasum", s.size, [=, f = s.k.asum] { benchmark::DoNotOptimize(f(n, x, 1)); },
      [=] { benchmark::DoNotOptimize(asum(n, x, 1)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(&n, x, &kOne)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(n, x, 1)); });
  static double norm = 0;
  static std::int64_t found = 0;
  const Nrm2Problem<double> norm_of{n, x, 1, &norm};
  s.calls.add<decltype(dnrm2_), decltype(cblas_dnrm2)>(
      "dnrm2", s.size, [=, &k = s.k] { simd::nrm2(k, norm_of, 1); },
      [=] { benchmark::DoNotOptimize(nrm2(n, x, 1)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(&n, x, &kOne)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(n, x, 1)); });
  const IamaxProblem<double> largest_of{n, x, 1, &found};
  s.calls.add<decltype(idamax_), decltype(cblas_idamax)>(
      "idamax", s.size, [=, &k = s.k] { simd::iamax(k, largest_of, 1); },
      [=] { benchmark::DoNotOptimize(iamax(n, x, 1)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(&n, x, &kOne)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(n, x, 1)); });
}

void add_floats(Calls& calls, int n) {
  const auto& k = simd::targets().front().f32.level1;
  const float* const x = calls.numbers<float>(n);
  const float* const y = calls.numbers<float>(n);
  const std::string size = "n:" + std::to_string(n);
  calls.add<decltype(sdot_), decltype(cblas_sdot)>(
      "sdot", size, [=, f = k.dot] { benchmark::DoNotOptimize(f(n, x, 1, y, 1)); },
      [=] { benchmark::DoNotOptimize(dot(n, x, 1, y, 1)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(&n, x, &kOne, y, &kOne)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(n, x, 1, y, 1)); });
  calls.add<decltype(dsdot_), decltype(cblas_dsdot)>(
      "dsdot", size, [=, f = k.dot_wide] { benchmark::DoNotOptimize(f(n, x, 1, y, 1)); },
      [=] { benchmark::DoNotOptimize(dsdot(n, x, 1, y, 1)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(&n, x, &kOne, y, &kOne)); },
      [=](auto* f) { benchmark::DoNotOptimize(f(n, x, 1, y, 1)); });
}

void add_complex(Calls& calls, int n) {
  const auto& k = simd::targets().front().c64.level1;
  auto* const x = reinterpret_cast<C64*>(calls.numbers<double>(2 * n));  // NOLINT: as the standard
  auto* const y = reinterpret_cast<C64*>(calls.numbers<double>(2 * n));  // allows
  const std::string size = "n:" + std::to_string(n);
  static const C64 alpha = 1e-3, turn = {0, 1};
  calls.add<decltype(zaxpy_), decltype(cblas_zaxpy)>(
      "zaxpy", size, [=, f = k.axpy] { f(n, alpha, x, 1, y, 1); },
      [=] { axpy(n, alpha, x, 1, y, 1); }, [=](auto* f) { f(&n, &alpha, x, &kOne, y, &kOne); },
      [=](auto* f) { f(n, &alpha, x, 1, y, 1); });
  calls.add<decltype(zscal_), decltype(cblas_zscal)>(
      "zscal", size, [=, f = k.scal] { f(n, turn, x, 1); }, [=] { scal(n, turn, x, 1); },
      [=](auto* f) { f(&n, &turn, x, &kOne); }, [=](auto* f) { f(n, &turn, x, 1); });
}

}  // namespace

void add_level1(Calls& calls) {
  for (const int n : {1, 5, 10, 20}) {
    const Level1 sized(calls, n);
    add_updates(sized);
    add_rotations(sized);
    add_reductions(sized);
    add_floats(calls, n);
    add_complex(calls, n);
  }
}

}  // namespace fulcrum::bench
