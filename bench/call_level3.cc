// SPDX-License-Identifier: Apache-2.0
#include <complex>

#include "bench/call.hpp"
#include "fulcrum/fulcrum.hpp"
#include "simd/gemm_complex/gemm_complex.hpp"

namespace fulcrum::bench {
namespace {

const char kUpper = 'U', kNoTrans = 'N', kLeft = 'L', kNonUnit = 'N';
constexpr auto kScratch = simd::Scratch::Workspace;

// One product: n x n x n, or with m = 0 nothing of it, the way in and out alone.
template <class T, class Fortran, class Cblas>
void add_gemm(Calls& calls, const std::string& routine, int m, int n) {
  static const T alpha = T(1.5), zero = T(0);
  const T *const a = calls.numbers<T>(n * n), *const b = calls.numbers<T>(n * n);
  T* const c = calls.numbers<T>(n * n);
  const GemmProblem<T> p{false, false, m, n, n, alpha, a, n, b, n, zero, c, n};
  const auto& k = simd::targets().front().kernels<T>().gemm;
  calls.add<Fortran, Cblas>(
      routine, "m:" + std::to_string(m) + "/n:" + std::to_string(n),
      [=, &k] {
        if (m > 0) simd::gemm(k, p, 1);
      },
      [=] {
        gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, m, n, n, alpha, a, n, b, n, zero, c, n);
      },
      [=](auto* f) { f(&kNoTrans, &kNoTrans, &m, &n, &n, &alpha, a, &n, b, &n, &zero, c, &n); },
      [=](auto* f) {
        f(CblasColMajor, CblasNoTrans, CblasNoTrans, m, n, n, alpha, a, n, b, n, zero, c, n);
      });
}

void add_complex_gemm(Calls& calls, int n) {
  using C64 = std::complex<double>;
  static const C64 alpha = 1.5, zero = 0;
  const auto complex_numbers = [&] {
    return reinterpret_cast<C64*>(calls.numbers<double>(2 * n * n));  // NOLINT: allowed for it
  };
  const C64 *const a = complex_numbers(), *const b = complex_numbers();
  C64* const c = complex_numbers();
  const GemmProblem<C64> p{false, false, n, n, n, alpha, a, n, b, n, zero, c, n};
  const auto& k = simd::targets().front().c64.gemm;
  calls.add<decltype(zgemm_), decltype(cblas_zgemm)>(
      "zgemm", "n:" + std::to_string(n), [=, &k] { simd::gemm_complex(k, p, 1); },
      [=] {
        gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, n, n, n, alpha, a, n, b, n, zero, c, n);
      },
      [=](auto* f) { f(&kNoTrans, &kNoTrans, &n, &n, &n, &alpha, a, &n, b, &n, &zero, c, &n); },
      [=](auto* f) {
        f(CblasColMajor, CblasNoTrans, CblasNoTrans, n, n, n, &alpha, a, n, b, n, &zero, c, n);
      });
}

struct Level3 {
  Level3(Calls& calls, int n)
      : calls(calls),
        n(n),
        size("n:" + std::to_string(n)),
        a(calls.numbers<double>(n * n)),
        b(calls.numbers<double>(n * n)),
        c(calls.numbers<double>(n * n)),
        k(simd::targets().front().f64.level3()) {}

  Calls& calls;
  const int n;
  const std::string size;
  double *const a, *const b, *const c;
  const simd::Level3Kernels<double> k;
};

const double kAlpha = 1.5, kZero = 0;

void add_symm(const Level3& s) {
  const int n = s.n;
  double *const a = s.a, *const b = s.b, *const c = s.c;
  const SymmProblem<double> p{false, false, true, n, n, kAlpha, a, n, b, n, kZero, c, n};
  s.calls.add<decltype(dsymm_), decltype(cblas_dsymm)>(
      "dsymm", s.size, [=, k = s.k] { simd::symm(k, p, 1, kScratch); },
      [=] {
        symm(Layout::ColMajor, Side::Left, Uplo::Upper, n, n, kAlpha, a, n, b, n, kZero, c, n);
      },
      [=](auto* f) { f(&kLeft, &kUpper, &n, &n, &kAlpha, a, &n, b, &n, &kZero, c, &n); },
      [=](auto* f) {
        f(CblasColMajor, CblasLeft, CblasUpper, n, n, kAlpha, a, n, b, n, kZero, c, n);
      });
}

