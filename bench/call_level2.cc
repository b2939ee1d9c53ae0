// SPDX-License-Identifier: Apache-2.0
#include <complex>

#include "bench/call.hpp"
#include "fulcrum/fulcrum.hpp"

namespace fulcrum::bench {
namespace {

const int kOne = 1;
const double kAlpha = 1e-3, kZero = 0;
const char kUpper = 'U', kNoTrans = 'N', kNonUnit = 'N';
constexpr auto kScratch = simd::Scratch::Workspace;

// Vectors, and a matrix whose numbers serve as a full one, as a band (its first 3 n at most) and as
// a packed one.
struct Level2 {
  Level2(Calls& calls, int n)
      : calls(calls),
        n(n),
        size("n:" + std::to_string(n)),
        x(calls.numbers<double>(n)),
        y(calls.numbers<double>(n)),
        a(calls.numbers<double>(std::int64_t{n} * n + 3 * n)),
        k(simd::targets().front().f64.level2()) {}

  Calls& calls;
  const int n;
  const std::string size;
  double *const x, *const y, *const a;
  const simd::Level2Kernels<double> k;
};

void add_general(const Level2& s) {
  const int n = s.n;
  double *const x = s.x, *const y = s.y, *const a = s.a;
  const simd::Level2Kernels<double> k = s.k;
  const GemvProblem<double> v{false, n, n, kAlpha, a, n, x, 1, kZero, y, 1};
  s.calls.add<decltype(dgemv_), decltype(cblas_dgemv)>(
      "dgemv", s.size, [=, &gemv = k.gemv] { simd::gemv(gemv, v, 1); },
      [=] { gemv(Layout::ColMajor, Op::NoTrans, n, n, kAlpha, a, n, x, 1, kZero, y, 1); },
      [=](auto* f) { f(&kNoTrans, &n, &n, &kAlpha, a, &n, x, &kOne, &kZero, y, &kOne); },
      [=](auto* f) { f(CblasColMajor, CblasNoTrans, n, n, kAlpha, a, n, x, 1, kZero, y, 1); });
  static const int band = 1, lda = 3;
  const GbmvProblem<double> b{false, false, n, n, 1, 1, kAlpha, a, 3, x, 1, kZero, y, 1};
  s.calls.add<decltype(dgbmv_), decltype(cblas_dgbmv)>(
      "dgbmv", s.size, [=] { simd::gbmv(k, b, 1, kScratch); },
      [=] { gbmv(Layout::ColMajor, Op::NoTrans, n, n, 1, 1, kAlpha, a, 3, x, 1, kZero, y, 1); },
      [=](auto* f) {
        f(&kNoTrans, &n, &n, &band, &band, &kAlpha, a, &lda, x, &kOne, &kZero, y, &kOne);
      },
      [=](auto* f) {
        f(CblasColMajor, CblasNoTrans, n, n, 1, 1, kAlpha, a, 3, x, 1, kZero, y, 1);
      });
}

// In three forms: full, a band with one diagonal beside the main one, and packed.
void add_symmetric(const Level2& s) {
  const int n = s.n;
  double *const x = s.x, *const y = s.y, *const a = s.a;
  const simd::Level2Kernels<double> k = s.k;
  SymvProblem<double> p;
  p.upper = true;
  p.n = n, p.alpha = kAlpha, p.a = a, p.lda = n, p.x = x, p.y = y;
  s.calls.add<decltype(dsymv_), decltype(cblas_dsymv)>(
      "dsymv", s.size, [=] { simd::symv(k, p, 1, kScratch); },
      [=] { symv(Layout::ColMajor, Uplo::Upper, n, kAlpha, a, n, x, 1, kZero, y, 1); },
      [=](auto* f) { f(&kUpper, &n, &kAlpha, a, &n, x, &kOne, &kZero, y, &kOne); },
      [=](auto* f) { f(CblasColMajor, CblasUpper, n, kAlpha, a, n, x, 1, kZero, y, 1); });
  static const int band = 1, lda = 2;
  SymvProblem<double> b = p;
  b.storage = Storage::Band, b.k = 1, b.lda = 2;
  s.calls.add<decltype(dsbmv_), decltype(cblas_dsbmv)>(
      "dsbmv", s.size, [=] { simd::symv(k, b, 1, kScratch); },
      [=] { sbmv(Layout::ColMajor, Uplo::Upper, n, 1, kAlpha, a, 2, x, 1, kZero, y, 1); },
      [=](auto* f) { f(&kUpper, &n, &band, &kAlpha, a, &lda, x, &kOne, &kZero, y, &kOne); },
      [=](auto* f) { f(CblasColMajor, CblasUpper, n, 1, kAlpha, a, 2, x, 1, kZero, y, 1); });
  SymvProblem<double> packed = p;
  packed.storage = Storage::Packed;
  s.calls.add<decltype(dspmv_), decltype(cblas_dspmv)>(
      "dspmv", s.size, [=] { simd::symv(k, packed, 1, kScratch); },
      [=] { spmv(Layout::ColMajor, Uplo::Upper, n, kAlpha, a, x, 1, kZero, y, 1); },
      [=](auto* f) { f(&kUpper, &n, &kAlpha, a, x, &kOne, &kZero, y, &kOne); },
      [=](auto* f) { f(CblasColMajor, CblasUpper, n, kAlpha, a, x, 1, kZero, y, 1); });
}

// The two of a form, which have the same arguments: a product and a solution.
template <class Fortran, class Cblas, class Multiply, class Solve, class ByFortran, class ByCblas>
void add_pair(const Level2& s, const std::string& form, TrvProblem<double> p, Multiply multiply,
              Solve solve, ByFortran by_fortran, ByCblas by_cblas) {
  const auto kernel = [k = s.k](const TrvProblem<double>& problem) {
    return [=] { simd::trv(k, problem, 1, kScratch); };
  };
  s.calls.add<Fortran, Cblas>("d" + form + "mv", s.size, kernel(p), multiply, by_fortran, by_cblas);
  p.solve = true;
  s.calls.add<Fortran, Cblas>("d" + form + "sv", s.size, kernel(p), solve, by_fortran, by_cblas);
}

// With the identity, so that a million products leave x as it is.
void add_triangular(const Level2& s) {
  const int n = s.n;
  double* const x = s.x;
  const double* const a = s.calls.identity(n);
  TrvProblem<double> p;
  p.upper = true, p.n = n, p.a = a, p.lda = n, p.x = x;
  constexpr auto kLayout = Layout::ColMajor;
  constexpr auto kU = Uplo::Upper;
  constexpr auto kN = Op::NoTrans;
  constexpr auto kD = Diag::NonUnit;
  add_pair<decltype(dtrmv_), decltype(cblas_dtrmv)>(
      s, "tr", p, [=] { trmv(kLayout, kU, kN, kD, n, a, n, x, 1); },
      [=] { trsv(kLayout, kU, kN, kD, n, a, n, x, 1); },
      [=](auto* f) { f(&kUpper, &kNoTrans, &kNonUnit, &n, a, &n, x, &kOne); },
      [=](auto* f) { f(CblasColMajor, CblasUpper, CblasNoTrans, CblasNonUnit, n, a, n, x, 1); });
  static const int k = 1, lda = 2;
  double* const band = s.calls.numbers<double>(2 * n);
  for (int i = 0; i < 2 * n; ++i) band[i] = i % 2;  // the diagonal is the second row
  p.storage = Storage::Band, p.k = 1, p.a = band, p.lda = 2;
  add_pair<decltype(dtbmv_), decltype(cblas_dtbmv)>(
      s, "tb", p, [=] { tbmv(kLayout, kU, kN, kD, n, 1, band, 2, x, 1); },
      [=] { tbsv(kLayout, kU, kN, kD, n, 1, band, 2, x, 1); },
      [=](auto* f) { f(&kUpper, &kNoTrans, &kNonUnit, &n, &k, band, &lda, x, &kOne); },
      [=](auto* f) {
        f(CblasColMajor, CblasUpper, CblasNoTrans, CblasNonUnit, n, 1, band, 2, x, 1);
      });
  double* const packed = s.calls.numbers<double>(n * (n + 1) / 2);
  for (int j = 0, at = 0; j < n; ++j) {
    for (int i = 0; i <= j; ++i) packed[at++] = i == j ? 1 : 0;
  }
  p.storage = Storage::Packed, p.a = packed;
  add_pair<decltype(dtpmv_), decltype(cblas_dtpmv)>(
      s, "tp", p, [=] { tpmv(kLayout, kU, kN, kD, n, packed, x, 1); },
      [=] { tpsv(kLayout, kU, kN, kD, n, packed, x, 1); },
      [=](auto* f) { f(&kUpper, &kNoTrans, &kNonUnit, &n, packed, x, &kOne); },
      [=](auto* f) { f(CblasColMajor, CblasUpper, CblasNoTrans, CblasNonUnit, n, packed, x, 1); });
}

void add_rank1(const Level2& s) {
  const int n = s.n;
  double *const x = s.x, *const y = s.y, *const a = s.a;
  const simd::Level2Kernels<double> k = s.k;
  const GerProblem<double> g{false, false, n, n, kAlpha, x, 1, y, 1, a, n};
  s.calls.add<decltype(dger_), decltype(cblas_dger)>(
      "dger", s.size, [=] { simd::ger(k, g, 1, kScratch); },
      [=] { ger(Layout::ColMajor, n, n, kAlpha, x, 1, y, 1, a, n); },
      [=](auto* f) { f(&n, &n, &kAlpha, x, &kOne, y, &kOne, a, &n); },
      [=](auto* f) { f(CblasColMajor, n, n, kAlpha, x, 1, y, 1, a, n); });
  SyrProblem<double> p;
  p.upper = true, p.n = n, p.alpha = kAlpha, p.x = x, p.a = a, p.lda = n;
  s.calls.add<decltype(dsyr_), decltype(cblas_dsyr)>(
      "dsyr", s.size, [=] { simd::syr(k, p, 1, kScratch); },
      [=] { syr(Layout::ColMajor, Uplo::Upper, n, kAlpha, x, 1, a, n); },
      [=](auto* f) { f(&kUpper, &n, &kAlpha, x, &kOne, a, &n); },
      [=](auto* f) { f(CblasColMajor, CblasUpper, n, kAlpha, x, 1, a, n); });
  p.storage = Storage::Packed;
  s.calls.add<decltype(dspr_), decltype(cblas_dspr)>(
      "dspr", s.size, [=] { simd::syr(k, p, 1, kScratch); },
      [=] { spr(Layout::ColMajor, Uplo::Upper, n, kAlpha, x, 1, a); },
      [=](auto* f) { f(&kUpper, &n, &kAlpha, x, &kOne, a); },
      [=](auto* f) { f(CblasColMajor, CblasUpper, n, kAlpha, x, 1, a); });
  Syr2Problem<double> p2;
  p2.upper = true, p2.n = n, p2.alpha = kAlpha, p2.x = x, p2.y = y, p2.a = a, p2.lda = n;
  s.calls.add<decltype(dsyr2_), decltype(cblas_dsyr2)>(
      "dsyr2", s.size, [=] { simd::syr2(k, p2, 1, kScratch); },
      [=] { syr2(Layout::ColMajor, Uplo::Upper, n, kAlpha, x, 1, y, 1, a, n); },
      [=](auto* f) { f(&kUpper, &n, &kAlpha, x, &kOne, y, &kOne, a, &n); },
      [=](auto* f) { f(CblasColMajor, CblasUpper, n, kAlpha, x, 1, y, 1, a, n); });
  p2.storage = Storage::Packed;
  s.calls.add<decltype(dspr2_), decltype(cblas_dspr2)>(
      "dspr2", s.size, [=] { simd::syr2(k, p2, 1, kScratch); },
      [=] { spr2(Layout::ColMajor, Uplo::Upper, n, kAlpha, x, 1, y, 1, a); },
      [=](auto* f) { f(&kUpper, &n, &kAlpha, x, &kOne, y, &kOne, a); },
      [=](auto* f) { f(CblasColMajor, CblasUpper, n, kAlpha, x, 1, y, 1, a); });
}

void add_complex(Calls& calls, int n) {
  using C64 = std::complex<double>;
  static const C64 alpha = 1e-3, zero = 0;
  const auto k = simd::targets().front().c64.level2();
  const auto complex_numbers = [&](int count) {
    return reinterpret_cast<C64*>(
        calls.numbers<double>(2 * count));  // NOLINT: the standard allows it
  };
  C64 *const a = complex_numbers(n * n), *const x = complex_numbers(n),
             *const y = complex_numbers(n);
  const GemvProblem<C64> v{false, n, n, alpha, a, n, x, 1, zero, y, 1};
  calls.add<decltype(zgemv_), decltype(cblas_zgemv)>(
      "zgemv", "n:" + std::to_string(n), [=] { simd::gemv_complex(k, v, 1, kScratch); },
      [=] { gemv(Layout::ColMajor, Op::NoTrans, n, n, alpha, a, n, x, 1, zero, y, 1); },
      [=](auto* f) { f(&kNoTrans, &n, &n, &alpha, a, &n, x, &kOne, &zero, y, &kOne); },
      [=](auto* f) { f(CblasColMajor, CblasNoTrans, n, n, &alpha, a, n, x, 1, &zero, y, 1); });
}

}  // namespace

void add_level2(Calls& calls) {
  for (const int n : {4, 10}) {
    const Level2 sized(calls, n);
    add_general(sized);
    add_symmetric(sized);
    add_triangular(sized);
    add_rank1(sized);
    add_complex(calls, n);
  }
}

}  // namespace fulcrum::bench