void add_updates(const Level3& s) {
  const int n = s.n;
  double *const a = s.a, *const b = s.b, *const c = s.c;
  constexpr auto kLayout = Layout::ColMajor;
  const SyrkProblem<double> p{false, true, false, n, n, kAlpha, a, n, kZero, c, n};
  s.calls.add<decltype(dsyrk_), decltype(cblas_dsyrk)>(
      "dsyrk", s.size, [=, k = s.k] { simd::syrk(k, p, 1, kScratch); },
      [=] { syrk(kLayout, Uplo::Upper, Op::NoTrans, n, n, kAlpha, a, n, kZero, c, n); },
      [=](auto* f) { f(&kUpper, &kNoTrans, &n, &n, &kAlpha, a, &n, &kZero, c, &n); },
      [=](auto* f) {
        f(CblasColMajor, CblasUpper, CblasNoTrans, n, n, kAlpha, a, n, kZero, c, n);
      });
  const Syr2kProblem<double> p2{false, true, false, n, n, kAlpha, a, n, b, n, kZero, c, n};
  s.calls.add<decltype(dsyr2k_), decltype(cblas_dsyr2k)>(
      "dsyr2k", s.size, [=, k = s.k] { simd::syr2k(k, p2, 1, kScratch); },
      [=] { syr2k(kLayout, Uplo::Upper, Op::NoTrans, n, n, kAlpha, a, n, b, n, kZero, c, n); },
      [=](auto* f) { f(&kUpper, &kNoTrans, &n, &n, &kAlpha, a, &n, b, &n, &kZero, c, &n); },
      [=](auto* f) {
        f(CblasColMajor, CblasUpper, CblasNoTrans, n, n, kAlpha, a, n, b, n, kZero, c, n);
      });
  GemmtProblem<double> t;
  t.upper = true, t.n = n, t.k = n, t.alpha = kAlpha;
  t.a = a, t.lda = n, t.b = b, t.ldb = n, t.c = c, t.ldc = n;
  constexpr auto kN = Op::NoTrans;
  s.calls.add<decltype(dgemmt_), decltype(cblas_dgemmt)>(
      "dgemmt", s.size, [=, k = s.k] { simd::gemmt(k, t, 1, kScratch); },
      [=] { gemmt(kLayout, Uplo::Upper, kN, kN, n, n, kAlpha, a, n, b, n, kZero, c, n); },
      [=](auto* f) {
        f(&kUpper, &kNoTrans, &kNoTrans, &n, &n, &kAlpha, a, &n, b, &n, &kZero, c, &n);
      },
      [=](auto* f) {
        f(CblasColMajor, CblasUpper, CblasNoTrans, CblasNoTrans, n, n, kAlpha, a, n, b, n, kZero, c,
          n);
      });
}

// With the identity, so that a million products leave B as it is.
void add_triangular(const Level3& s) {
  static const double alpha = 1;
  const int n = s.n;
  const double* const a = s.calls.identity(n);
  double* const b = s.b;
  TrmProblem<double> p;
  p.upper = true, p.m = n, p.n = n, p.alpha = alpha;
  p.a = a, p.lda = n, p.b = b, p.ldb = n;
  constexpr auto kLayout = Layout::ColMajor;
  constexpr auto kL = Side::Left;
  constexpr auto kU = Uplo::Upper;
  constexpr auto kN = Op::NoTrans;
  constexpr auto kD = Diag::NonUnit;
  const auto by_fortran = [=](auto* f) {
    f(&kLeft, &kUpper, &kNoTrans, &kNonUnit, &n, &n, &alpha, a, &n, b, &n);
  };
  const auto by_cblas = [=](auto* f) {
    f(CblasColMajor, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, n, n, alpha, a, n, b, n);
  };
  s.calls.add<decltype(dtrmm_), decltype(cblas_dtrmm)>(
      "dtrmm", s.size, [=, k = s.k] { simd::trm(k, p, 1, kScratch); },
      [=] { trmm(kLayout, kL, kU, kN, kD, n, n, alpha, a, n, b, n); }, by_fortran, by_cblas);
  p.solve = true;
  s.calls.add<decltype(dtrsm_), decltype(cblas_dtrsm)>(
      "dtrsm", s.size, [=, k = s.k] { simd::trm(k, p, 1, kScratch); },
      [=] { trsm(kLayout, kL, kU, kN, kD, n, n, alpha, a, n, b, n); }, by_fortran, by_cblas);
}

}  // namespace

void add_level3(Calls& calls) {
  struct Size {
    int m, n;
  };
  for (const Size s : {Size{0, 1}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {8, 8}}) {
    add_gemm<float, decltype(sgemm_), decltype(cblas_sgemm)>(calls, "sgemm", s.m, s.n);
    add_gemm<double, decltype(dgemm_), decltype(cblas_dgemm)>(calls, "dgemm", s.m, s.n);
  }
  for (const int n : {4, 8}) {
    const Level3 sized(calls, n);
    add_symm(sized);
    add_updates(sized);
    add_triangular(sized);
    add_complex_gemm(calls, n);
  }
}

}  // namespace fulcrum::bench
